import { createRandom } from '../../../motion/random.js';
import { type Homography, IDENTITY, invert, multiply } from '../../homography.js';
import { solveSymmetric } from '../layers/solve.js';
import type { Match } from '../match.js';
import type { RigidMotion, Vector } from '../rigid-motion.js';

/** A match as directions from the camera: (x, y, 1) in the first still, (u, v, 1) in the last. */
export interface RayMatch {
  readonly x: number;
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** A motion and the matches that can be seen to go by it, at whatever depth. */
export interface FoundMotion {
  /** The shift's length is 1: how far apart two views were taken cannot be seen in them. */
  readonly motion: RigidMotion;
  readonly matches: readonly RayMatch[];
}

/** Samples that are tried, and matches in each: five decide a motion, two more tell a bad start. */
const SAMPLES = 200;
const SAMPLE_SIZE = 7;
/** Matches that a sample is judged by. */
const JUDGES = 600;
/** Rounds of Gauss–Newton for a sample, and for all matches. */
const SAMPLE_ROUNDS = 8;
const ROUNDS = 10;
/** Parameters of a motion: three of its turn, two of its direction. */
const SIZE = 5;
const STEP = 1e-5;
/** A single round turns by no more than this (rad): further off, the equations say nothing. */
const CHANGE_MAX = 0.3;

/** Matches in frame coordinates as directions from a camera at a focal length (frame heights). */
export function rayMatchesOf(matches: readonly Match[], focal: number): readonly RayMatch[] {
  return matches.map(({ from, to }) => ({ x: from.x / focal, y: from.y / focal, u: to.x / focal, v: to.y / focal }));
}

/**
 * The one motion of everything before the camera (or of the camera) by which most matches can go, each at a depth of its own; things are
 * before the camera, not behind it. `tolerance` is an angle: how far from its epipolar line a match may lie (Sampson's distance).
 * Undefined for fewer matches than a sample takes. Every picture has an answer: whether it says anything, its matches must tell.
 */
export function findMotion(matches: readonly RayMatch[], tolerance: number): FoundMotion | undefined {
  if (matches.length < SAMPLE_SIZE) return undefined;
  const random = createRandom(1);
  const pick = (count: number): readonly RayMatch[] =>
    Array.from({ length: count }, () => matches[Math.floor(random() * matches.length)]!);
  const judges = pick(Math.min(JUDGES, matches.length));
  let best: RigidMotion | undefined;
  let most = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = { turn: IDENTITY, shift: directionOf(random(), random()) };
    const motion = refineMotion(start, pick(SAMPLE_SIZE), SAMPLE_ROUNDS, Infinity);
    const score = scoreOf(motion, judges, 1.5 * tolerance);
    if (score > most) [best, most] = [motion, score];
  }
  if (best === undefined) return undefined;
  const near = refineMotion(best, matches, ROUNDS, 2 * tolerance);
  const motion = refineMotion(near, matches, ROUNDS, tolerance);
  const essential = essentialOf(motion);
  const going = matches.filter((match) => Math.abs(missOf(essential, match)) < tolerance);
  const before = going.filter((match) => inverseDepthOf(motion, match) > 0);
  if (2 * before.length >= going.length) return { motion, matches: before };
  const turned = { turn: motion.turn, shift: scaled(motion.shift, -1) };
  return { motion: turned, matches: going.filter((match) => inverseDepthOf(turned, match) > 0) };
}

/** One over how far before the first camera a match is, in shifts. Negative behind it; 0 for what only turns. */
export function inverseDepthOf({ turn, shift }: RigidMotion, { x, y, u, v }: RayMatch): number {
  const w = turn[6] * x + turn[7] * y + turn[8];
  const right = u * shift[2] - shift[0];
  const down = v * shift[2] - shift[1];
  const missRight = turn[0] * x + turn[1] * y + turn[2] - u * w;
  const missDown = turn[3] * x + turn[4] * y + turn[5] - v * w;
  return (right * missRight + down * missDown) / (right * right + down * down + 1e-18);
}

/** Any direction, as likely as any other. */
function directionOf(first: number, second: number): Vector {
  const z = 2 * first - 1;
  const radius = Math.sqrt(1 - z * z);
  return [radius * Math.cos(2 * Math.PI * second), radius * Math.sin(2 * Math.PI * second), z];
}

