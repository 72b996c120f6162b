import { describe, expect, it } from 'vitest';
import { focalLength, type RigidMotion } from '../rigid-motion.js';
import { fillDepths } from './fill-depths.js';
import type { DepthMap } from './pair-depths.js';
import { sightOf } from './sight.js';

const GRID = { columns: 120, rows: 80 };
const CELLS = GRID.columns * GRID.rows;
const FOCAL = focalLength(GRID.columns / GRID.rows);
const MOTION: RigidMotion = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [1, 0, 0] };
/** Inverse depth of what goes one cell to the right. */
const CELL = 1 / (FOCAL * GRID.rows);
const APART = 4 * CELL;

type Each<Value> = (column: number, row: number) => Value;

const cells = (pick: Each<number>): Float32Array =>
  Float32Array.from({ length: CELLS }, (_, at) => pick(at % GRID.columns, Math.floor(at / GRID.columns)));

const mapOf = (way: Each<number>, isSure: Each<boolean>): DepthMap => ({
  inverseDepths: cells((column, row) => CELL * way(column, row)),
  sure: Uint8Array.from(cells((column, row) => Number(isSure(column, row)))),
});

const UNKNOWN = mapOf(
  () => 0,
  () => false,
);

/** How many cells what is seen at a cell goes, once all is filled in. */
function filled(brightness: Each<number>, known: DepthMap, there = UNKNOWN): Each<number> {
  const sight = sightOf({ ...GRID, values: cells(brightness) });
  const depths = fillDepths({ first: sight, last: sight, motion: MOTION, focal: FOCAL }, known, there, APART);
  return (column, row) => depths[row * GRID.columns + column]! / CELL;
}

describe('fillDepths', () => {
  it('goes on as a surface slopes, far from what is sure', () => {
    const slope: Each<number> = (_column, row) => 10 + 0.3 * row;
    const at = filled(
      () => 100,
      mapOf(slope, (_column, row) => row < 45),
    );
    for (const row of [50, 65, 79]) expect(at(60, row)).toBeCloseTo(slope(60, row), 0);
  });

  it('ends a thing where the picture has an edge, wherever between what is sure that is', () => {
    const known = mapOf(
      (column) => (column < 60 ? 30 : 8),
      (column) => column < 45 || column > 100,
    );
    const at = filled((column) => (column < 70 ? 40 : 180), known);
    expect([60, 69, 70, 90].map((column) => Math.round(at(column, 40)))).toEqual([30, 30, 8, 8]);
  });

  it('asks anew what sticks out of what is sure', () => {
    const isSpike: Each<boolean> = (column, row) => column >= 60 && column < 62 && row === 40;
    const known = mapOf(
      (column, row) => (column < 60 || isSpike(column, row) ? 30 : 8),
      (column, row) => column < 60 || column > 70 || isSpike(column, row),
    );
    const at = filled((column) => (column < 60 ? 40 : 180), known);
    expect([59, 60, 61, 62].map((column) => Math.round(at(column, 40)))).toEqual([30, 8, 8, 8]);
  });

  it('bends what is round away until the other still can hide it', () => {
    // A thing up to column 60 of which 20 columns are seen here alone; there it ends at 70, and what is behind it begins.
    const known = mapOf(
      (column) => (column < 60 ? 30 : 8),
      (column) => column < 40 || column > 90,
    );
    const there = mapOf(
      (column) => (column < 70 ? 30 : 8),
      () => true,
    );
    const brightness: Each<number> = (column) => (column < 60 ? 40 : 180);
    const free = filled(brightness, known);
    const bent = filled(brightness, known, there);
    expect(free(58, 40)).toBeCloseTo(30, 0);
    // Each lands on the thing, and not by far.
    for (const column of [45, 52, 58]) {
      expect(column + bent(column, 40)).toBeLessThan(71);
      expect(column + bent(column, 40)).toBeGreaterThan(Math.min(column + 29, 65));
    }
  });

  it('leaves what is sure', () => {
    const known = mapOf(
      (column, row) => 20 + 0.05 * column - 0.02 * row,
      () => true,
    );
    const at = filled(() => 100, known);
    for (const column of [0, 33, 119]) expect(at(column, 40)).toBeCloseTo(20 + 0.05 * column - 0.8, 3);
  });
});
