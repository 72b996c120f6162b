import { describe, expect, it } from 'vitest';
import type { LumaPlane } from '../luma-plane.js';
import { createLanding, landAt } from './landing.js';
import { refineDepths } from './refine-depths.js';
import { sightOf, type Views } from './sight.js';

const GRID = { columns: 120, rows: 68 };
const FOCAL = 2;
const SIZE = FOCAL * GRID.rows;

/** A textured wall, straight on, seen so many cells off. */
function wallAt(off: number): LumaPlane {
  const values = Float32Array.from({ length: GRID.columns * GRID.rows }, (_, at) => {
    const [x, y] = [(at % GRID.columns) - off, Math.floor(at / GRID.columns)];
    return 128 + 30 * Math.sin(x / 2.3) + 20 * Math.cos(x / 3.7 + y / 4) + 10 * Math.sin(y / 3);
  });
  return { ...GRID, values };
}

/** A camera that goes sideways: a wall at inverse depth d is seen d · SIZE cells off. */
function viewsOf(off: number): Views {
  const motion = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [1, 0, 0] } as const;
  return { first: sightOf(wallAt(0)), last: sightOf(wallAt(off)), motion, focal: FOCAL };
}

const [COUNT, MIDDLE] = [GRID.columns * GRID.rows, 34 * GRID.columns + 60];

describe('landAt', () => {
  it('takes a cell as many cells off as its nearness says, and says how near it is there', () => {
    const landing = createLanding();
    landAt(landing, viewsOf(0), MIDDLE, 5 / SIZE);
    expect(landing.x).toBeCloseTo(65, 9);
    expect(landing.y).toBeCloseTo(34, 9);
    expect([landing.cell, landing.inverseDepth]).toEqual([MIDDLE + 5, 5 / SIZE]);
  });

  it('is nearer where the camera has come closer, and nowhere behind it', () => {
    const landing = createLanding();
    const motion = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [0, 0, -1] } as const;
    landAt(landing, { ...viewsOf(0), motion }, MIDDLE, 0.5);
    expect(landing.inverseDepth).toBe(1);
    landAt(landing, { ...viewsOf(0), motion }, MIDDLE, 1.5);
    expect(landing.cell).toBe(-1);
  });

  it('is in no cell outside', () => {
    const landing = createLanding();
    landAt(landing, viewsOf(0), 119, 3 / SIZE);
    expect(landing.cell).toBe(-1);
  });
});

describe('refineDepths', () => {
  it('finds a depth to a tenth of a cell that is known to one', () => {
    const refined = refineDepths(viewsOf(7.4), new Float32Array(COUNT).fill(6.5 / SIZE), new Uint8Array(COUNT).fill(1));
    for (const at of [MIDDLE, MIDDLE + 20, MIDDLE - 1230])
      expect(Math.abs(refined[at]! * SIZE - 7.4)).toBeLessThan(0.1);
  });

  it('is not misled by light', () => {
    const views = viewsOf(7.4);
    const brighter = { ...views, last: sightOf({ ...GRID, values: wallAt(7.4).values.map((value) => value + 25) }) };
    const refined = refineDepths(brighter, new Float32Array(COUNT).fill(6.8 / SIZE), new Uint8Array(COUNT).fill(1));
    expect(Math.abs(refined[MIDDLE]! * SIZE - 7.4)).toBeLessThan(0.3);
  });

  it('leaves what is not sure, far from what is', () => {
    const sure = Uint8Array.from({ length: COUNT }, (_, at) => (at % GRID.columns < 30 ? 1 : 0));
    const refined = refineDepths(viewsOf(7.4), new Float32Array(COUNT).fill(7 / SIZE), sure);
    expect(refined[MIDDLE]! * SIZE).toBeCloseTo(7, 4);
    expect(Math.abs(refined[MIDDLE - 45]! * SIZE - 7.4)).toBeLessThan(0.1);
  });
});
