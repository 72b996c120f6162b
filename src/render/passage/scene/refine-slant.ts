import { sampleAt } from '../luma-plane.js';
import { solveSymmetric } from '../layers/solve.js';
import type { Slant } from './slant.js';
import type { Views } from './sight.js';

const ROUNDS = 6;
/** Cells looked at, at most. */
const CELLS_MAX = 2400;
const CELLS_MIN = 30;
/** Differences of brightness much larger than this are not of the plane. */
const ROBUST = 10;
/** Parameters: three of the slant, a gain and an offset of the light. */
const SIZE = 5;
/** How much each of them holds to what it is, as a share of what is known of it. */
const HOLD = [1e-3, 1e-3, 1e-5, 1e-4, 1e-4];
/** Light holds to what it is by this for each cell besides, for on an even surface it could be anything. */
const LIGHT_HOLD = 0.05;
/** Brings the gain to the size of the others. */
const GAIN_UNIT = 30;

/**
 * A slant brought to where the stills agree best in some cells of the first: Gauss–Newton on their brightness. The slant as it was where
 * the cells do not decide one.
 */
export function refineSlant({ first, last, motion, focal }: Views, slant: Slant, cells: readonly number[]): Slant {
  const { columns, rows } = first;
  const { turn, shift } = motion;
  const size = focal * rows;
  const [midX, midY] = [columns / 2 - 0.5, rows / 2 - 0.5];
  const stride = Math.max(1, cells.length / CELLS_MAX);
  let [a, b, c] = slant;
  let [gain, offset] = [1, 0];
  const row = new Float64Array(SIZE);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(SIZE * SIZE);
    const right = new Float64Array(SIZE);
    let count = 0;
    for (let index = 0; index < cells.length; index += stride) {
      const at = cells[Math.floor(index)]!;
      const x = ((at % columns) - midX) / size;
      const y = (Math.floor(at / columns) - midY) / size;
      const near = a * x + b * y + c;
      const w = turn[6] * x + turn[7] * y + turn[8] + near * shift[2];
      const u = (turn[0] * x + turn[1] * y + turn[2] + near * shift[0]) / w;
      const v = (turn[3] * x + turn[4] * y + turn[5] + near * shift[1]) / w;
      const [toX, toY] = [size * u + midX, size * v + midY];
      if (!(w > 0 && toX > 1 && toY > 1 && toX < columns - 3 && toY < rows - 3)) continue;
      count++;
      const value = sampleAt(last.values, columns, rows, toX, toY);
      const slopeX = sampleAt(last.slopeX, columns, rows, toX, toY);
      const slopeY = sampleAt(last.slopeY, columns, rows, toX, toY);
      const slope = (gain * size * (slopeX * (shift[0] - u * shift[2]) + slopeY * (shift[1] - v * shift[2]))) / w;
      const miss = first.values[at]! - (gain * value + offset);
      const weight = 1 / (1 + (miss / ROBUST) ** 2);
      row[0] = slope * x;
      row[1] = slope * y;
      row[2] = slope;
      row[3] = value / GAIN_UNIT;
      row[4] = 1;
      for (let k = 0; k < SIZE; k++) {
        right[k]! += weight * row[k]! * miss;
        for (let j = 0; j <= k; j++) sums[SIZE * k + j]! += weight * row[k]! * row[j]!;
      }
    }
    if (count < CELLS_MIN) return slant;
    for (let k = 0; k < SIZE; k++) {
      const diagonal = (SIZE + 1) * k;
      sums[diagonal] = sums[diagonal]! * (1 + HOLD[k]!) + 1e-6 + (k < 3 ? 0 : LIGHT_HOLD * count);
    }
    const change = solveSymmetric(sums, right);
    if (change?.every(Number.isFinite) !== true) return slant;
    a += change[0]!;
    b += change[1]!;
    c += change[2]!;
    gain += change[3]! / GAIN_UNIT;
    offset += change[4]!;
  }
  return [a, b, c];
}
