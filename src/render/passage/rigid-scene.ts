import type { Homography } from '../homography.js';
import { aspectOf, boxMean, type LumaPlane } from './luma-plane.js';
import type { Unlikeness } from './layers/unlikeness.js';
import type { Match } from './match.js';
import { createPlanePath, focalLength, type RigidMotion } from './rigid-motion.js';
import { competePlanes } from './scene/compete-planes.js';
import { findMotion, rayMatchesOf } from './scene/essential-motion.js';
import { findMatchPlanes } from './scene/match-planes.js';
import { proposePlanes } from './scene/propose-planes.js';
import { shrinkPlane } from './scene/shrink-plane.js';
import { sightOf, unlikeOnPlane, type Views } from './scene/sight.js';
import { depthPointsOf, invertMotion, missOfSlant, type Slant, slantInLast } from './scene/slant.js';
import { steadyMatches } from './scene/steady-matches.js';
import { sweepDepths } from './scene/sweep-depths.js';

/** A scene that stands still while the camera goes (or that goes as one): one motion, and planes at their depths. */
export interface RigidScene {
  /** In the length of its own shift. */
  readonly motion: RigidMotion;
  /** The largest first, 2 to 24. */
  readonly planes: readonly ScenePlane[];
}

/** A plane of a scene; homographies are between frame coordinates. */
export interface ScenePlane {
  readonly homography: Homography;
  /** From where a point is in the first still to where it is at a moment (0 to 1): all planes of a scene stay together. */
  at(moment: number): Homography;
  /** How near the plane is, as each still's camera has it: of two, the one with the larger inverse depth in a direction hides the other. */
  readonly slants: { readonly first: Slant; readonly last: Slant };
  /** How unlike each cell of each still is to its counterpart, if it lies on the plane. */
  readonly unlikeness: Unlikeness;
}

/** Fewer matches than this say nothing about depths. */
const MATCHES_MIN = 60;
/** A match that goes less far than this (frame heights) stands. */
const STANDING = 1.5 / 540;
/** With a larger share of matches that stand, it is things that move, before a camera that stands. */
const STANDING_MAX = 0.25;
/** How far off its epipolar line a match may lie (frame heights), and the share of matches that must lie on theirs. */
const TOLERANCE = 1 / 540;
const GOING_MIN = 0.75;
/** How far off a plane a match may lie (frame heights). */
const PLANE_TOLERANCE = 1.2 / 540;
/** With a larger share on one plane, the picture is flat, or the camera only turned: one homography says all, and says it better. */
const FLAT_MAX = 0.85;
/** Depths are looked for from a little behind the farthest match to well before the nearest. */
const BEHIND = 0.9;
const BEFORE = 1.5;
/** What a cell costs whose counterpart lies outside the other still. */
const OUTSIDE = 3.5;

/**
 * Finds the one motion that explains how a still becomes another, and the planes that the scene is made of. `first` and `last` are of one
 * size, about 480×270; matches may be wrong in part. Undefined where the picture stands still and things in it move, where several
 * things go their own ways, where all is on one plane, and where too little is found again. The same input gives the same answer.
 */
export function findRigidScene(
  { first, last }: { readonly first: LumaPlane; readonly last: LumaPlane },
  matches: readonly Match[],
): RigidScene | undefined {
  const steady = steadyMatches(matches);
  const standing = steady.filter(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y) < STANDING);
  if (steady.length < MATCHES_MIN || standing.length > STANDING_MAX * steady.length) return undefined;
  const focal = focalLength(aspectOf(first));
  const found = findMotion(rayMatchesOf(steady, focal), TOLERANCE / focal);
  if (found === undefined || found.matches.length < GOING_MIN * steady.length) return undefined;
  const { motion } = found;
  const points = depthPointsOf(motion, found.matches);
  const seeds = findMatchPlanes(points, PLANE_TOLERANCE / focal);
  const onLargest = points.filter((point) => missOfSlant(seeds[0] ?? [0, 0, 0], point) < PLANE_TOLERANCE / focal);
  if (seeds.length === 0 || onLargest.length > FLAT_MAX * points.length) return undefined;

  const viewsAt = (rows: number): Views => {
    return { first: sightOf(shrinkPlane(first, rows)), last: sightOf(shrinkPlane(last, rows)), motion, focal };
  };
  const scales = { fine: viewsAt(first.rows >> 1), coarse: viewsAt(first.rows >> 2) };
  const sorted = points.map(({ inverseDepth }) => inverseDepth).sort((one, other) => one - other);
  const share = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  const depths = sweepDepths(scales.fine, { least: BEHIND * share(0.01), most: BEFORE * share(0.99) }, points);
  const slants = competePlanes(scales, proposePlanes(scales, depths, seeds));
  if (slants.length < 2) return undefined;
  const there: Views = { first: sightOf(first), last: sightOf(last), motion, focal };
  const back: Views = { ...there, first: there.last, last: there.first, motion: invertMotion(motion) };
  return { motion, planes: slants.map((slant) => planeOf(there, back, slant)) };
}

function planeOf(there: Views, back: Views, slant: Slant): ScenePlane {
  const at = createPlanePath({ ...there.motion, normal: slant }, there.focal);
  const slants = { first: slant, last: slantInLast(there.motion, slant) };
  return {
    ...{ homography: at(1), at, slants },
    unlikeness: { first: unlikenessOn(there, slants.first), last: unlikenessOn(back, slants.last) },
  };
}

/** Means of 9×9 cells, weighted to the middle. */
function unlikenessOn(views: Views, slant: Slant): Float32Array {
  const { first } = views;
  const unlike = new Float32Array(first.values.length);
  unlikeOnPlane(views, slant, { outside: OUTSIDE, unlike, stride: 1 });
  return boxMean(boxMean(unlike, first, 2), first, 2);
}
