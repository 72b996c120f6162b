// A window of a plane, resampled by separable filters given as tables. See resampleWindow in reference/painting.ts.
import { sums } from './sums';

/** Vertical sums are Q14; the row keeps Q6, so that a sample with all its overshoot fits an i16. */
const VERTICAL_SHIFT: i32 = 8;
const HORIZONTAL_SHIFT: i32 = 20;

/**
 * For each output row r: samples `rows[r] … rows[r] + rowTaps - 1` of each column weighted by `rowWeights[r]`, then for each
 * output column c samples `columns[c] … columns[c] + columnTaps - 1` of that row by `columnWeights[c]`. `rowTaps` is even,
 * `columnTaps` a multiple of 8, starts are i32, weights i16 in Q14. Only source columns `firstColumn … endColumn - 1` are read,
 * rounded up to 16. `scratch` holds one row after the vertical pass, i16 in Q6: as many samples and a filter's length more.
 * Writes up to 7 bytes past a row's last sample.
 */
export function resampleWindow(
  source: usize, sourceStride: i32, firstColumn: i32, endColumn: i32,
  rows: usize, rowWeights: usize, rowTaps: i32,
  columns: usize, columnWeights: usize, columnTaps: i32,
  target: usize, targetStride: i32, width: i32, height: i32, scratch: usize,
): void {
  const row = scratch - <usize>(firstColumn << 1);
  for (let r = 0; r < height; r++) {
    const start = load<i32>(rows + (<usize>r << 2));
    const from = source + <usize>(start * sourceStride + firstColumn);
    const weights = rowWeights + <usize>(r * rowTaps * 2);
    verticalPass(from, sourceStride, weights, rowTaps, endColumn - firstColumn, scratch);
    const to = target + <usize>(r * targetStride);
    if (columnTaps == 8) horizontalPass(row, columns, columnWeights, 8, to, width);
    else if (columnTaps == 16) horizontalPass(row, columns, columnWeights, 16, to, width);
    else horizontalPass(row, columns, columnWeights, columnTaps, to, width);
  }
}

function verticalPass(from: usize, stride: i32, weights: usize, taps: i32, count: i32, to: usize): void {
  const half = i32x4.splat(1 << (VERTICAL_SHIFT - 1));
  for (let x = 0; x < count; x += 16) {
    let a = half;
    let b = half;
    let c = half;
    let d = half;
    let at = from + <usize>x;
    for (let tap = 0; tap < taps; tap += 2) {
      const weight = v128.load32_splat(weights + <usize>(tap << 1));
      const upper = v128.load(at);
      const lower = v128.load(at + <usize>stride);
      const left = v128.shuffle<i8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = v128.shuffle<i8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(left), weight));
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(left), weight));
      c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(right), weight));
      d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(right), weight));
      at += <usize>(stride << 1);
    }
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(a, VERTICAL_SHIFT), i32x4.shr_s(b, VERTICAL_SHIFT)));
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(c, VERTICAL_SHIFT), i32x4.shr_s(d, VERTICAL_SHIFT)), 16);
    to += 32;
  }
}

/** One output sample's products, in four sums; most windows need no more than the first eight taps. */
// @ts-ignore: decorator
@inline
function products(row: usize, columns: usize, weights: usize, taps: i32, index: i32): v128 {
  let from = row + (<usize>load<i32>(columns + (<usize>index << 2)) << 1);
  let weight = weights + <usize>(index * taps * 2);
  let sum = i32x4.dot_i16x8_s(v128.load(from), v128.load(weight));
  for (let tap = 8; tap < taps; tap += 8) {
    from += 16;
    weight += 16;
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(from), v128.load(weight)));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function storeEight(to: usize, left: v128, right: v128): void {
  const half = i32x4.splat(1 << (HORIZONTAL_SHIFT - 1));
  const words = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(left, half), HORIZONTAL_SHIFT),
    i32x4.shr_s(i32x4.add(right, half), HORIZONTAL_SHIFT),
  );
  v128.store_lane<u64>(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Inlined with a literal number of taps, the loops over them vanish. */
// @ts-ignore: decorator
@inline
function horizontalPass(row: usize, columns: usize, weights: usize, taps: i32, to: usize, width: i32): void {
  for (let x = 0; x < width; x += 8) {
    const left = sums(
      products(row, columns, weights, taps, x), products(row, columns, weights, taps, x + 1),
      products(row, columns, weights, taps, x + 2), products(row, columns, weights, taps, x + 3),
    );
    const right = sums(
      products(row, columns, weights, taps, x + 4), products(row, columns, weights, taps, x + 5),
      products(row, columns, weights, taps, x + 6), products(row, columns, weights, taps, x + 7),
    );
    storeEight(to + <usize>x, left, right);
  }
}
