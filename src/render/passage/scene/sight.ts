import { boxMean, type LumaPlane, onCells, slopesOf } from '../luma-plane.js';
import { createPlanePath, type RigidMotion } from '../rigid-motion.js';
import type { Slant } from './slant.js';

/** A still as one camera sees it, ready to be held against another. */
export interface Sight extends LumaPlane {
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** What a difference counts for, 1 down to 0: little amid strong contrast, where half a cell off already differs much. */
  readonly evenness: Float32Array;
}

/** The most that a cell can be unlike. */
export const UNLIKE_MAX = 14;
/** Slope (mean of a square of 7 cells) at which a difference counts for a bit less than half. */
const CONTRAST = 10;
const CONTRAST_SHARE = 1.5;
/** Levels count less than slopes: these stay when the light changes. */
const LEVEL_SHARE = 0.35;
/** Areas that shrink or grow more are seen edge on, or from behind. */
const GROWTH = { min: 0.2, max: 5 };
/** What is nearer to the last camera than this share of its way from the first is as good as inside of it. */
const RATIO_MIN = 0.05;

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

/** What a plane that everything lies on is held against. */
export interface Views {
  readonly first: Sight;
  readonly last: Sight;
  readonly motion: RigidMotion;
  /** In frame heights. */
  readonly focal: number;
}

/** How unlike the stills are cell by cell of the first if everything lies on a plane, every `stride`th cell along and down; the rest stays. */
export function unlikeOnPlane(
  { first, last, motion, focal }: Views,
  slant: Slant,
  { outside, unlike, stride }: { readonly outside: number; readonly unlike: Float32Array; readonly stride: number },
): void {
  const { columns, rows } = first;
  const [a, b, c, d, e, f, g, h, i] = onCells(createPlanePath({ ...motion, normal: slant }, focal)(1), first);
  const area = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const size = focal * rows;
  const start = stride >> 1;
  for (let row = start; row < rows; row += stride) {
    for (let column = start; column < columns; column += stride) {
      const at = row * columns + column;
      const w = g * column + h * row + i;
      const nearness =
        (slant[0] * (column + 0.5 - columns / 2)) / size + (slant[1] * (row + 0.5 - rows / 2)) / size + slant[2];
      const growth = area / (w * w * w);
      if (!(w > RATIO_MIN && nearness > 0 && growth > GROWTH.min && growth < GROWTH.max)) {
        unlike[at] = UNLIKE_MAX;
        continue;
      }
      const x = (a * column + b * row + c) / w;
      const y = (d * column + e * row + f) / w;
      unlike[at] = x >= 0 && y >= 0 && x < columns - 1 && y < rows - 1 ? unlikeAt(first, at, last, x, y) : outside;
    }
  }
}
