import { boxMean, type LumaPlane, sampleAt, slopesOf } from '../luma-plane.js';
import { createLanding, landAt } from './landing.js';
import type { Views } from './sight.js';

const ROUNDS = 6;
/** The window that a depth is found by: a box of this reach, twice. */
const REACH = 2;
/** Differences of brightness well above this are of something else. */
const ROBUST = 12;
/** How much is known about a plain cell: slopes (squared, for each cell of way) well below this change nothing. */
const HOLD = 8;
/** No depth changes by more cells of way than this in a round. */
const CHANGE_MAX = 0.7;
/** Nor in all: the sweep is as good as that. */
const REFINED_MAX = 1.5;
/** How wide the light is that is taken out, and how much of it: it may differ between the stills. */
const LIGHT = { reach: 10, share: 0.8 };

/**
 * Depths brought to where the stills agree best, to parts of a cell: Lucas and Kanade's way (1981), along the line on which each cell can be
 * seen. Only what is sure is looked at; what is not goes with what is about it.
 */
export function refineDepths(views: Views, inverseDepths: Float32Array, sure: Uint8Array): Float32Array {
  const [first, last] = [withoutLight(views.first), withoutLight(views.last)];
  const { x: slopeX, y: slopeY } = slopesOf(last);
  const { columns, rows } = first;
  const { shift } = views.motion;
  const landing = createLanding();
  const beside = createLanding();
  const refined = inverseDepths.slice();
  const cells = refined.length;
  const step = 1 / (views.focal * rows) / Math.hypot(...shift);
  const best = inverseDepths.slice();
  const least = new Float32Array(cells).fill(Infinity);
  for (let round = 0; round <= ROUNDS; round++) {
    const [squares, misses, unlike] = [new Float32Array(cells), new Float32Array(cells), new Float32Array(cells)];
    for (let at = 0; at < cells; at++) {
      if (sure[at] === 0) continue;
      landAt(landing, views, at, refined[at]!);
      if (landing.cell < 0) continue;
      landAt(beside, views, at, refined[at]! + step);
      const { x, y } = landing;
      const slope =
        sampleAt(slopeX, columns, rows, x, y) * (beside.x - x) + sampleAt(slopeY, columns, rows, x, y) * (beside.y - y);
      const miss = sampleAt(last.values, columns, rows, x, y) - first.values[at]!;
      const weight = 1 / (1 + (miss / ROBUST) ** 2);
      squares[at] = weight * slope * slope;
      misses[at] = weight * slope * miss;
      unlike[at] = weight * miss * miss;
    }
    const about = (sums: Float32Array): Float32Array => boxMean(boxMean(sums, first, REACH), first, REACH);
    const [square, miss, unlikeness] = [about(squares), about(misses), about(unlike)];
    for (let at = 0; at < cells; at++) {
      // A round may lead astray, where a pattern repeats or a thing ends.
      if (unlikeness[at]! < least[at]!) [least[at], best[at]] = [unlikeness[at]!, refined[at]!];
      const change = -miss[at]! / (square[at]! + HOLD);
      const next = refined[at]! + step * Math.min(CHANGE_MAX, Math.max(-CHANGE_MAX, change));
      const swept = inverseDepths[at]!;
      refined[at] = Math.min(swept + REFINED_MAX * step, Math.max(swept - REFINED_MAX * step, next));
    }
  }
  return best;
}

function withoutLight(plane: LumaPlane): LumaPlane {
  const light = boxMean(plane.values, plane, LIGHT.reach);
  const { columns, rows, values } = plane;
  return { columns, rows, values: values.map((value, at) => value - LIGHT.share * light[at]!) };
}
