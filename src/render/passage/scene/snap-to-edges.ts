import type { Grid, LumaPlane } from '../luma-plane.js';

/** How far about a cell its depth is voted for (cells). */
const REACH = 4;
/** A difference of brightness at which a vote counts for a bit more than a third: what looks alike is one thing. */
const ALIKE = 10;
/** How much a vote counts that the other still does not confirm. */
const UNSURE = 0.3;
/** Depths that differ by less than this (steps) within reach are one surface, and left alone. */
const BREAK = 4;
/** Depths are told apart by this part of a step. */
const BINS_PER_STEP = 2;
const ROUNDS = 2;

/**
 * Depths whose breaks lie on the edges of the picture: where a cell has a break within reach, it takes the median of the depths about it,
 * each counting the more the more it looks like the cell (Z. Ma et al.: Constant Time Weighted Median Filtering, 2013).
 */
export function snapToEdges(
  inverseDepths: Float32Array,
  { plane, sure, step }: { readonly plane: LumaPlane; readonly sure: Uint8Array; readonly step: number },
): Float32Array {
  let from = inverseDepths;
  for (let round = 0; round < ROUNDS; round++) from = snapOnce(from, plane, sure, step);
  return from;
}

function snapOnce(from: Float32Array, plane: LumaPlane, sure: Uint8Array, step: number): Float32Array {
  const { columns, rows, values } = plane;
  const snapped = from.slice();
  const breaks = breaksOf(from, plane, BREAK * step);
  let least = Infinity;
  let most = -Infinity;
  for (const value of from) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const bins = Math.ceil(((most - least) / step) * BINS_PER_STEP) + 1;
  const weights = new Float32Array(bins);
  const sums = new Float32Array(bins);
  const bin = Uint16Array.from(from, (value) => Math.round(((value - least) / step) * BINS_PER_STEP));
  const voteOf = Float32Array.from({ length: 256 }, (_, difference) => Math.exp(-difference / ALIKE));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (sure[at] === 1 || breaks[at] === 0) continue;
      weights.fill(0);
      sums.fill(0);
      let all = 0;
      const own = values[at]!;
      const [left, right] = [Math.max(0, column - REACH), Math.min(columns - 1, column + REACH)];
      for (let y = Math.max(0, row - REACH); y <= Math.min(rows - 1, row + REACH); y++) {
        for (let there = y * columns + left; there <= y * columns + right; there++) {
          const difference = values[there]! - own;
          const vote = voteOf[difference < 0 ? -difference | 0 : difference | 0]! * (sure[there] === 1 ? 1 : UNSURE);
          const to = bin[there]!;
          weights[to]! += vote;
          sums[to]! += vote * from[there]!;
          all += vote;
        }
      }
      let middle = 0;
      for (let passed = weights[0]!; passed < all / 2 && middle < bins - 1;) passed += weights[++middle]!;
      if (weights[middle]! > 0) snapped[at] = sums[middle]! / weights[middle]!;
    }
  }
  return snapped;
}

/** 1 where the depths within reach of a cell are not of one surface. */
function breaksOf(values: Float32Array, { columns, rows }: Grid, most: number): Uint8Array {
  const span = (from: Float32Array, pick: (one: number, other: number) => number): Float32Array => {
    const along = from.slice();
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        let value = from[at]!;
        const end = Math.min(columns - 1, column + REACH);
        for (let x = Math.max(0, column - REACH); x <= end; x++) value = pick(value, from[row * columns + x]!);
        along[at] = value;
      }
    }
    const all = along.slice();
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        let value = along[at]!;
        const end = Math.min(rows - 1, row + REACH);
        for (let y = Math.max(0, row - REACH); y <= end; y++) value = pick(value, along[y * columns + column]!);
        all[at] = value;
      }
    }
    return all;
  };
  const [lower, upper] = [span(values, Math.min), span(values, Math.max)];
  return Uint8Array.from(lower, (value, at) => (upper[at]! - value > most ? 1 : 0));
}
