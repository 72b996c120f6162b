import { createRandom } from '../../../motion/random.js';
import { type DepthPoint, fitSlant, missOfSlant, type Slant } from './slant.js';

const PLANES_MAX = 14;
const POINTS_MIN = 7;
const ROUNDS = 400;
/** How far apart the three points of a sample may be (rad): neighbours are more likely on one plane. */
const REACHES = [0.06, 0.12, 0.3];
const APART = 0.008;
/** Twice the area of a sample, over its reach squared: thinner triangles say nothing about the plane's slope. */
const SPREAD_MIN = 0.06;

/** Planes that several matches lie on, by what is seen of their misses (`tolerance`, rad): RANSAC, again and again on what is left. */
export function findMatchPlanes(points: readonly DepthPoint[], tolerance: number): readonly Slant[] {
  const random = createRandom(2);
  const found: Slant[] = [];
  let left = points;
  while (found.length < PLANES_MAX && left.length >= POINTS_MIN) {
    const sampled = bestSample(left, tolerance, random);
    if (sampled === undefined) break;
    let slant = sampled;
    for (let round = 0; round < 4; round++) {
      slant = fitSlant(left.filter((point) => missOfSlant(slant, point) < tolerance)) ?? slant;
    }
    if (left.filter((point) => missOfSlant(slant, point) < tolerance).length < POINTS_MIN) break;
    found.push(slant);
    left = left.filter((point) => missOfSlant(slant, point) >= 1.7 * tolerance);
  }
  return found;
}

function bestSample(points: readonly DepthPoint[], tolerance: number, random: () => number): Slant | undefined {
  let best: Slant | undefined;
  let most = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const sample = sampleOf(points, REACHES[round % REACHES.length]!, random);
    const slant = sample === undefined ? undefined : fitSlant(sample);
    if (slant === undefined) continue;
    let score = 0;
    for (const point of points) score += Math.max(0, 1 - (missOfSlant(slant, point) / tolerance) ** 2);
    if (score > most) [best, most] = [slant, score];
  }
  return best;
}

function sampleOf(
  points: readonly DepthPoint[],
  reach: number,
  random: () => number,
): readonly DepthPoint[] | undefined {
  const pick = (): DepthPoint => points[Math.floor(random() * points.length)]!;
  const first = pick();
  const others: DepthPoint[] = [];
  for (let tries = 0; tries < 60 && others.length < 2; tries++) {
    const point = pick();
    const apart = Math.hypot(point.x - first.x, point.y - first.y);
    if (apart < reach && apart > APART) others.push(point);
  }
  const [second, third] = others;
  if (second === undefined || third === undefined) return undefined;
  const area = (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x);
  return Math.abs(area) < SPREAD_MIN * reach * reach ? undefined : [first, second, third];
}
