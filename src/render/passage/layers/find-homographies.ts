import { createRandom } from '../../../motion/random.js';
import type { Homography, Point } from '../../homography.js';
import type { Match } from '../match.js';
import { fitAffine, fitHomography, growthAt } from './fit-homography.js';

/** A way in which some of the matches go together. */
export interface Hypothesis {
  /** A plane rests on many matches over a wide area, a patch on a few that are near each other. */
  readonly kind: 'plane' | 'patch';
  readonly homography: Homography;
  /** What goes with it. */
  readonly matches: readonly Match[];
}

/** How hypotheses are looked for; lengths in frame heights. */
interface Search extends Pick<Hypothesis, 'kind'> {
  /** Matches that a sample needs, how far from the first of them the others may be, and what fits them. */
  readonly sampleSize: number;
  readonly reach: (random: () => number) => number;
  readonly fit: (matches: readonly Match[]) => Homography | undefined;
  readonly tolerance: number;
  readonly matchesMin: number;
  readonly hypothesesMax: number;
  readonly rounds: number;
  /** Whether matches further off than `reach` may belong to it too. */
  readonly isWide: boolean;
}

/** Areas that shrink or grow more than this on the way are no plane that one would want to see. */
const GROWTH = { min: 0.15, max: 7 };

/** A few matches that say more than this of turning and squeezing agree by chance: the diagonal and the other terms of the map. */
const UPRIGHT = { least: 0.5, most: 0.5 };

/** Whole planes: a wall, a label, a table; samples are taken near each other, for neighbours are more likely on one plane. */
const PLANES: Search = {
  kind: 'plane',
  sampleSize: 4,
  reach: (random) => 0.07 + 0.55 * random(),
  fit: fitHomography,
  tolerance: 1.5 / 540,
  matchesMin: 14,
  hypothesesMax: 10,
  rounds: 1200,
  isWide: true,
};

/** Small patches of what is left, which say no more than an affine map. */
const PATCHES: Search = {
  kind: 'patch',
  sampleSize: 3,
  reach: () => 0.2,
  fit: fitAffine,
  tolerance: 1.8 / 540,
  matchesMin: 6,
  hypothesesMax: 10,
  rounds: 1500,
  isWide: false,
};

/** What goes together among the matches: planes first, the one with most matches first, then patches. The same each time. */
export function findHypotheses(matches: readonly Match[]): readonly Hypothesis[] {
  const planes = search(matches, PLANES);
  return [...planes.found, ...search(planes.left, PATCHES).found];
}

/** The same for matches that are known to `tolerance` frame heights only. */
export function findPatches(matches: readonly Match[], tolerance: number): readonly Hypothesis[] {
  return search(matches, { ...PATCHES, tolerance, reach: () => 0.24, matchesMin: 8, hypothesesMax: 8 }).found;
}

/** RANSAC, again and again on what is left. */
function search(
  matches: readonly Match[],
  options: Search,
): { readonly found: readonly Hypothesis[]; readonly left: readonly Match[] } {
  const random = createRandom(1);
  const found: Hypothesis[] = [];
  let left = matches;
  while (found.length < options.hypothesesMax && left.length >= options.matchesMin) {
    const best = searchOnce(left, options, random);
    if (best === undefined) break;
    found.push(best);
    const near = 1.7 * options.tolerance;
    left = left.filter((match) => missOf(best.homography, match) >= near);
  }
  return { found, left };
}

function searchOnce(matches: readonly Match[], options: Search, random: () => number): Hypothesis | undefined {
  const { tolerance, fit, isWide, matchesMin } = options;
  let best: readonly Match[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const sample = sampleOf(matches, options, random);
    const [first] = sample;
    if (first === undefined || sample.length < options.sampleSize) continue;
    const homography = fit(sample);
    if (homography === undefined || !isPlausible(homography, first.from)) continue;
    const reach = isWide ? Infinity : options.reach(random);
    const belongs = (match: Match): boolean =>
      missOf(homography, match) < tolerance && distance(match.from, first.from) < reach;
    let count = 0;
    for (const match of matches) if (belongs(match)) count++;
    if (count > best.length) best = matches.filter(belongs);
  }
  let homography: Homography | undefined;
  for (let round = 0; round < 4 && best.length >= matchesMin; round++) {
    const refit = fit(best);
    if (refit === undefined) return undefined;
    homography = refit;
    const pool = isWide ? matches : best;
    best = pool.filter((match) => missOf(refit, match) < (round < 2 ? 1.5 : 1) * tolerance);
  }
  if (homography === undefined || best.length < matchesMin) return undefined;
  const found = { kind: options.kind, homography, matches: best };
  return isPlane(found) ? found : undefined;
}

function sampleOf(matches: readonly Match[], { sampleSize, reach }: Search, random: () => number): readonly Match[] {
  const pick = (): Match | undefined => matches[Math.floor(random() * matches.length)];
  const first = pick();
  if (first === undefined) return [];
  const sample = [first];
  const within = reach(random);
  for (let tries = 0; tries < 40 && sample.length < sampleSize; tries++) {
    const next = pick();
    if (next !== undefined && isApart(next, sample, within)) sample.push(next);
  }
  return sample;
}

/** Near the first, and not on top of any. */
function isApart({ from }: Match, sample: readonly Match[], within: number): boolean {
  return sample.every((other, index) => {
    const apart = distance(from, other.from);
    return apart > 0.014 && (index > 0 || apart < within);
  });
}

/** Whether a hypothesis treats its matches as a plane in view does: none of them is turned over, blown up or crushed. */
export function isPlane({ kind, homography, matches }: Hypothesis): boolean {
  const [a, b, , c, d] = homography;
  const isUpright = Math.min(a, d) > UPRIGHT.least && Math.max(Math.abs(b), Math.abs(c)) < UPRIGHT.most;
  return (kind === 'plane' || isUpright) && matches.every(({ from }) => isPlausible(homography, from));
}

function isPlausible(homography: Homography, at: Point): boolean {
  const growth = growthAt(homography, at);
  return growth > GROWTH.min && growth < GROWTH.max;
}

/** By how much a homography misses a match. Written out, for it is called millions of times. */
function missOf([a, b, c, d, e, f, g, h, i]: Homography, { from: { x, y }, to }: Match): number {
  const w = g * x + h * y + i;
  return Math.hypot((a * x + b * y + c) / w - to.x, (d * x + e * y + f) / w - to.y);
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
