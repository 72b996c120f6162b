import { type Homography, project } from '../homography.js';
import { createPlanePath, focalLength, planeMotionsOf, type RigidMotion } from './rigid-motion.js';
import type { Match } from './match.js';

/** The path may stray from the straight line, at half time, by this share of the way and this much (frame heights) besides. */
const STRAY_SHARE = 0.12;
const STRAY = 0.001;

/**
 * The way from where a layer is to where a homography takes it, in even parts. A plane that turns in space goes round as a turntable
 * does, and is wider half way than at either end: that shows in the homography's perspective. Where this asks for a motion far off the
 * straight line, the perspective was noise, and each point goes straight.
 */
export function createLayerPath(
  homography: Homography,
  matches: readonly Match[],
  aspectRatio: number,
): (moment: number) => Homography {
  const focal = focalLength(aspectRatio);
  // Of the two planes that look alike, the one that faces the camera: the other is seen nearly edge on.
  const [motion] = [...planeMotionsOf(homography, focal)].sort((one, other) => other.normal[2] - one.normal[2]);
  if (motion === undefined) return straightPath(homography, matches);
  const path = createPlanePath(motion, focal);
  const halfway = path(0.5);
  const travel = mean(matches.map(({ from }) => distance(from, project(homography, from.x, from.y))));
  const stray = mean(
    matches.map(({ from }) => {
      const to = project(homography, from.x, from.y);
      return distance(project(halfway, from.x, from.y), { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    }),
  );
  return stray < (STRAY_SHARE + bowOf(motion)) * travel + STRAY ? path : straightPath(homography, matches);
}

/** How far, of its way, a point on a circle strays from the straight line where the picture is rolled: that is no noise. */
function bowOf({ turn }: RigidMotion): number {
  const roll = Math.atan2(turn[3] - turn[1], turn[0] + turn[4]);
  return Math.abs(Math.tan(roll / 4)) / 2;
}

/** Each point in an even, nearly straight line: exactly so where the perspective at the layer's middle is 1. */
function straightPath(homography: Homography, matches: readonly Match[]): (moment: number) => Homography {
  const x = mean(matches.map(({ from }) => from.x));
  const y = mean(matches.map(({ from }) => from.y));
  const w = homography[6] * x + homography[7] * y + homography[8];
  return (moment) =>
    homography.map(
      (value, index) => (index % 4 === 0 ? 1 - moment : 0) + (moment * value) / w,
    ) as unknown as Homography;
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
