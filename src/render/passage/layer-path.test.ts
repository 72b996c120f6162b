import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, multiply, project } from '../homography.js';
import { createLayerPath } from './layer-path.js';
import type { Match } from './match.js';
import { focalLength } from './rigid-motion.js';
import { farthestApart, seenOnTurntable, shift } from './testing/known-scene.js';

const ASPECT = 16 / 9;
const FOCAL = focalLength(ASPECT);

/** Matches on a square about a place, as a homography takes them. */
function matchesOf(homography: Homography, x: number, y: number, reach: number): Match[] {
  const steps = [-1, -0.5, 0, 0.5, 1];
  return steps.flatMap((down) =>
    steps.map((right) => {
      const from = { x: x + right * reach, y: y + down * reach };
      return { from, to: project(homography, from.x, from.y) };
    }),
  );
}

function widthAt(path: (moment: number) => Homography, moment: number, reach: number): number {
  const [left, right] = [project(path(moment), -reach, 0), project(path(moment), reach, 0)];
  return right.x - left.x;
}

describe('createLayerPath', () => {
  it('goes round with a label that turns, and is wider half way', () => {
    const seen = (degrees: number): Homography =>
      multiply(
        seenOnTurntable((degrees * Math.PI) / 180, FOCAL),
        invert(seenOnTurntable((-20 * Math.PI) / 180, FOCAL)),
      );
    const middle = project(seenOnTurntable((-20 * Math.PI) / 180, FOCAL), 0, 0);
    const path = createLayerPath(seen(20), matchesOf(seen(20), middle.x, middle.y, 0.1), ASPECT);
    expect(farthestApart(path(0.5), seen(0), 0.3)).toBeLessThan(1e-6);
    expect(widthAt(path, 0.5, 0.1)).toBeGreaterThan(1.05 * widthAt(path, 0, 0.1));
    expect(widthAt(path, 0.5, 0.1)).toBeGreaterThan(1.05 * widthAt(path, 1, 0.1));
  });

  it('goes straight where a few matches close together make perspective out of noise', () => {
    const noise: Homography = [1.02, 0.01, 0.06, -0.01, 0.97, 0.03, 0.9, -0.7, 1];
    const matches = matchesOf(noise, 0, 0, 0.03);
    const path = createLayerPath(noise, matches, ASPECT);
    for (const { from, to } of matches) {
      for (const moment of [0, 0.25, 0.5, 0.75, 1]) {
        const at = project(path(moment), from.x, from.y);
        const [x, y] = [from.x + moment * (to.x - from.x), from.y + moment * (to.y - from.y)];
        expect(Math.hypot(at.x - x, at.y - y)).toBeLessThan(0.001);
      }
    }
  });

  it('takes the middle of its matches along an exactly straight and even line there, far from the origin too', () => {
    const noise: Homography = [1.02, 0.01, 0.06, -0.01, 0.97, 0.03, 0.9, -0.7, 1];
    const path = createLayerPath(noise, matchesOf(noise, 0.5, -0.3, 0.02), ASPECT);
    const to = project(noise, 0.5, -0.3);
    const at = project(path(0.25), 0.5, -0.3);
    expect(at.x).toBeCloseTo(0.5 + 0.25 * (to.x - 0.5), 9);
    expect(at.y).toBeCloseTo(-0.3 + 0.25 * (to.y + 0.3), 9);
  });

  it.each<readonly [string, Homography]>([
    ['a slide', shift(0.12, -0.04)],
    ['a zoom', [1.4, 0, 0.02, 0, 1.4, 0.05, 0, 0, 1]],
    ['a roll', [0.94, -0.34, 0, 0.34, 0.94, 0, 0, 0, 1]],
    ['no motion', IDENTITY],
    ['a tilted plane', [1.02, 0.01, 0.06, -0.01, 0.97, 0.03, 0.9, -0.7, 1]],
  ])('begins where things are and ends where the homography takes them: %s', (_, homography) => {
    const path = createLayerPath(homography, matchesOf(homography, 0.1, 0, 0.2), ASPECT);
    expect(farthestApart(path(0), IDENTITY)).toBeLessThan(1e-12);
    expect(farthestApart(path(1), homography, 0.3)).toBeLessThan(1e-6);
  });

  it('is evenly half way of a slide', () => {
    const path = createLayerPath(shift(0.12, -0.04), matchesOf(shift(0.12, -0.04), 0, 0, 0.3), ASPECT);
    expect(farthestApart(path(0.5), shift(0.06, -0.02))).toBeLessThan(1e-9);
  });

  it('rolls round, however far, and does not shrink half way', () => {
    const quarter: Homography = [0, -1, 0, 1, 0, 0, 0, 0, 1];
    const at = project(createLayerPath(quarter, matchesOf(quarter, 0, 0, 0.3), ASPECT)(0.5), 0.3, 0);
    expect(Math.hypot(at.x, at.y)).toBeCloseTo(0.3, 6);
    expect(Math.atan2(at.y, at.x)).toBeCloseTo(Math.PI / 4, 6);
  });

  it('goes straight where a homography is no motion of a plane', () => {
    const flat: Homography = [0, 0, 0.2, 0, 0, 0.1, 0, 0, 1];
    const at = project(createLayerPath(flat, matchesOf(flat, 0, 0, 0.1), ASPECT)(0.5), 0, 0);
    expect(at.x).toBeCloseTo(0.1, 9);
    expect(at.y).toBeCloseTo(0.05, 9);
  });
});
