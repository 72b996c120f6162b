import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, multiply, project } from './homography.js';

const TILTED: Homography = [1.2, -0.3, 0.15, 0.25, 0.9, -0.2, 0.11, -0.17, 0.95];
const SHIFTED: Homography = [1, 0, 2, 0, 1, -3, 0, 0, 1];
const DOUBLED: Homography = [2, 0, 0, 0, 2, 0, 0, 0, 1];

function expectClose(actual: Homography, expected: Homography): void {
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 12);
}

describe('homographies', () => {
  it('take a point through the perspective of their last row', () => {
    const w = 0.11 * 0.4 - 0.17 * -0.3 + 0.95;
    const at = project(TILTED, 0.4, -0.3);
    expect(at.x).toBeCloseTo((1.2 * 0.4 - 0.3 * -0.3 + 0.15) / w, 12);
    expect(at.y).toBeCloseTo((0.25 * 0.4 + 0.9 * -0.3 - 0.2) / w, 12);
  });

  it('leave every point where it is when they are the identity', () => {
    expect(project(IDENTITY, 0.7, -0.4)).toEqual({ x: 0.7, y: -0.4 });
  });

  it('are put one after the other, the second one first', () => {
    expect(project(multiply(SHIFTED, DOUBLED), 1, 1)).toEqual({ x: 4, y: -1 });
    expect(project(multiply(DOUBLED, SHIFTED), 1, 1)).toEqual({ x: 6, y: -4 });
    const between = project(SHIFTED, 0.3, 0.2);
    const [once, twice] = [project(multiply(TILTED, SHIFTED), 0.3, 0.2), project(TILTED, between.x, between.y)];
    expect(once.x).toBeCloseTo(twice.x, 12);
    expect(once.y).toBeCloseTo(twice.y, 12);
  });

  it('undo what they did when they are inverted, from either side', () => {
    expectClose(multiply(invert(TILTED), TILTED), IDENTITY);
    expectClose(multiply(TILTED, invert(TILTED)), IDENTITY);
  });

  it('have no finite way back when they flatten the plane to a line', () => {
    expect(invert([1, 2, 0, 2, 4, 0, 0, 0, 1]).every(Number.isFinite)).toBe(false);
  });
});
