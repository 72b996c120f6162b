import { type Homography, invert } from '../../homography.js';
import { boxMean, type LumaPlane, onCells, slopesOf, warpPlane } from '../luma-plane.js';

/** The most that a cell can be unlike: whatever is worse is as good as anything else that is wrong. */
export const UNLIKENESS_MAX = 14;
/** What a cell costs whose counterpart lies outside the other still: nobody can tell, so more than a match, less than a miss. */
export const OUTSIDE = 3.5;

/** How unlike each cell of each still is to where a layer says that it is in the other one: 0 to {@link UNLIKENESS_MAX}. */
export interface Unlikeness {
  readonly first: Float32Array;
  readonly last: Float32Array;
}

/** Holds two stills against each other as a homography from the first to the last lays them; frame coordinates. */
export function unlikenessOf(homography: Homography, first: LumaPlane, last: LumaPlane): Unlikeness {
  return { first: oneWay(homography, first, last), last: oneWay(invert(homography), last, first) };
}

/** Slopes count more than levels: they stay when the light changes. Means of 5×5 cells, weighted to the middle: wider ones would carry a layer past its edge. */
function oneWay(homography: Homography, here: LumaPlane, there: LumaPlane): Float32Array {
  const { values, inside } = warpPlane(there, onCells(homography, here));
  const [slopes, others] = [slopesOf(here), slopesOf({ ...here, values })];
  const raw = here.values.map((value, at) => {
    if (inside[at] === 0) return OUTSIDE;
    const level = Math.abs(value - (values[at] ?? 0));
    const slopeX = Math.abs((slopes.x[at] ?? 0) - (others.x[at] ?? 0));
    const slopeY = Math.abs((slopes.y[at] ?? 0) - (others.y[at] ?? 0));
    return Math.min(UNLIKENESS_MAX, 0.35 * level + slopeX + slopeY);
  });
  return boxMean(boxMean(raw, here, 1), here, 1);
}
