import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../motion/random.js';
import { type Homography, IDENTITY, project } from '../../homography.js';
import type { Match } from '../match.js';
import { farthestApart, shift } from '../testing/known-scene.js';
import { findHypotheses, findPatches, isPlane } from './find-homographies.js';

const WALL: Homography = [1.05, 0.02, 0.06, -0.01, 1.03, 0.02, 0.05, -0.03, 1];
const TABLE: Homography = [0.95, -0.08, -0.1, 0.06, 0.97, 0.05, -0.06, 0.04, 1];
const PIXEL = 1 / 540;

/** Matches in a part of the frame, each up to a third of a pixel off. */
function matchesOn(homography: Homography, count: number, left: number, right: number, seed: number): Match[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const from = { x: left + (right - left) * random(), y: 0.9 * random() - 0.45 };
    const to = project(homography, from.x, from.y);
    return { from, to: { x: to.x + (random() - 0.5) * 0.6 * PIXEL, y: to.y + (random() - 0.5) * 0.6 * PIXEL } };
  });
}

function outliers(count: number, seed = 99): Match[] {
  const random = createRandom(seed);
  const place = (): { x: number; y: number } => ({ x: 1.7 * random() - 0.85, y: random() - 0.5 });
  return Array.from({ length: count }, () => ({ from: place(), to: place() }));
}

/** The places that a hypothesis takes right, of those on a homography: the most it misses them by. */
function missOf(found: Homography, truth: Homography, matches: readonly Match[]): number {
  return Math.max(
    ...matches.map(({ from }) => {
      const [here, there] = [project(found, from.x, from.y), project(truth, from.x, from.y)];
      return Math.hypot(here.x - there.x, here.y - there.y);
    }),
  );
}

describe('findHypotheses', () => {
  const wall = matchesOn(WALL, 150, -0.85, 0.1, 1);
  const table = matchesOn(TABLE, 90, 0.1, 0.85, 2);
  const mixed = [...outliers(80), ...table, ...wall, ...outliers(80, 100)];

  it('finds both planes among as many wrong matches as four in ten, the one with more matches first', () => {
    const found = findHypotheses(mixed);
    expect(found.length).toBeGreaterThanOrEqual(2);
    const [first, second] = found;
    expect(missOf(first!.homography, WALL, wall)).toBeLessThan(PIXEL);
    expect(missOf(second!.homography, TABLE, table)).toBeLessThan(PIXEL);
    expect(first!.matches.length).toBeGreaterThanOrEqual(150);
    expect(second!.matches.length).toBeGreaterThanOrEqual(85);
    expect(first!.matches.length + second!.matches.length).toBeLessThan(250);
  });

  it('holds a hypothesis to what it takes right', () => {
    for (const { homography, matches } of findHypotheses(mixed)) {
      for (const { from, to } of matches) {
        const at = project(homography, from.x, from.y);
        expect(Math.hypot(at.x - to.x, at.y - to.y)).toBeLessThan(1.9 * PIXEL);
      }
    }
  });

  it('finds the same each time', () => {
    expect(findHypotheses(mixed)).toEqual(findHypotheses(mixed));
  });

  it('finds nothing in wrong matches alone, and nothing in none', () => {
    expect(findHypotheses(outliers(60))).toEqual([]);
    expect(findHypotheses([])).toEqual([]);
  });

  it('finds a small patch of matches that are too few for a plane, as an affine map', () => {
    const few = matchesOn(shift(0.1, 0.02), 9, 0.3, 0.4, 3).map(({ from, to }) => ({
      from: { x: from.x, y: from.y / 9 },
      to: { x: to.x, y: to.y - from.y + from.y / 9 },
    }));
    const [found] = findHypotheses(few);
    expect(found!.matches).toHaveLength(9);
    expect(found!.homography.slice(6)).toEqual([0, 0, 1]);
    expect(missOf(found!.homography, shift(0.1, 0.02), few)).toBeLessThan(PIXEL);
  });

  it('takes no mirror image for a plane', () => {
    expect(findHypotheses(matchesOn([-1, 0, 0, 0, 1, 0, 0, 0, 1], 60, -0.8, 0.8, 4))).toEqual([]);
  });
});

describe('findPatches', () => {
  it('finds what matches say that are known to a few pixels only', () => {
    const random = createRandom(5);
    const rough = matchesOn(shift(-0.15, 0.03), 40, -0.1, 0.1, 6).map(({ from, to }) => {
      const near = { x: from.x, y: from.y / 5 };
      return { from: near, to: { x: to.x + 4 * PIXEL * (random() - 0.5), y: to.y - from.y + near.y } };
    });
    const [found] = findPatches([...rough, ...outliers(20)], 5 * PIXEL);
    expect(found!.matches.length).toBeGreaterThanOrEqual(38);
    expect(missOf(found!.homography, shift(-0.15, 0.03), rough)).toBeLessThan(2 * PIXEL);
    expect(findPatches(rough, 0.3 * PIXEL)[0]?.matches.length ?? 0).toBeLessThan(20);
  });

  it('keeps a patch to one place', () => {
    const spread = [...matchesOn(shift(0.1, 0), 30, -0.8, -0.7, 7), ...matchesOn(shift(0.1, 0), 30, 0.7, 0.8, 8)];
    for (const { matches } of findPatches(spread, 2 * PIXEL)) {
      const xs = matches.map(({ from }) => from.x);
      expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(0.6);
    }
  });
});

describe('isPlane', () => {
  const matches = matchesOn(IDENTITY, 10, -0.5, 0.5, 9);

  it('takes a plane in view for one', () => {
    expect(isPlane({ kind: 'plane', homography: WALL, matches })).toBe(true);
    expect(farthestApart(WALL, TABLE)).toBeGreaterThan(0.1);
  });

  it.each<readonly [string, Homography]>([
    ['turned over', [-1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['crushed', [0.3, 0, 0, 0, 0.3, 0, 0, 0, 1]],
    ['blown up', [3, 0, 0, 0, 3, 0, 0, 0, 1]],
    ['flattened', [1, 0, 0, 1, 0, 0, 0, 0, 1]],
    ['folded through the camera', [1, 0, 0, 0, 1, 0, 4, 0, 1]],
  ])('refuses one that is %s', (_, homography) => {
    expect(isPlane({ kind: 'plane', homography, matches })).toBe(false);
  });

  it('takes no patch for one that turns or squeezes much, though a plane may', () => {
    const turned: Homography = [0, -1, 0, 1, 0, 0, 0, 0, 1];
    expect(isPlane({ kind: 'plane', homography: turned, matches })).toBe(true);
    expect(isPlane({ kind: 'patch', homography: turned, matches })).toBe(false);
  });
});
