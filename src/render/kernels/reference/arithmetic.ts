/** Kept within a byte. */
export function clampByte(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** Kept within 16 bits, signed. */
export function clampWord(value: number): number {
  return Math.min(32767, Math.max(-32768, value));
}

/** The product of two 16-bit numbers of which one is in Q15, rounded to nearest: `i16x8.q15mulr_sat_s`. */
export function times(a: number, b: number): number {
  return Math.min(32767, (a * b + 16_384) >> 15);
}

/** A ramp's number at a place, from Q24 to Q15; −1 and 1 are as far as it goes. */
export function rampAt(
  { start, perColumn, perRow }: { readonly start: number; readonly perColumn: number; readonly perRow: number },
  column: number,
  row: number,
): number {
  return clampWord((start + perColumn * column + perRow * row) >> 9);
}

/**
 * Bayer's ordered 8×8 pattern, row by row, in Q6: added to a sample, it sends it up to the next code from a certain share on. From 2
 * to 61: what is a whole code but for rounding stays the code.
 */
const PATTERN: readonly number[] = Array.from({ length: 64 }, (_, index) => {
  const [x, y] = [index % 8, Math.floor(index / 8)];
  const rank = [0, 1, 2].reduce((sum, bit) => {
    const [right, down] = [(x >> bit) & 1, (y >> bit) & 1];
    return sum + ((2 * (right ^ down) + down) << (2 * (2 - bit)));
  }, 0);
  return 2 + ((15 * rank) >> 4);
});

/** From Q6 to a whole code: what lies between two is shared out among neighbours, in a pattern that stays where it is. */
export function dithered(value: number, column: number, row: number): number {
  return clampByte(clampWord(value + (PATTERN[8 * (row & 7) + (column & 7)] ?? 0)) >> 6);
}
