import { describe, expect, it } from 'vitest';
import type { Homography } from '../../homography.js';
import type { LumaPlane } from '../luma-plane.js';
import type { Cover } from '../passage-model.js';
import { type CellDrift, layerDrift } from './layer-drift.js';

const GRID = { columns: 160, rows: 90 };
const CELLS = GRID.columns * GRID.rows;
/** What the layer's homography says, and how much further things go. */
const [WAY, MORE] = [20, 2];

function planeOf(off: number): LumaPlane {
  const values = Float32Array.from({ length: CELLS }, (_, at) => {
    const [x, y] = [(at % GRID.columns) - off, Math.floor(at / GRID.columns)];
    return 128 + 25 * Math.sin(x / 2.6) + 20 * Math.cos(x / 4.1 + y / 3.3) + 15 * Math.sin(y / 2.9 - x / 7);
  });
  return { ...GRID, values };
}

/** A layer that is seen in 40 columns. */
function coverFrom(left: number): Cover {
  const values = Uint8Array.from({ length: CELLS }, (_, at) => {
    const column = at % GRID.columns;
    return column >= left && column < left + 40 ? 255 : 0;
  });
  return { ...GRID, values };
}

const at = (moment: number): Homography => [1, 0, (moment * WAY) / GRID.rows, 0, 1, 0, 0, 0, 1];
const layer = { at, inFirst: coverFrom(40), inLast: coverFrom(60) };
const pair = { first: planeOf(0), last: planeOf(WAY + MORE) };

function cellsAt(column: number, known?: CellDrift): number {
  return layerDrift(layer, pair, known)!.x[45 * GRID.columns + column]! * GRID.rows;
}

describe('layerDrift', () => {
  it('is what is left over, at the places where the layer is half way', () => {
    for (const column of [54, 70, 86]) expect(Math.abs(cellsAt(column) - MORE)).toBeLessThan(0.25);
    expect(Math.abs(cellsAt(20))).toBeLessThan(0.1);
  });

  it('takes a drift that is known for granted, and adds what is left beside it', () => {
    const known = (cells: number): CellDrift => {
      return { x: new Float32Array(CELLS).fill(cells), y: new Float32Array(CELLS) };
    };
    for (const cells of [MORE, MORE + 1.5]) expect(Math.abs(cellsAt(70, known(cells)) - MORE)).toBeLessThan(0.25);
    // Where the layer is not seen in both, nothing speaks against it.
    expect(cellsAt(5, known(3))).toBeCloseTo(3, 5);
  });

  it('is none where the stills show the layer nowhere at once', () => {
    expect(layerDrift({ ...layer, inLast: coverFrom(110) }, pair)).toBeUndefined();
  });
});
