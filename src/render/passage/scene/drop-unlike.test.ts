import { describe, expect, it } from 'vitest';
import { focalLength, type RigidMotion } from '../rigid-motion.js';
import { carried, planeOf, shift, texture } from '../testing/known-scene.js';
import { dropUnlike } from './drop-unlike.js';
import { sightOf } from './sight.js';

const GRID = { columns: 160, rows: 90 };
const CELLS = GRID.columns * GRID.rows;
const FOCAL = focalLength(GRID.columns / GRID.rows);
const MOTION: RigidMotion = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [1, 0, 0] };
const WAY_CELLS = 8;
const INVERSE_DEPTH = WAY_CELLS / (FOCAL * GRID.rows);

/** How many cells of a wall stay sure, of those that do not leave the frame, if their depths say that it goes so far and it does. */
function leftSure(saidCells: number, seed = 3, light = 0): number {
  const wall = texture(3, 128, 60);
  const last = carried(texture(seed, 128 + light, 60), shift(WAY_CELLS / GRID.rows, 0));
  const views = {
    first: sightOf(planeOf(wall, GRID)),
    last: sightOf(planeOf(last, GRID)),
    motion: MOTION,
    focal: FOCAL,
  };
  const isSeen = (at: number): boolean => at % GRID.columns < GRID.columns - 30;
  const sure = Uint8Array.from({ length: CELLS }, (_, at) => Number(isSeen(at)));
  const all = sure.reduce((sum, is) => sum + is, 0);
  const inverseDepths = new Float32Array(CELLS).fill((INVERSE_DEPTH * saidCells) / WAY_CELLS);
  dropUnlike(views, { inverseDepths, sure });
  return sure.reduce((sum, is) => sum + is, 0) / all;
}

describe('dropUnlike', () => {
  it('leaves what is where its depth says', () => {
    expect(leftSure(WAY_CELLS)).toBe(1);
  });

  it('leaves it in another light', () => {
    expect(leftSure(WAY_CELLS, 3, 25)).toBeGreaterThan(0.98);
  });

  it('drops most of what is elsewhere, and of what varies as much but is something else', () => {
    expect(leftSure(WAY_CELLS + 12)).toBeLessThan(0.2);
    expect(leftSure(WAY_CELLS, 4)).toBeLessThan(0.2);
  });

  it('makes nothing sure', () => {
    const plane = planeOf(texture(3), GRID);
    const views = { first: sightOf(plane), last: sightOf(plane), motion: MOTION, focal: FOCAL };
    const sure = new Uint8Array(CELLS);
    dropUnlike(views, { inverseDepths: new Float32Array(CELLS), sure });
    expect(sure).toEqual(new Uint8Array(CELLS));
  });
});
