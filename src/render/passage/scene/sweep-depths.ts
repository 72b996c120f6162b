import type { LumaPlane } from '../luma-plane.js';
import type { DepthPoint } from './slant.js';
import { type Views, unlikeAt } from './sight.js';
import { smoothTotals } from './smooth-totals.js';

/** The nearest and farthest that is looked for. */
export interface DepthRange {
  readonly least: number;
  readonly most: number;
}

/** Depths that are told apart, in even steps of inverse depth; what lies between is interpolated. */
const DEPTHS = 48;
/** Depths that are tried for each of them, a third of a step apart: over a whole step, a narrow stripe goes past its own place. */
const TRIES = 3;
/** The most that a cell can be unlike: a letter that is not met exactly costs no more than what is something else. */
const UNLIKE_MAX = 6;
/** A table is seen as many small steps, a thing before another as one large; print has edges too, and must not pay for itself. */
const CHANGES = { atEdge: 4, more: 14, edge: 14, next: 1.2 };
/** Cells about a match cost this much for each depth away from its own, up to five. */
const MATCH_PRICE = 2;
const MATCH_PRICE_MAX = 5;
/** A match's own depth lies between two that are tried. */
const MATCH_SLACK = 0.7;

/** Inverse depth from one of the depths to the next. */
export function stepOf({ least, most }: DepthRange): number {
  return (most - least) / (DEPTHS - 1);
}

/** What each depth costs each cell by itself: held against the last still there, and against the matches about it. */
export function sweepPrices(views: Views, range: DepthRange, points: readonly DepthPoint[]): Float32Array {
  const { columns, rows } = views.first;
  const prices = unlikeAtDepths(views, range);
  const size = views.focal * rows;
  for (const { x, y, inverseDepth } of points) {
    const own = (inverseDepth - range.least) / stepOf(range);
    const column = Math.round(x * size + columns / 2 - 0.5);
    const row = Math.round(y * size + rows / 2 - 0.5);
    for (let near = Math.max(0, row - 1); near <= Math.min(rows - 1, row + 1); near++) {
      for (let side = Math.max(0, column - 1); side <= Math.min(columns - 1, column + 1); side++) {
        const cell = (near * columns + side) * DEPTHS;
        for (let depth = 0; depth < DEPTHS; depth++) {
          const price = MATCH_PRICE * Math.max(0, Math.abs(depth - own) - MATCH_SLACK);
          prices[cell + depth]! += Math.min(MATCH_PRICE_MAX, price);
        }
      }
    }
  }
  return prices;
}

/** The inverse depth of each cell that is cheapest for it and its neighbours. */
export function cheapestDepths(plane: LumaPlane, prices: Float32Array, range: DepthRange): Float32Array {
  const totals = smoothTotals(plane, prices, DEPTHS, CHANGES);
  const found = new Float32Array(plane.values.length);
  for (let at = 0; at < found.length; at++) {
    const cell = at * DEPTHS;
    let best = 0;
    for (let depth = 1; depth < DEPTHS; depth++) if (totals[cell + depth]! < totals[cell + best]!) best = depth;
    const isInside = best > 0 && best < DEPTHS - 1;
    const between = isInside ? between3(totals[cell + best - 1]!, totals[cell + best]!, totals[cell + best + 1]!) : 0;
    found[at] = range.least + stepOf(range) * (best + between);
  }
  return found;
}

/** Where between its neighbours the least of three values is: −½ to ½ (a parabola's lowest point). */
function between3(before: number, least: number, after: number): number {
  const bend = before + after - 2 * least;
  return bend > 1e-6 ? (0.5 * (before - after)) / bend : 0;
}

/**
 * The least mean of three by three cells over the tries of each depth. Row by row, each row at every depth: so prices, of which there are
 * many, are written where they are still at hand.
 */
function unlikeAtDepths(views: Views, range: DepthRange): Float32Array {
  const { columns, rows } = views.first;
  const prices = new Float32Array(columns * rows * DEPTHS).fill(UNLIKE_MAX);
  const unlike = new Float32Array(columns);
  const tries = Array.from({ length: TRIES * DEPTHS }, (_, tried) => ({
    depth: Math.floor(tried / TRIES),
    inverseDepth: range.least + stepOf(range) * ((tried - (TRIES >> 1)) / TRIES),
    // Sums of three cells side by side, of the last three rows.
    sums: [0, 1, 2].map(() => new Float32Array(columns)),
  }));
  for (let row = 0; row <= rows; row++) {
    for (const { depth, inverseDepth, sums } of tries) {
      const newest = sums[row % 3]!;
      if (row < rows) {
        unlikeInRow(unlike, views, row, inverseDepth);
        sumBeside(newest, unlike);
      }
      if (row === 0) continue;
      // Beyond the edges the edge's own cells count again.
      const middle = sums[(row - 1) % 3]!;
      lowerPrices(prices, (row - 1) * columns * DEPTHS + depth, [
        row === 1 ? middle : sums[(row - 2) % 3]!,
        middle,
        row === rows ? middle : newest,
      ]);
    }
  }
  return prices;
}

/** How unlike each cell of a row is to where a depth has it in the last still. */
function unlikeInRow(
  unlike: Float32Array,
  { first, last, motion: { turn, shift }, focal }: Views,
  row: number,
  inverseDepth: number,
): void {
  const { columns, rows } = first;
  const size = focal * rows;
  const [midX, midY] = [columns / 2 - 0.5, rows / 2 - 0.5];
  const y = (row - midY) / size;
  // Along a row all three go in even steps.
  const [stepW, stepU, stepV] = [turn[6] / size, turn[0], turn[3]];
  const startW = turn[7] * y + turn[8] + shift[2] * inverseDepth - stepW * midX;
  const startU = size * (turn[1] * y + turn[2] + shift[0] * inverseDepth) - stepU * midX;
  const startV = size * (turn[4] * y + turn[5] + shift[1] * inverseDepth) - stepV * midX;
  for (let column = 0, at = row * columns; column < columns; column++, at++) {
    const w = startW + column * stepW;
    const u = (startU + column * stepU) / w + midX;
    const v = (startV + column * stepV) / w + midY;
    const isSeen = w > 0 && u >= 0 && v >= 0 && u < columns - 1 && v < rows - 1;
    unlike[column] = isSeen ? Math.min(UNLIKE_MAX, unlikeAt(first, at, last, u, v)) : UNLIKE_MAX;
  }
}

function sumBeside(sums: Float32Array, values: Float32Array): void {
  const last = values.length - 1;
  for (let at = 0; at <= last; at++) {
    sums[at] = values[at > 0 ? at - 1 : 0]! + values[at]! + values[at < last ? at + 1 : last]!;
  }
}

/** Lowers the prices of one depth in a row, from `from` on, to the mean of its rows. */
function lowerPrices(
  prices: Float32Array,
  from: number,
  [above, here, below]: readonly [Float32Array, Float32Array, Float32Array],
): void {
  for (let column = 0, to = from; column < here.length; column++, to += DEPTHS) {
    const mean = (above[column]! + here[column]! + below[column]!) / 9;
    if (mean < prices[to]!) prices[to] = mean;
  }
}
