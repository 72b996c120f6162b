import { describe, expect, it } from 'vitest';
import { dropSpecks } from './drop-specks.js';

const GRID = { columns: 100, rows: 60 };

/** Nothing is sure but boxes of cells (left, top, width, height), each of a label. */
function islands(...boxes: readonly (readonly [number, number, number, number, number])[]): {
  sure: Uint8Array;
  labels: Uint8Array;
} {
  const [sure, labels] = [new Uint8Array(6000), new Uint8Array(6000)];
  for (const [left, top, width, height, label] of boxes) {
    for (let row = top; row < top + height; row++) {
      const from = row * 100 + left;
      sure.fill(1, from, from + width);
      labels.fill(label, from, from + width);
    }
  }
  return { sure, labels };
}

/** How many cells are sure before and after. */
function kept({ sure, labels }: ReturnType<typeof islands>): readonly [number, number] {
  const count = (): number => sure.reduce((sum, value) => sum + value, 0);
  const before = count();
  dropSpecks(sure, labels, GRID);
  return [before, count()];
}

describe('dropSpecks', () => {
  // 0.0007 of 6000 cells are 4.2.
  it('takes the sureness from islands of fewer cells than seven ten-thousandths of the picture', () => {
    expect(kept(islands([10, 10, 2, 2, 1]))).toEqual([4, 0]);
    expect(kept(islands([10, 10, 5, 1, 1]))).toEqual([5, 5]);
    expect(kept(islands([10, 10, 1, 5, 1]))).toEqual([5, 5]);
  });

  it('leaves the others as they are', () => {
    const both = islands([10, 10, 2, 2, 1], [40, 20, 8, 8, 1]);
    dropSpecks(both.sure, both.labels, GRID);
    expect(both.sure[10 * 100 + 10]).toBe(0);
    expect(both.sure[20 * 100 + 40]).toBe(1);
    expect(both.labels[10 * 100 + 10]).toBe(1);
  });

  it('takes neighbours of two labels for two islands', () => {
    expect(kept(islands([10, 10, 3, 1, 1], [13, 10, 3, 1, 2]))).toEqual([6, 0]);
    expect(kept(islands([10, 10, 3, 1, 1], [13, 10, 3, 1, 1]))).toEqual([6, 6]);
  });

  it('takes cells that touch at a corner for two islands', () => {
    expect(kept(islands([10, 10, 3, 1, 1], [13, 11, 3, 1, 1]))).toEqual([6, 0]);
  });

  it('does not go round the picture’s sides', () => {
    expect(kept(islands([97, 10, 3, 1, 1], [0, 11, 3, 1, 1]))).toEqual([6, 0]);
    expect(kept(islands([97, 59, 3, 1, 1], [0, 0, 3, 1, 1]))).toEqual([6, 0]);
  });

  it('follows an island up and round corners', () => {
    expect(kept(islands([10, 10, 1, 2, 1], [10, 12, 3, 1, 1], [12, 10, 1, 2, 1]))).toEqual([7, 7]);
  });
});
