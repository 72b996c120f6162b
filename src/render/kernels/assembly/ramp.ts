// A number that grows evenly over the picture, one for each sample: where a band of light lies, how far a corner is from the light.

/** What is added to a row's number for its columns 0 to 3, and 4 to 7. */
// @ts-ignore: decorator
@inline
export function stepsLow(perColumn: i32): v128 {
  return i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(perColumn));
}

// @ts-ignore: decorator
@inline
export function stepsHigh(perColumn: i32): v128 {
  return i32x4.mul(i32x4(4, 5, 6, 7), i32x4.splat(perColumn));
}

/** Eight columns from one whose number is `at`, from Q24 to Q15; −1 and 1 are as far as it goes. */
// @ts-ignore: decorator
@inline
export function eightFrom(at: i32, low: v128, high: v128): v128 {
  const first = i32x4.splat(at);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(first, low), 9), i32x4.shr_s(i32x4.add(first, high), 9));
}
