import { boxMean, type LumaPlane } from '../luma-plane.js';
import type { DepthPoint } from './slant.js';
import { type Views, unlikeAt } from './sight.js';
import { smoothTotals } from './smooth-totals.js';

/** How near what is seen in each cell of the first still is. */
export interface DepthMap {
  readonly inverseDepths: Float32Array;
  /** 1 where the last still shows it too: elsewhere the depth is a guess. */
  readonly sure: Uint8Array;
}

/** The nearest and farthest that is looked for. */
export interface DepthRange {
  readonly least: number;
  readonly most: number;
}

/** Depths that are tried, in even steps of inverse depth: 48 are about two cells apart at 240×135, and what lies between is interpolated. */
const DEPTHS = 48;
/** What a cell costs whose counterpart lies outside the last still. */
const OUTSIDE = 6;
/** A table is seen as many small steps, a thing before another as one large. */
const CHANGES = { atEdge: 1.5, more: 7, edge: 10, next: 1.2 };
/** Cells about a match cost this much for each depth away from its own, up to five. */
const MATCH_PRICE = 2;
const MATCH_PRICE_MAX = 5;
/** A match's own depth lies between two that are tried. */
const MATCH_SLACK = 0.7;
/** A cell less unlike than this is sure. */
const ALIKE = 8;

/** Plane sweep: every cell held against the last still at each depth, its neighbours asked, and the depths of matches taken for known. */
export function sweepDepths(views: Views, { least, most }: DepthRange, points: readonly DepthPoint[]): DepthMap {
  const { columns, rows } = views.first;
  const prices = pricesOf(views, { least, most });
  const size = views.focal * rows;
  for (const { x, y, inverseDepth } of points) {
    const own = ((inverseDepth - least) / (most - least)) * (DEPTHS - 1);
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
  const totals = smoothTotals(views.first, prices, DEPTHS, CHANGES);
  const inverseDepths = new Float32Array(columns * rows);
  const sure = new Uint8Array(columns * rows);
  for (let at = 0; at < inverseDepths.length; at++) {
    const cell = at * DEPTHS;
    let best = 0;
    for (let depth = 1; depth < DEPTHS; depth++) if (totals[cell + depth]! < totals[cell + best]!) best = depth;
    const isInside = best > 0 && best < DEPTHS - 1;
    const between = isInside ? between3(totals[cell + best - 1]!, totals[cell + best]!, totals[cell + best + 1]!) : 0;
    inverseDepths[at] = least + ((most - least) * (best + between)) / (DEPTHS - 1);
    sure[at] = isInside && prices[cell + best]! < ALIKE ? 1 : 0;
  }
  return { inverseDepths, sure };
}

/** Where between its neighbours the least of three values is: −½ to ½ (a parabola's lowest point). */
function between3(before: number, least: number, after: number): number {
  const bend = before + after - 2 * least;
  return bend > 1e-6 ? (0.5 * (before - after)) / bend : 0;
}

function pricesOf({ first, last, motion, focal }: Views, { least, most }: DepthRange): Float32Array {
  const { columns, rows } = first;
  const { turn, shift } = motion;
  const size = focal * rows;
  const [midX, midY] = [columns / 2 - 0.5, rows / 2 - 0.5];
  const cells = columns * rows;
  const prices = new Float32Array(cells * DEPTHS);
  const plane: LumaPlane = { columns, rows, values: new Float32Array(cells) };
  for (let depth = 0; depth < DEPTHS; depth++) {
    const inverseDepth = least + ((most - least) * depth) / (DEPTHS - 1);
    const [right, down, ahead] = [shift[0] * inverseDepth, shift[1] * inverseDepth, shift[2] * inverseDepth];
    for (let row = 0, at = 0; row < rows; row++) {
      const y = (row - midY) / size;
      for (let column = 0; column < columns; column++, at++) {
        const x = (column - midX) / size;
        const w = turn[6] * x + turn[7] * y + turn[8] + ahead;
        const u = (size * (turn[0] * x + turn[1] * y + turn[2] + right)) / w + midX;
        const v = (size * (turn[3] * x + turn[4] * y + turn[5] + down)) / w + midY;
        const isSeen = w > 0 && u >= 0 && v >= 0 && u < columns - 1 && v < rows - 1;
        plane.values[at] = isSeen ? unlikeAt(first, at, last, u, v) : OUTSIDE;
      }
    }
    const mean = boxMean(plane.values, plane, 1);
    for (let at = 0; at < cells; at++) prices[at * DEPTHS + depth] = mean[at]!;
  }
  return prices;
}
