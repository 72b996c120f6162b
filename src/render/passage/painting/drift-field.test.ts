import { describe, expect, it } from 'vitest';
import { project } from '../../homography.js';
import { createDriftField, type DriftField, lookUpDrift } from './drift-field.js';

const ASPECT = 16 / 9;

function fieldOf(
  columns: number,
  rows: number,
  at: (column: number, row: number) => readonly [number, number],
): DriftField {
  const cells = Array.from({ length: columns * rows }, (_, cell) => at(cell % columns, Math.floor(cell / columns)));
  const x = Float32Array.from(cells, ([value]) => value);
  const y = Float32Array.from(cells, ([, value]) => value);
  const field = createDriftField({ columns, rows, x, y }, ASPECT);
  if (field === undefined) throw new Error('something drifts');
  return field;
}

function driftAt(field: DriftField, x: number, y: number): readonly number[] {
  const found = new Float64Array(2);
  lookUpDrift(found, field, x, y);
  return [...found];
}

describe('a drift field', () => {
  it('is what it was given, in its own cells, at the middle of a cell and between two', () => {
    const field = fieldOf(16, 9, (column, row) => [column / 9, row / 9]);
    for (const [x, y] of [
      [0, 0],
      [3, 5],
      [6.5, 2.25],
    ] as const) {
      expect(driftAt(field, x, y)[0]).toBeCloseTo(x, 5);
      expect(driftAt(field, x, y)[1]).toBeCloseTo(y, 5);
    }
  });

  it('has its first cell’s middle half a cell inside the frame’s corner', () => {
    const field = fieldOf(16, 9, () => [1, 0]);
    expect(project(field.toField, -ASPECT / 2 + 0.5 / 9, -0.5 + 0.5 / 9)).toEqual({
      x: expect.closeTo(0, 9) as number,
      y: expect.closeTo(0, 9) as number,
    });
  });

  it('goes on beyond its edges, and is a number wherever it is asked', () => {
    const field = fieldOf(4, 3, (column) => [column * (ASPECT / 4), 0]);
    expect(driftAt(field, -7, 1)[0]).toBeCloseTo(0);
    expect(driftAt(field, 1e12, -1e12)[0]).toBeCloseTo(3);
    for (const value of driftAt(field, NaN, NaN)) expect(value).not.toBeNaN();
  });

  it('may be a single cell', () => {
    expect(
      driftAt(
        fieldOf(1, 1, () => [ASPECT, 0.5]),
        0.3,
        -2,
      ),
    ).toEqual([1, 0.5]);
  });

  it('knows how far anything drifts, and is none where nothing does', () => {
    expect(fieldOf(4, 3, (column, row) => [column === 2 && row === 1 ? 0.3 : 0, -0.4]).most).toBeCloseTo(0.5, 6);
    const still = new Float32Array(12);
    expect(createDriftField({ columns: 4, rows: 3, x: still, y: still }, ASPECT)).toBeUndefined();
  });
});
