import { boxMean, type LumaPlane, slopesOf } from '../luma-plane.js';
import type { RigidMotion } from '../rigid-motion.js';

/** A still as one camera sees it, ready to be held against another. */
export interface Sight extends LumaPlane {
  /** Three numbers a cell, side by side, for they are always read together: level, at what it counts, slope to the right, slope down. */
  readonly marks: Float32Array;
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
  const marks = new Float32Array(3 * x.length);
  for (let at = 0; at < x.length; at++) {
    marks[3 * at] = LEVEL_SHARE * plane.values[at]!;
    marks[3 * at + 1] = x[at]!;
    marks[3 * at + 2] = y[at]!;
  }
  return { ...plane, marks, evenness };
}

/** How unlike cell `at` of one still is to the place (x, y), in cells and inside, of the other: 0 to {@link UNLIKE_MAX}. */
export function unlikeAt(first: Sight, at: number, last: Sight, x: number, y: number): number {
  const { columns, marks } = last;
  const own = first.marks;
  // Towards 0 is down here, and faster than Math.floor.
  const column = x | 0;
  const row = y | 0;
  const both = (x - column) * (y - row);
  const right = x - column - both;
  const down = y - row - both;
  const none = 1 - right - (y - row);
  const to = 3 * (row * columns + column);
  const below = to + 3 * columns;
  const level = none * marks[to]! + right * marks[to + 3]! + down * marks[below]! + both * marks[below + 3]!;
  const across = none * marks[to + 1]! + right * marks[to + 4]! + down * marks[below + 1]! + both * marks[below + 4]!;
  const along = none * marks[to + 2]! + right * marks[to + 5]! + down * marks[below + 2]! + both * marks[below + 5]!;
  const unlike =
    Math.abs(own[3 * at]! - level) + Math.abs(own[3 * at + 1]! - across) + Math.abs(own[3 * at + 2]! - along);
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
