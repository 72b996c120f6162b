// A pixel's channels out of its luma and chroma, and back: BT.709 limited range. All in Q6 of a luma code, counted from black, eight
// at a time. Keep equal to reference/rgb.ts.

/** From chroma to what a channel has more than luma, in Q15: 1.5748, 0.1873, 0.4681 and 1.8556 (Rec. ITU-R BT.709-6, 3.2) × 219/224. */
const RED_FROM_V: i16 = 17683; // and 1
const GREEN_FROM_U: i16 = 6001;
const GREEN_FROM_V: i16 = 14997;
const BLUE_FROM_U: i16 = 26679; // and 1
/** Weights of luma in Q15; their sum is one. */
const LUMA_RED: i16 = 6966;
const LUMA_GREEN: i16 = 23436;
const LUMA_BLUE: i16 = 2366;
/** Back to chroma in Q15: one over the first and the last of the four. */
const V_FROM_RED: i16 = 21283;
const U_FROM_BLUE: i16 = 18062;

/** Luma of black in Q6. */
const BLACK: i16 = 1024;
/** Chroma of grey in Q6. */
const GREY: i16 = 8192;

/** Products in Q15, rounded to nearest. */
// @ts-ignore: decorator
@inline
export function times(a: v128, b: v128): v128 {
  return i16x8.q15mulr_sat_s(a, b);
}

// @ts-ignore: decorator
@inline
export function by(a: v128, factor: i16): v128 {
  return i16x8.q15mulr_sat_s(a, i16x8.splat(factor));
}

/** Eight codes of luma, as words, in Q6 from black. */
// @ts-ignore: decorator
@inline
export function lumaOf(codes: v128): v128 {
  return i16x8.sub(i16x8.shl(codes, 6), i16x8.splat(BLACK));
}

/** Eight codes of chroma at an address, in Q6 from grey. */
// @ts-ignore: decorator
@inline
export function loadChroma(from: usize): v128 {
  return i16x8.sub(i16x8.shl(i16x8.extend_low_i8x16_u(v128.load64_zero(from)), 6), i16x8.splat(GREY));
}

/** What red has more than luma. */
// @ts-ignore: decorator
@inline
export function redOver(v: v128): v128 {
  return i16x8.add(v, by(v, RED_FROM_V));
}

// @ts-ignore: decorator
@inline
export function greenOver(u: v128, v: v128): v128 {
  return i16x8.neg(i16x8.add(by(u, GREEN_FROM_U), by(v, GREEN_FROM_V)));
}

// @ts-ignore: decorator
@inline
export function blueOver(u: v128): v128 {
  return i16x8.add(u, by(u, BLUE_FROM_U));
}

/** Change of luma from the changes of the channels. */
// @ts-ignore: decorator
@inline
export function lumaChange(red: v128, green: v128, blue: v128): v128 {
  return i16x8.add(i16x8.add(by(red, LUMA_RED), by(green, LUMA_GREEN)), by(blue, LUMA_BLUE));
}

// @ts-ignore: decorator
@inline
export function uChange(blue: v128, luma: v128): v128 {
  return by(i16x8.sub_sat_s(blue, luma), U_FROM_BLUE);
}

// @ts-ignore: decorator
@inline
export function vChange(red: v128, luma: v128): v128 {
  return by(i16x8.sub_sat_s(red, luma), V_FROM_RED);
}

/** Codes, as words, of luma in Q6 from black. */
// @ts-ignore: decorator
@inline
export function toLuma(luma: v128, dither: v128): v128 {
  return i16x8.shr_s(i16x8.add_sat_s(i16x8.add_sat_s(luma, i16x8.splat(BLACK)), dither), 6);
}

/** Writes codes of chroma that is in Q6 from grey, as many as `mask` has bytes set. */
// @ts-ignore: decorator
@inline
export function storeChroma(to: usize, chroma: v128, dither: v128, mask: v128): void {
  const codes = i16x8.shr_s(i16x8.add_sat_s(i16x8.add_sat_s(chroma, i16x8.splat(GREY)), dither), 6);
  const bytes = i8x16.narrow_i16x8_u(codes, codes);
  v128.store_lane<u64>(to, v128.bitselect(bytes, v128.load64_zero(to), mask), 0);
}

/** The first four of eight, each twice: a chroma sample stands for two columns. */
// @ts-ignore: decorator
@inline
export function twiceLow(a: v128): v128 {
  return v128.shuffle<i16>(a, a, 0, 0, 1, 1, 2, 2, 3, 3);
}

// @ts-ignore: decorator
@inline
export function twiceHigh(a: v128): v128 {
  return v128.shuffle<i16>(a, a, 4, 4, 5, 5, 6, 6, 7, 7);
}

/** The words in even places of sixteen: what of a row of luma lies on chroma's columns. */
// @ts-ignore: decorator
@inline
export function evens(low: v128, high: v128): v128 {
  return v128.shuffle<i16>(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
}

/** Luma over each chroma sample in Q6 from black: the mean of two rows of sixteen, two by two. */
// @ts-ignore: decorator
@inline
export function lumaOfBlocks(upper: v128, lower: v128): v128 {
  const four = i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
  return i16x8.sub(i16x8.shl(four, 4), i16x8.splat(BLACK));
}

/** Bytes set in the first `count` of sixteen places: what is beyond a row's end is another row's. */
// @ts-ignore: decorator
@inline
export function firstBytes(count: i32): v128 {
  return i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(count < 16 ? count : 16)));
}
