import { findMatchPlanes } from './match-planes.js';
import type { DepthMap } from './pair-depths.js';
import type { Views } from './sight.js';
import { type DepthPoint, missOfSlant, reachOf, type Slant } from './slant.js';

/** A plane that much of a scene lies on. */
export interface Surface {
  readonly slant: Slant;
  /** The share of what is sure that lies on it. */
  readonly share: number;
}

/** How far off a surface a cell on it may lie, in cells of way. */
export const ON_SURFACE = 2.5;
/** Cells that surfaces are looked for by: one in so many along and down. */
const STRIDE = 5;
/** What less lies on is no surface, but chance. */
const SHARE_MIN = 0.02;

/** The planes that what is sure about a still lies on, those that explain most first. */
export function surfacesOf(views: Views, depths: DepthMap): readonly Surface[] {
  const points = pointsOf(views, depths);
  const tolerance = ON_SURFACE / (views.focal * views.first.rows);
  return findMatchPlanes(points, tolerance)
    .map((slant) => {
      const own = points.filter((point) => missOfSlant(slant, point) < tolerance);
      return { slant, share: own.length / points.length };
    })
    .filter(({ share }) => share > SHARE_MIN);
}

function pointsOf({ first, motion, focal }: Views, { inverseDepths, sure }: DepthMap): readonly DepthPoint[] {
  const { columns, rows } = first;
  const size = focal * rows;
  const points: DepthPoint[] = [];
  for (let row = 0; row < rows; row += STRIDE) {
    // Every other row begins further in, or what is upright would be met all along or not at all.
    for (let column = row % 2 === 0 ? 0 : STRIDE >> 1; column < columns; column += STRIDE) {
      const at = row * columns + column;
      if (sure[at] !== 1) continue;
      const [x, y] = [(column + 0.5 - columns / 2) / size, (row + 0.5 - rows / 2) / size];
      const inverseDepth = inverseDepths[at]!;
      points.push({ x, y, inverseDepth, reach: reachOf(motion, x, y, inverseDepth) });
    }
  }
  return points;
}