/** [shift]× · turn. */
function essentialOf({ turn, shift: [x, y, z] }: RigidMotion): Homography {
  return multiply([0, -z, y, z, 0, -x, -y, x, 0], turn);
}

/** How far a match lies from where it can be, with its sign: Sampson's distance. */
function missOf([a, b, c, d, e, f, g, h, i]: Homography, { x, y, u, v }: RayMatch): number {
  const right = a * x + b * y + c;
  const down = d * x + e * y + f;
  const backRight = a * u + d * v + g;
  const backDown = b * u + e * v + h;
  const slope = right * right + down * down + backRight * backRight + backDown * backDown;
  return (u * right + v * down + g * x + h * y + i) / Math.sqrt(slope + 1e-18);
}

function scoreOf(motion: RigidMotion, matches: readonly RayMatch[], tolerance: number): number {
  const essential = essentialOf(motion);
  return matches.reduce((score, match) => score + Math.max(0, 1 - (missOf(essential, match) / tolerance) ** 2), 0);
}

/** Gauss–Newton; matches that miss by much more than `tolerance` count for little. */
function refineMotion(
  start: RigidMotion,
  matches: readonly RayMatch[],
  rounds: number,
  tolerance: number,
): RigidMotion {
  let motion = start;
  const row = new Float64Array(SIZE);
  for (let round = 0; round < rounds; round++) {
    const essential = essentialOf(motion);
    const nudged = Array.from({ length: SIZE }, (_, at) =>
      essentialOf(
        changed(
          motion,
          Float64Array.from({ length: SIZE }, (_none, k) => (k === at ? STEP : 0)),
        ),
      ),
    );
    const sums = new Float64Array(SIZE * SIZE);
    const right = new Float64Array(SIZE);
    for (const match of matches) {
      const miss = missOf(essential, match);
      const weight = 1 / (1 + (miss / tolerance) ** 2) ** 2;
      for (let k = 0; k < SIZE; k++) {
        row[k] = (missOf(nudged[k]!, match) - miss) / STEP;
        right[k]! -= weight * row[k]! * miss;
        for (let j = 0; j <= k; j++) sums[SIZE * k + j]! += weight * row[k]! * row[j]!;
      }
    }
    let trace = 0;
    for (let k = 0; k < SIZE; k++) trace += sums[SIZE * k + k]!;
    // A plane seen from afar leaves some motions undecided: they stay as they are.
    for (let k = 0; k < SIZE; k++) sums[SIZE * k + k]! += 1e-7 * trace + 1e-15;
    const change = solveSymmetric(sums, right);
    const size = change === undefined ? NaN : Math.hypot(...change);
    if (change === undefined || !Number.isFinite(size)) return motion;
    const share = Math.min(1, CHANGE_MAX / size);
    motion = changed(
      motion,
      change.map((value) => value * share),
    );
    if (size < 1e-7) return motion;
  }
  return motion;
}

/** A little turn (its vector) on top, and the direction tilted by two angles. */
function changed({ turn, shift }: RigidMotion, [x = 0, y = 0, z = 0, one = 0, other = 0]: Float64Array): RigidMotion {
  // Cayley's formula: a rotation for any vector, and for short ones the one about it.
  const half: Homography = [0, -z / 2, y / 2, z / 2, 0, -x / 2, -y / 2, x / 2, 0];
  const ahead = IDENTITY.map((value, index) => value + half[index]!) as unknown as Homography;
  const behind = IDENTITY.map((value, index) => value - half[index]!) as unknown as Homography;
  const across = unit(crossed(shift, Math.abs(shift[0]) < 0.7 ? [1, 0, 0] : [0, 1, 0]));
  const along = crossed(shift, across);
  const tilted = shift.map((value, index) => value + one * across[index]! + other * along[index]!);
  return { turn: multiply(multiply(invert(behind), ahead), turn), shift: unit(tilted as unknown as Vector) };
}

function crossed([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

function unit(vector: Vector): Vector {
  return scaled(vector, 1 / Math.hypot(...vector));
}

function scaled([x, y, z]: Vector, by: number): Vector {
  return [x * by, y * by, z * by];
}
