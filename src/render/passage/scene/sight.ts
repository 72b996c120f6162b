import { boxMean, type LumaPlane, slopesOf } from '../luma-plane.js';
import type { RigidMotion } from '../rigid-motion.js';

/** A still as one camera sees it, ready to be held against another. */
export interface Sight extends LumaPlane {
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** What a difference counts for, 1 down to 0: little amid strong contrast, where half a cell off already differs much. */
  readonly evenness: Float32Array;
}

/** The most that a cell can be unlike. */
const UNLIKE_MAX = 14;
/** Slope (mean of a square of 7 cells) at which a difference counts for a bit less than half. */
const CONTRAST = 10;
const CONTRAST_SHARE = 1.5;
/** Levels count less than slopes: these stay when the light changes. */
const LEVEL_SHARE = 0.35;

/** Prepares a still. */
export function sightOf(plane: LumaPlane): Sight {
  const { x, y } = slopesOf(plane);
  const slopes = x.map((right, at) => Math.abs(right) + Math.abs(y[at]!));
  const evenness = boxMean(slopes, plane, 3).map((slope) => CONTRAST / (CONTRAST + CONTRAST_SHARE * slope));
  return { ...plane, slopeX: x, slopeY: y, evenness };
}

/** How unlike cell `at` of one still is to the place (x, y), in cells and inside, of the other: 0 to {@link UNLIKE_MAX}. */
export function unlikeAt(first: Sight, at: number, last: Sight, x: number, y: number): number {
  const { columns, values, slopeX, slopeY } = last;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const both = (x - column) * (y - row);
  const right = x - column - both;
  const down = y - row - both;
  const none = 1 - right - (y - row);
  const to = row * columns + column;
  const value =
    none * values[to]! + right * values[to + 1]! + down * values[to + columns]! + both * values[to + columns + 1]!;
  const across =
    none * slopeX[to]! + right * slopeX[to + 1]! + down * slopeX[to + columns]! + both * slopeX[to + columns + 1]!;
  const along =
    none * slopeY[to]! + right * slopeY[to + 1]! + down * slopeY[to + columns]! + both * slopeY[to + columns + 1]!;
  const unlike =
    LEVEL_SHARE * Math.abs(first.values[at]! - value) +
    Math.abs(first.slopeX[at]! - across) +
    Math.abs(first.slopeY[at]! - along);
  return Math.min(UNLIKE_MAX, first.evenness[at]! * unlike);
}

/** Two stills of a scene and how the camera went from the first to the last. */
export interface Views {
  readonly first: Sight;
  readonly last: Sight;
  readonly motion: RigidMotion;
  /** In frame heights. */
  readonly focal: number;
}
