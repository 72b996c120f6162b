import { solveSymmetric } from '../layers/solve.js';
import type { RigidMotion, Vector } from '../rigid-motion.js';
import { inverseDepthOf, type RayMatch } from './essential-motion.js';

/**
 * A plane in space, as the inverse depth that it has in the direction (x, y, 1) from the camera: a·x + b·y + c. This is the vector across
 * the plane, over the plane's distance. Larger is nearer; a fit of depths that are known is linear.
 */
export type Slant = Vector;

/** A direction from the first camera and how near the thing there is. */
export interface DepthPoint {
  readonly x: number;
  readonly y: number;
  readonly inverseDepth: number;
  /** How far it would be seen from here in the last still (an angle), for each unit of inverse depth. */
  readonly reach: number;
}

/** The nearness of a slant in the direction (x, y, 1). */
export function inverseDepthAt([a, b, c]: Slant, x: number, y: number): number {
  return a * x + b * y + c;
}

/** How near each match is. */
export function depthPointsOf(motion: RigidMotion, matches: readonly RayMatch[]): readonly DepthPoint[] {
  return matches.map((match) => {
    const { x, y } = match;
    const inverseDepth = inverseDepthOf(motion, match);
    return { x, y, inverseDepth, reach: reachOf(motion, x, y, inverseDepth) };
  });
}

/** How far what is in the direction (x, y, 1) would be seen from there in the last still (an angle), for each unit of inverse depth. */
export function reachOf({ turn, shift }: RigidMotion, x: number, y: number, inverseDepth: number): number {
  const w = turn[6] * x + turn[7] * y + turn[8] + inverseDepth * shift[2];
  const u = (turn[0] * x + turn[1] * y + turn[2] + inverseDepth * shift[0]) / w;
  const v = (turn[3] * x + turn[4] * y + turn[5] + inverseDepth * shift[1]) / w;
  return Math.hypot(shift[0] - u * shift[2], shift[1] - v * shift[2]) / w;
}

/** The plane nearest to some points, by what can be seen of their misses. Undefined for points in line. */
export function fitSlant(points: readonly DepthPoint[]): Slant | undefined {
  // About their middle: small far-off patches would be ill-conditioned.
  const midX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const midY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const sums = new Float64Array(9);
  const right = new Float64Array(3);
  for (const { x, y, inverseDepth, reach } of points) {
    const row = [x - midX, y - midY, 1];
    for (let k = 0; k < 3; k++) {
      right[k]! += reach * reach * row[k]! * inverseDepth;
      for (let j = 0; j <= k; j++) sums[3 * k + j]! += reach * reach * row[k]! * row[j]!;
    }
  }
  const slack = 1e-6 * (sums[0]! + sums[4]!);
  for (const at of [0, 4]) sums[at]! += slack;
  const solved = solveSymmetric(sums, right);
  if (solved === undefined) return undefined;
  const [a = 0, b = 0, c = 0] = solved;
  return [a, b, c - a * midX - b * midY];
}

/** By how much (an angle) a point is seen off a plane. */
export function missOfSlant(slant: Slant, { x, y, inverseDepth, reach }: DepthPoint): number {
  return Math.abs(inverseDepthAt(slant, x, y) - inverseDepth) * reach;
}

/** The way back. */
export function invertMotion({ turn, shift: [x, y, z] }: RigidMotion): RigidMotion {
  const [a, b, c, d, e, f, g, h, i] = turn;
  return {
    turn: [a, d, g, b, e, h, c, f, i],
    shift: [-(a * x + d * y + g * z), -(b * x + e * y + h * z), -(c * x + f * y + i * z)],
  };
}
