import { aspectOf, type LumaPlane } from './luma-plane.js';
import type { Match } from './match.js';
import { focalLength, type RigidMotion } from './rigid-motion.js';
import { findMotion, rayMatchesOf } from './scene/essential-motion.js';
import { findMatchPlanes } from './scene/match-planes.js';
import { type DepthMap, type DepthSide, pairDepths } from './scene/pair-depths.js';
import { sightOf, type Views } from './scene/sight.js';
import {
  type DepthPoint,
  depthPointsOf,
  inverseDepthAt,
  invertMotion,
  missOfSlant,
  type Slant,
} from './scene/slant.js';
import { steadyMatches } from './scene/steady-matches.js';

/** A scene that stands still while the camera goes (or that goes as one): one motion, and how near everything is. */
export interface RigidScene {
  /** In the length of its own shift. */
  readonly motion: RigidMotion;
  /** Each still held against the other: `views.last` has the last still first, and the motion back. */
  readonly views: { readonly first: Views; readonly last: Views };
  /** Of each still, as its own camera has it: cells as the stills'. */
  readonly depths: { readonly first: DepthMap; readonly last: DepthMap };
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
/** The same of all that is seen in both stills: so many cells of way off that plane, and with a smaller share of such, it is flat. */
const OFF_PLANE = 4;
const OFF_PLANE_MIN = 0.1;
/** Depths are looked for from a little behind the farthest match to well before the nearest. */
const BEHIND = 0.9;
const BEFORE = 1.3;
/**
 * Finds the one motion that explains how a still becomes another, and how near everything in it is. `first` and `last` are of one
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

  const there: Views = { first: sightOf(first), last: sightOf(last), motion, focal };
  const back: Views = { first: there.last, last: there.first, motion: invertMotion(motion), focal };
  const backMatches = found.matches.map(({ x, y, u, v }) => ({ x: u, y: v, u: x, v: y }));
  const depths = pairDepths(sideOf(there, points), sideOf(back, depthPointsOf(back.motion, backMatches)));
  const isFlat = offPlaneShare(there, depths.first, seeds[0]!) < OFF_PLANE_MIN;
  return isFlat ? undefined : { motion, views: { first: there, last: back }, depths };
}

/** The share of the cells with a sure depth that lie off a plane. */
function offPlaneShare({ first, focal }: Views, { inverseDepths, sure }: DepthMap, plane: Slant): number {
  const size = focal * first.rows;
  let [off, all] = [0, 0];
  for (let at = 0; at < sure.length; at++) {
    if (sure[at] === 0) continue;
    all++;
    const x = ((at % first.columns) + 0.5 - first.columns / 2) / size;
    const y = (Math.floor(at / first.columns) + 0.5 - first.rows / 2) / size;
    if (Math.abs(inverseDepthAt(plane, x, y) - inverseDepths[at]!) * size > OFF_PLANE) off++;
  }
  return off / Math.max(1, all);
}

function sideOf(views: Views, points: readonly DepthPoint[]): DepthSide {
  const sorted = points.map(({ inverseDepth }) => inverseDepth).sort((one, other) => one - other);
  const share = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  return { views, range: { least: BEHIND * share(0.01), most: BEFORE * share(0.99) }, points };
}
