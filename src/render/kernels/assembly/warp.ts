// A plane seen through a homography, each sample from eight by eight. See warpPlane in reference/painting.ts.
import { sums } from './sums';

const VERTICAL_SHIFT: i32 = 8;
const HORIZONTAL_SHIFT: i32 = 20;

/** Added before truncation, so that it is a floor, and taken off again; in 1/512 sample. */
const BIAS: i32 = 4096;

/** Eight samples of two rows, side by side. */
// @ts-ignore: decorator
@inline
function interleave(upper: v128, lower: v128): v128 {
  return v128.shuffle<i8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/**
 * The products that make one sample, in four sums. `column` and `row` are in 1/512: the whole part picks the taps, the
 * rest their weights. Down the columns into Q6 first, then along.
 */
// @ts-ignore: decorator
@inline
function products(column: i32, row: i32, source: usize, stride: i32, weights: usize): v128 {
  let from = source + <usize>(((row >> 9) - 3) * stride + (column >> 9) - 3);
  const down = weights + <usize>((row & 511) << 4);
  let left = i32x4.splat(1 << (VERTICAL_SHIFT - 1));
  let right = left;
  for (let pair = 0; pair < 4; pair++) {
    const rows = interleave(v128.load64_zero(from), v128.load64_zero(from + <usize>stride));
    const weight = v128.load32_splat(down + <usize>(pair << 2));
    left = i32x4.add(left, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), weight));
    right = i32x4.add(right, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(rows), weight));
    from += <usize>(stride << 1);
  }
  const line = i16x8.narrow_i32x4_s(i32x4.shr_s(left, VERTICAL_SHIFT), i32x4.shr_s(right, VERTICAL_SHIFT));
  return i32x4.dot_i16x8_s(line, v128.load(weights + <usize>((column & 511) << 4)));
}

/**
 * `matrix` is nine f64: an output sample (x, y), counted from 0, lies at ((m0 x + m1 y + m2) / w, (m3 x + m4 y + m5) / w),
 * w = m6 x + m7 y + m8, in 1/512 of a source sample, one half added. `weights` is 512 × 8 i16 in Q14. Reads three samples before
 * and four after a position. Writes up to 3 bytes past a row's last sample.
 */
export function warpPlane(
  source: usize, stride: i32, matrix: usize, weights: usize,
  target: usize, targetStride: i32, width: i32, height: i32,
): void {
  const m0 = f64x2.splat(load<f64>(matrix));
  const m3 = f64x2.splat(load<f64>(matrix, 24));
  const m6 = f64x2.splat(load<f64>(matrix, 48));
  const half = i32x4.splat(1 << (HORIZONTAL_SHIFT - 1));
  for (let y = 0; y < height; y++) {
    const row = <f64>y;
    const m2 = f64x2.splat(load<f64>(matrix, 8) * row + load<f64>(matrix, 16));
    const m5 = f64x2.splat(load<f64>(matrix, 32) * row + load<f64>(matrix, 40));
    const m8 = f64x2.splat(load<f64>(matrix, 56) * row + load<f64>(matrix, 64));
    let to = target + <usize>(y * targetStride);
    for (let x = 0; x < width; x += 4) {
      const left = f64x2(<f64>x, <f64>(x + 1));
      const right = f64x2(<f64>(x + 2), <f64>(x + 3));
      const leftW = f64x2.add(f64x2.mul(m6, left), m8);
      const rightW = f64x2.add(f64x2.mul(m6, right), m8);
      const columns = floors(
        f64x2.div(f64x2.add(f64x2.mul(m0, left), m2), leftW),
        f64x2.div(f64x2.add(f64x2.mul(m0, right), m2), rightW),
      );
      const rows = floors(
        f64x2.div(f64x2.add(f64x2.mul(m3, left), m5), leftW),
        f64x2.div(f64x2.add(f64x2.mul(m3, right), m5), rightW),
      );
      const total = sums(
        products(i32x4.extract_lane(columns, 0), i32x4.extract_lane(rows, 0), source, stride, weights),
        products(i32x4.extract_lane(columns, 1), i32x4.extract_lane(rows, 1), source, stride, weights),
        products(i32x4.extract_lane(columns, 2), i32x4.extract_lane(rows, 2), source, stride, weights),
        products(i32x4.extract_lane(columns, 3), i32x4.extract_lane(rows, 3), source, stride, weights),
      );
      const samples = i32x4.shr_s(i32x4.add(total, half), HORIZONTAL_SHIFT);
      const words = i16x8.narrow_i32x4_s(samples, samples);
      v128.store_lane<u32>(to, i8x16.narrow_i16x8_u(words, words), 0);
      to += 4;
    }
  }
}

/** Floors of four numbers above −BIAS. */
// @ts-ignore: decorator
@inline
function floors(left: v128, right: v128): v128 {
  const bias = f64x2.splat(<f64>BIAS);
  const low = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(left, bias));
  const high = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(right, bias));
  return i32x4.sub(v128.shuffle<i32>(low, high, 0, 1, 4, 5), i32x4.splat(BIAS));
}
