// Where a change of light falls between two codes, neighbours share it out, or smooth surfaces would show steps. See
// dithered in reference/arithmetic.ts.

/**
 * An ordered 8×8 pattern (Bayer), 2 to 61: what is added in Q6 before a sample is cut to its code. The two left at both ends are for
 * rounding: what is a whole code but for that stays the code. Keep equal to reference/arithmetic.ts.
 */
const PATTERN: usize = memory.data<i16>([
  2, 32, 9, 39, 3, 33, 11, 41,
  47, 17, 54, 24, 48, 18, 56, 26,
  13, 43, 5, 35, 15, 45, 7, 37,
  58, 28, 50, 20, 60, 30, 52, 22,
  4, 34, 12, 42, 2, 32, 10, 40,
  49, 19, 57, 27, 47, 17, 55, 25,
  16, 46, 8, 38, 14, 44, 6, 36,
  61, 31, 53, 23, 59, 29, 51, 21,
]);

/** The pattern's row for a row of samples, for eight columns from a multiple of eight. It stays where it is: nothing flickers. */
// @ts-ignore: decorator
@inline
export function ditherRow(row: i32): v128 {
  return v128.load(PATTERN + (<usize>(row & 7) << 4));
}
