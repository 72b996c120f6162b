import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../motion/random.js';
import { type Homography, IDENTITY, project } from '../../homography.js';
import type { Match } from '../match.js';
import { farthestApart } from '../testing/known-scene.js';
import { fitAffine, fitHomography, growthAt } from './fit-homography.js';

const TILTED: Homography = [1.1, -0.2, 0.12, 0.15, 0.9, -0.08, 0.13, -0.21, 1];
const SHEARED: Homography = [1.1, -0.2, 0.12, 0.15, 0.9, -0.08, 0, 0, 1];
const CORNERS = [
  [-0.4, -0.3],
  [0.5, -0.35],
  [0.45, 0.4],
  [-0.42, 0.3],
] as const;

function matchesOf(homography: Homography, places: readonly (readonly [number, number])[]): Match[] {
  return places.map(([x, y]) => ({ from: { x, y }, to: project(homography, x, y) }));
}

/** Places all over the frame, seen up to `noise` off. */
function noisy(homography: Homography, count: number, noise: number): Match[] {
  const random = createRandom(7);
  const places = Array.from({ length: count }, () => [1.6 * random() - 0.8, random() - 0.5] as const);
  return matchesOf(homography, places).map(({ from, to }) => ({
    from,
    to: { x: to.x + noise * (2 * random() - 1), y: to.y + noise * (2 * random() - 1) },
  }));
}

describe('fitHomography', () => {
  it('finds the homography of four matches', () => {
    const found = fitHomography(matchesOf(TILTED, CORNERS))!;
    expect(farthestApart(found, TILTED)).toBeLessThan(1e-9);
    expect(found[8]).toBeCloseTo(1, 12);
  });

  it('finds it from many that are each a little off, to less than they are', () => {
    expect(farthestApart(fitHomography(noisy(TILTED, 200, 0.004))!, TILTED)).toBeLessThan(0.002);
  });

  it('finds it as well for matches far from the origin and close together', () => {
    const far = CORNERS.map(([x, y]) => [0.7 + x / 40, 0.4 + y / 40] as const);
    const found = fitHomography(matchesOf(TILTED, far))!;
    for (const { from, to } of matchesOf(TILTED, far)) {
      const at = project(found, from.x, from.y);
      expect(Math.hypot(at.x - to.x, at.y - to.y)).toBeLessThan(1e-9);
    }
    expect(farthestApart(found, TILTED)).toBeLessThan(1e-4);
  });

  it('has no answer for three matches, nor for none', () => {
    expect(fitHomography(matchesOf(TILTED, CORNERS.slice(0, 3)))).toBeUndefined();
    expect(fitHomography([])).toBeUndefined();
  });

  it('has no answer for matches in line, nor for one place four times', () => {
    const line = [-0.4, -0.1, 0.2, 0.5].map((x) => [x, 0.3 * x + 0.1] as const);
    expect(fitHomography(matchesOf(TILTED, line))).toBeUndefined();
    expect(fitHomography(matchesOf(TILTED, Array(4).fill([0.1, 0.2])))).toBeUndefined();
  });
});

describe('fitAffine', () => {
  it('finds the affine map of three matches', () => {
    const found = fitAffine(matchesOf(SHEARED, CORNERS.slice(0, 3)))!;
    expect(farthestApart(found, SHEARED)).toBeLessThan(1e-9);
    expect(found.slice(6)).toEqual([0, 0, 1]);
  });

  it('finds it from many that are each a little off, to less than they are', () => {
    expect(farthestApart(fitAffine(noisy(SHEARED, 200, 0.004))!, SHEARED)).toBeLessThan(0.001);
  });

  it('has no answer for two matches, nor for three in line', () => {
    expect(fitAffine(matchesOf(SHEARED, CORNERS.slice(0, 2)))).toBeUndefined();
    const line = [-0.4, 0.1, 0.5].map((x) => [x, 0.3 * x + 0.1] as const);
    expect(fitAffine(matchesOf(SHEARED, line))).toBeUndefined();
  });
});

describe('growthAt', () => {
  it('is one where nothing moves, and the square of a zoom', () => {
    expect(growthAt(IDENTITY, { x: 0.3, y: 0.2 })).toBe(1);
    expect(growthAt([3, 0, 0.1, 0, 3, 0, 0, 0, 1], { x: 0.3, y: 0.2 })).toBeCloseTo(9, 12);
  });

  it('is negative where a picture is turned over', () => {
    expect(growthAt([-1, 0, 0, 0, 1, 0, 0, 0, 1], { x: 0.3, y: 0.2 })).toBe(-1);
  });

  it('is the area of a small square after against before, about any place', () => {
    const size = 1e-5;
    for (const [x, y] of CORNERS) {
      const [at, right, down] = [project(TILTED, x, y), project(TILTED, x + size, y), project(TILTED, x, y + size)];
      const area = (right.x - at.x) * (down.y - at.y) - (right.y - at.y) * (down.x - at.x);
      expect(growthAt(TILTED, { x, y })).toBeCloseTo(area / size ** 2, 3);
    }
  });
});
