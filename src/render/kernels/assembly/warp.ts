// A plane seen through a homography, by cubic B-spline. See warpPlane in reference.ts.

const HORIZONTAL_SHIFT: i32 = 14;
const VERTICAL_SHIFT: i32 = 18;
/** 128 in Q18: what the coefficients were centred on, and one half. */
const OFFSET: i32 = (128 << 18) + (1 << 17);

/** Position of one sample in 1/512: whole part picks the taps, the rest their weights. */
// @ts-ignore: decorator
@inline
function tapsOf(column: i32, row: i32, coefficients: usize, stride: i32, weights: usize): v128 {
  const from = coefficients + <usize>((((row >> 9) - 1) * stride + (column >> 9) - 1) << 1);
  const bytes = <usize>(stride << 1);
  const weight = v128.load64_splat(weights + <usize>((column & 511) << 3));
  const upper = v128.load_lane<u64>(from + bytes, v128.load64_zero(from), 1);
  const lower = v128.load_lane<u64>(from + 3 * bytes, v128.load64_zero(from + 2 * bytes), 1);
  const a = i32x4.dot_i16x8_s(upper, weight);
  const b = i32x4.dot_i16x8_s(lower, weight);
  const sum = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << (HORIZONTAL_SHIFT - 1))), HORIZONTAL_SHIFT);
}

// @ts-ignore: decorator
@inline
function rowWeights(rowA: i32, rowB: i32, weights: usize): v128 {
  const first = v128.load64_zero(weights + <usize>((rowA & 511) << 3));
  return v128.load_lane<u64>(weights + <usize>((rowB & 511) << 3), first, 1);
}

/**
 * `coefficients` is the address of sample (0, 0) inside its border, `stride` in samples. `matrix` is nine f64: an output sample
 * (x, y), counted from 0, lies at ((m0 x + m1 y + m2) / w, (m3 x + m4 y + m5) / w), w = m6 x + m7 y + m8, in units of 1/512
 * sample, one half added, never below −1024. `weights` is 512 × 4 i16 in Q14. Writes up to 3 bytes past a row's last sample.
 */
export function warpPlane(
  coefficients: usize, stride: i32, matrix: usize, weights: usize,
  target: usize, targetStride: i32, width: i32, height: i32,
): void {
  const m0 = f64x2.splat(load<f64>(matrix));
  const m3 = f64x2.splat(load<f64>(matrix, 24));
  const m6 = f64x2.splat(load<f64>(matrix, 48));
  const bias = f64x2.splat(1024);
  const unbias = i32x4.splat(1024);
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
      const columns = whole(
        f64x2.add(f64x2.div(f64x2.add(f64x2.mul(m0, left), m2), leftW), bias),
        f64x2.add(f64x2.div(f64x2.add(f64x2.mul(m0, right), m2), rightW), bias), unbias,
      );
      const rows = whole(
        f64x2.add(f64x2.div(f64x2.add(f64x2.mul(m3, left), m5), leftW), bias),
        f64x2.add(f64x2.div(f64x2.add(f64x2.mul(m3, right), m5), rightW), bias), unbias,
      );
      const r0 = i32x4.extract_lane(rows, 0);
      const r1 = i32x4.extract_lane(rows, 1);
      const r2 = i32x4.extract_lane(rows, 2);
      const r3 = i32x4.extract_lane(rows, 3);
      const t0 = tapsOf(i32x4.extract_lane(columns, 0), r0, coefficients, stride, weights);
      const t1 = tapsOf(i32x4.extract_lane(columns, 1), r1, coefficients, stride, weights);
      const t2 = tapsOf(i32x4.extract_lane(columns, 2), r2, coefficients, stride, weights);
      const t3 = tapsOf(i32x4.extract_lane(columns, 3), r3, coefficients, stride, weights);
      const a = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(t0, t1), rowWeights(r0, r1, weights));
      const b = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(t2, t3), rowWeights(r2, r3, weights));
      const sum = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
      const words = i32x4.shr_s(i32x4.add(sum, i32x4.splat(OFFSET)), VERTICAL_SHIFT);
      const narrow = i16x8.narrow_i32x4_s(words, words);
      v128.store_lane<u32>(to, i8x16.narrow_i16x8_u(narrow, narrow), 0);
      to += 4;
    }
  }
}

/** Truncation of what the bias made positive is its floor. */
// @ts-ignore: decorator
@inline
function whole(left: v128, right: v128, unbias: v128): v128 {
  const low = i32x4.trunc_sat_f64x2_s_zero(left);
  const high = i32x4.trunc_sat_f64x2_s_zero(right);
  return i32x4.sub(v128.shuffle<i32>(low, high, 0, 1, 4, 5), unbias);
}
