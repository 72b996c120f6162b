import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, multiply, project } from '../../homography.js';
import { createArena } from '../../kernels/arena.js';
import { CELL_SIDE, IN_FIRST, IN_LAST, RESTING, SOLID } from '../../kernels/passage-kernels.js';
import type { Cover, Drift, PassageLayer } from '../passage-model.js';
import { cellsOf, createLayerMesh } from './layer-mesh.js';

const SIZE = { widthPx: 322, heightPx: 180 };
const ASPECT = SIZE.widthPx / SIZE.heightPx;
/** From samples of the frame to frame coordinates: the whole still. */
const WHOLE: Homography = [1 / 180, 0, (0.5 - 161) / 180, 0, 1 / 180, (0.5 - 90) / 180, 0, 0, 1];

function coverOf(isIn: (x: number, y: number) => boolean): Cover {
  const values = Uint8Array.from({ length: 80 * 45 }, (_, cell) =>
    isIn(((cell % 80) + 0.5) / 80, (Math.floor(cell / 80) + 0.5) / 45) ? 255 : 0,
  );
  return { columns: 80, rows: 45, values };
}

const EVERYWHERE = coverOf(() => true);
const PATCH = coverOf((x, y) => x > 0.3 && x < 0.45 && y > 0.2 && y < 0.6);

function turning(moment: number): Homography {
  const [cos, sin] = [Math.cos(0.5 * moment), Math.sin(0.5 * moment)];
  return [cos, -sin, 0.1 * moment, sin, cos, -0.05 * moment, 0.2 * moment, 0.1 * moment, 1];
}

interface Laid {
  /** Where a node lies, x and y in the first still and in the last, in samples. */
  readonly node: (column: number, row: number) => readonly number[];
  readonly kind: (column: number, row: number) => number;
}

function lay(layer: Partial<PassageLayer>, moment: number, view = WHOLE): Laid {
  const arena = createArena();
  const given = { at: () => IDENTITY, inFirst: EVERYWHERE, inLast: EVERYWHERE, drift: undefined, ...layer };
  const mesh = createLayerMesh(given, { arena, aspectRatio: ASPECT, output: SIZE, baseSize: SIZE });
  mesh.lay(view, moment);
  const { columns } = cellsOf(SIZE);
  return {
    node: (column, row) => {
      const at = mesh.nodes + 16 * (row * (columns + 1) + column);
      return Array.from(new Int32Array(arena.memory.buffer, at, 4), (value) => value / 512);
    },
    kind: (column, row) => arena.bytes(mesh.cells + row * columns + column, 1)[0] ?? 0,
  };
}

describe('a laid layer', () => {
  it('lies where it is in the first still at the beginning, and in the last at the end, exactly', () => {
    const wave = Float32Array.from({ length: 48 }, (_, index) => 0.02 * Math.sin(index));
    const drift: Drift = { columns: 8, rows: 6, x: wave, y: wave };
    for (const given of [{ at: turning }, { at: turning, drift }]) {
      const [first, last] = [lay(given, 0), lay(given, 1)];
      for (const [column, row] of [
        [0, 0],
        [11, 7],
        [40, 22],
      ] as const) {
        expect(first.node(column, row).slice(0, 2)).toEqual([column * CELL_SIDE, row * CELL_SIDE]);
        if (last.kind(column, row) !== 0) {
          expect(last.node(column, row).slice(2)).toEqual([column * CELL_SIDE, row * CELL_SIDE]);
        }
      }
    }
  });

  it('comes from where the homography and the drift say', () => {
    const none = new Float32Array(1);
    const drift: Drift = { columns: 1, rows: 1, x: Float32Array.of(0.05), y: none };
    const mesh = lay({ at: turning, drift }, 0.3);
    const [column, row] = [20, 10];
    const at = project(WHOLE, column * CELL_SIDE, row * CELL_SIDE);
    const halfway = project(multiply(turning(0.5), invert(turning(0.3))), at.x, at.y);
    const back = (x: number, way: Homography): readonly number[] => {
      const to = project(multiply(invert(WHOLE), multiply(way, invert(turning(0.5)))), x, halfway.y);
      return [to.x, to.y];
    };
    const expected = [...back(halfway.x - 0.3 * 0.05, IDENTITY), ...back(halfway.x + 0.7 * 0.05, turning(1))];
    for (const [index, place] of mesh.node(column, row).entries()) expect(place).toBeCloseTo(expected[index] ?? 0, 2);
  });

  it.each([0, 0.2, 0.5, 0.9])('marks every cell in which it is seen, at %d, and few others', (moment) => {
    const inLast = coverOf((x, y) => {
      const from = project(invert(turning(1)), (x - 0.5) * ASPECT, y - 0.5);
      const [u, v] = [from.x / ASPECT + 0.5, from.y + 0.5];
      return u > 0.3 && u < 0.45 && v > 0.2 && v < 0.6;
    });
    const mesh = lay({ at: turning, inFirst: PATCH, inLast }, moment);
    const { columns, rows } = cellsOf(SIZE);
    let [marked, seen] = [0, 0];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const place = project(WHOLE, (column + 0.5) * CELL_SIDE, (row + 0.5) * CELL_SIDE);
        const from = project(invert(turning(moment)), place.x, place.y);
        const [u, v] = [from.x / ASPECT + 0.5, from.y + 0.5];
        const isSeen = u > 0.3 && u < 0.45 && v > 0.2 && v < 0.6;
        const kind = mesh.kind(column, row);
        if (isSeen) expect(kind & IN_FIRST).toBe(IN_FIRST);
        marked += kind === 0 ? 0 : 1;
        seen += isSeen ? 1 : 0;
      }
    }
    expect(marked).toBeLessThan(2.8 * seen);
  });

  it('is solid where it covers a cell in both stills', () => {
    expect(lay({ at: turning }, 0.1).kind(20, 10)).toBe(IN_FIRST | IN_LAST | SOLID);
  });

  it('rests where it moves by less than can be seen', () => {
    const creeping = (moment: number): Homography => [1, 0, (0.03 * moment) / 180, 0, 1, 0, 0, 0, 1];
    expect(lay({ at: creeping, inFirst: PATCH }, 0.5).kind(1, 1)).toBe(IN_LAST | RESTING);
    expect(lay({ at: turning }, 0.5).kind(20, 10) & RESTING).toBe(0);
  });

  it('is nowhere in a still in which it would be behind the camera', () => {
    const mesh = lay({ at: (moment) => [1, 0, 0, 0, 1, 0, 3 * moment, 0, 1] }, 1);
    // At moment 1 what the first still has at x is seen at x / (1 + 3x): no more than a third to the right.
    expect(mesh.kind(39, 10)).toBe(IN_LAST);
    expect(mesh.kind(20, 10) & IN_FIRST).toBe(IN_FIRST);
  });
});
