import { describe, expect, it } from 'vitest';
import { medianOf } from './median.js';

const GRID = { columns: 12, rows: 9 };
const cellsOf = (value: (column: number, row: number) => number): Float32Array =>
  Float32Array.from({ length: 108 }, (_, at) => value(at % 12, Math.floor(at / 12)));

describe('medianOf', () => {
  it('takes a speck that is smaller than half of the square', () => {
    const speck = cellsOf((column, row) => (column > 4 && column < 8 && row > 2 && row < 6 ? 5 : 1));
    expect(medianOf(speck, GRID, 2)).toEqual(cellsOf(() => 1));
  });

  it('leaves a straight edge where it is', () => {
    const edge = cellsOf((column) => (column < 7 ? 1 : 5));
    expect(medianOf(edge, GRID, 2)).toEqual(edge);
  });

  it('leaves cells whose square would reach out of the grid', () => {
    const corner = cellsOf((column, row) => (column === 1 && row === 4 ? 5 : 1));
    expect(medianOf(corner, GRID, 2)).toEqual(corner);
    expect(medianOf(corner, GRID, 1)).toEqual(cellsOf(() => 1));
  });
});
