// One plane over another. See mixPlanes in reference/painting.ts.
import { firstBytes } from './rgb';

/** `weight` in Q14, 0 to 1. Nothing is written beyond a row's end. */
export function mixPlanes(
  source: usize, sourceStride: i32, weight: i32, target: usize, targetStride: i32, width: i32, height: i32,
): void {
  const weights = i32x4.splat((16384 - weight) | (weight << 16));
  const half = i32x4.splat(1 << 13);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x += 16) {
      const to = target + <usize>(row * targetStride + x);
      const under = v128.load(to);
      const over = v128.load(source + <usize>(row * sourceStride + x));
      const left = v128.shuffle<i8>(under, over, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = v128.shuffle<i8>(under, over, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const mixed = i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(
          i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(left), weights), half), 14),
          i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(left), weights), half), 14),
        ),
        i16x8.narrow_i32x4_s(
          i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(right), weights), half), 14),
          i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(right), weights), half), 14),
        ),
      );
      v128.store(to, v128.bitselect(mixed, under, firstBytes(width - x)));
    }
  }
}
