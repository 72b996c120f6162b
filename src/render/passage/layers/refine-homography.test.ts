import { describe, expect, it } from 'vitest';
import { type Homography, multiply, project } from '../../homography.js';
import { carried, planeOf, type Scene, shift, texture } from '../testing/known-scene.js';
import type { Hypothesis } from './find-homographies.js';
import { refineHypothesis } from './refine-homography.js';

const GRID = { columns: 240, rows: 136 };
const CELL = 1 / GRID.rows;
const SCENE = texture(3);
const TRUTH: Homography = [1.03, -0.04, 0.04, 0.05, 0.98, -0.02, 0.03, -0.02, 1];
const SEEN = carried(SCENE, TRUTH);
/** Nearly a cell off, and not the same everywhere. */
const OFF: Homography = multiply(TRUTH, [1.003, 0.002, 0.35 * CELL, -0.003, 0.998, -0.3 * CELL, 0, 0, 1]);

function about(homography: Homography, reachX = 0.4, reachY = 0.3): Hypothesis {
  const steps = [-1, -0.5, 0, 0.5, 1];
  const matches = steps.flatMap((down) =>
    steps.map((right) => {
      const from = { x: right * reachX, y: down * reachY };
      return { from, to: project(homography, from.x, from.y) };
    }),
  );
  return { kind: 'plane', homography, matches };
}

/** The most by which a hypothesis misses the truth at its matches, in cells. */
function missOf({ homography, matches }: Hypothesis, truth = TRUTH): number {
  return Math.max(
    ...matches.map(({ from }) => {
      const [here, there] = [project(homography, from.x, from.y), project(truth, from.x, from.y)];
      return Math.hypot(here.x - there.x, here.y - there.y) / CELL;
    }),
  );
}

function refined(hypothesis: Hypothesis, first: Scene, last: Scene): Hypothesis {
  return refineHypothesis(hypothesis, planeOf(first, GRID), planeOf(last, GRID));
}

describe('refineHypothesis', () => {
  it('brings a homography that is most of a pixel off to less than a tenth of one', () => {
    expect(missOf(about(OFF))).toBeGreaterThan(0.6);
    expect(missOf(refined(about(OFF), SCENE, SEEN))).toBeLessThan(0.1);
  });

  it('does so when the last still is darker and flatter', () => {
    const dim: Scene = (x, y) => 25 + 0.7 * SEEN(x, y);
    expect(missOf(refined(about(OFF), SCENE, dim))).toBeLessThan(0.1);
  });

  it('does so when a highlight lies on it in the last still', () => {
    const lit: Scene = (x, y) => SEEN(x, y) + (Math.hypot(x - 0.15, y + 0.05) < 0.09 ? 70 : 0);
    expect(missOf(refined(about(OFF), SCENE, lit))).toBeLessThan(0.1);
  });

  it('keeps its matches', () => {
    const hypothesis = about(OFF);
    expect(refined(hypothesis, SCENE, SEEN).matches).toBe(hypothesis.matches);
  });

  it('leaves it as it was where there is nothing to see', () => {
    const blank = refined(
      about(OFF),
      () => 90,
      () => 90,
    );
    expect(missOf(blank, OFF)).toBeLessThan(1e-9);
  });

  it('leaves it as it was where that would carry it away from its matches', () => {
    const hypothesis = about(multiply(TRUTH, shift(1.5 * CELL, 0)));
    expect(refined(hypothesis, SCENE, SEEN)).toBe(hypothesis);
  });

  it('looks only about its matches', () => {
    const near = about(OFF, 0.12, 0.12);
    const other = texture(6);
    const first: Scene = (x, y) => (Math.hypot(x, y) < 0.25 ? SCENE(x, y) : other(x, y));
    expect(missOf(refined(near, first, SEEN))).toBeLessThan(0.1);
  });
});
