import { describe, expect, it } from 'vitest';
import { snapToEdges } from './snap-to-edges.js';

const GRID = { columns: 60, rows: 40 };
const STEP = 0.1;

/** A dark thing on the left of a bright wall, its edge at column 30; depths say that it ends at column `end`. */
function scene(end: number, isSure: (column: number) => boolean) {
  const cells = GRID.columns * GRID.rows;
  const at = (pick: (column: number) => number): Float32Array =>
    Float32Array.from({ length: cells }, (_, cell) => pick(cell % GRID.columns));
  return {
    plane: { ...GRID, values: at((column) => (column < 30 ? 40 : 180)) },
    inverseDepths: at((column) => (column < end ? 3 : 1)),
    sure: Uint8Array.from(at((column) => Number(isSure(column)))),
  };
}

/** Where the thing ends in the middle row. */
function endOf(depths: Float32Array): number {
  const from = (GRID.rows / 2) * GRID.columns;
  return depths.subarray(from, from + GRID.columns).findIndex((value) => value < 2);
}

describe('snapToEdges', () => {
  it.each([28, 32])('brings a break at %d to the edge of the picture at 30', (end) => {
    const { inverseDepths, ...picture } = scene(end, (column) => column < 26 || column > 34);
    expect(endOf(snapToEdges(inverseDepths, { ...picture, step: STEP }))).toBe(30);
  });

  it('leaves what is sure', () => {
    const { inverseDepths, ...picture } = scene(32, () => true);
    expect(snapToEdges(inverseDepths, { ...picture, step: STEP })).toEqual(inverseDepths);
  });

  it('leaves a surface that only slopes', () => {
    const { plane, sure } = scene(30, () => false);
    const slope = Float32Array.from(sure, (_, cell) => 1 + 0.03 * (cell % GRID.columns));
    expect(snapToEdges(slope, { plane, sure, step: STEP })).toEqual(slope);
  });
});
