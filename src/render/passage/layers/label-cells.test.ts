import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../motion/random.js';
import { planeOf, type Scene } from '../testing/known-scene.js';
import { labelCells } from './label-cells.js';

const GRID = { columns: 48, rows: 28 };
const CELLS = GRID.columns * GRID.rows;
const FLAT: Scene = () => 100;

/** What a layer costs at each cell. */
function costs(of: (column: number, row: number) => number): Float32Array {
  return Float32Array.from({ length: CELLS }, (_, at) => of(at % GRID.columns, Math.floor(at / GRID.columns)));
}

/** How many cells have another label than they ought to. */
function wrong(labels: Uint8Array, truth: (column: number, row: number) => number): number {
  return labels.filter((label, at) => label !== truth(at % GRID.columns, Math.floor(at / GRID.columns))).length;
}

describe('labelCells', () => {
  it('gives each cell the layer that costs least', () => {
    const [left, right] = [costs((x) => (x < 20 ? 0 : 8)), costs((x) => (x < 20 ? 8 : 0))];
    expect(wrong(labelCells(planeOf(FLAT, GRID), [left, right]), (x) => (x < 20 ? 0 : 1))).toBe(0);
  });

  it('knows as many layers as there are costs', () => {
    const quarter = (x: number, y: number): number => (x < 24 ? 0 : 1) + (y < 14 ? 0 : 2);
    const planes = [0, 1, 2, 3].map((layer) => costs((x, y) => (quarter(x, y) === layer ? 1 : 9)));
    expect(wrong(labelCells(planeOf(FLAT, GRID), planes), quarter)).toBe(0);
  });

  it('does not let single cells have their own way', () => {
    const random = createRandom(2);
    const flip = Uint8Array.from({ length: CELLS }, () => (random() < 0.06 ? 1 : 0));
    const noisy = (layer: number): Float32Array =>
      costs((x, y) => (((x < 20 ? 0 : 1) === layer) !== (flip[y * GRID.columns + x] === 1) ? 0 : 3));
    const labels = labelCells(planeOf(FLAT, GRID), [noisy(0), noisy(1)]);
    expect(wrong(labels, (x) => (x < 20 ? 0 : 1))).toBeLessThan(0.01 * CELLS);
  });

  it.each<readonly [string, (x: number, y: number) => boolean]>([
    ['upright', (x) => x < 23],
    ['level', (_, y) => y < 12],
    ['slanting', (x, y) => x + y < 37],
    ['slanting the other way', (x, y) => x - y < 9],
  ])('changes layers where the picture has an edge, when costs leave it open: %s', (_, isFirst) => {
    const picture = { ...GRID, values: costs((x, y) => (isFirst(x, y) ? 60 : 140)) };
    const corners = [-3, 3].flatMap((down) => [-3, 3].map((right) => [right, down] as const));
    const isNear = (x: number, y: number): boolean =>
      corners.some(([right, down]) => isFirst(x + right, y + down) !== isFirst(x, y));
    const open = (layer: number): Float32Array =>
      costs((x, y) => (isNear(x, y) ? 2 : isFirst(x, y) === (layer === 0) ? 0 : 8));
    expect(wrong(labelCells(picture, [open(0), open(1)]), (x, y) => (isFirst(x, y) ? 0 : 1))).toBeLessThan(
      0.01 * CELLS,
    );
  });

  it('lets a thing be small when an edge goes round it, and not when none does', () => {
    const isIn = (x: number, y: number): boolean => x === 20 && y === 10;
    const planes = [costs((x, y) => (isIn(x, y) ? 4 : 0)), costs((x, y) => (isIn(x, y) ? 0 : 4))];
    const edged = { ...GRID, values: costs((x, y) => (isIn(x, y) ? 200 : 100)) };
    expect(wrong(labelCells(edged, planes), (x, y) => (isIn(x, y) ? 1 : 0))).toBe(0);
    expect(wrong(labelCells(planeOf(FLAT, GRID), planes), () => 0)).toBe(0);
  });

  it('asks along eight directions: what one cell knows goes straight and slanting, both ways', () => {
    const [x0, y0] = [20, 10];
    const one = costs((x, y) => (x === x0 && y === y0 ? 5 : 0));
    const labels = labelCells(planeOf(FLAT, GRID), [one, costs(() => 0)]);
    const isOnRay = (x: number, y: number): boolean => x === x0 || y === y0 || Math.abs(x - x0) === Math.abs(y - y0);
    expect(wrong(labels, (x, y) => (isOnRay(x, y) ? 1 : 0))).toBe(0);
  });
});
