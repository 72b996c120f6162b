import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, project } from '../homography.js';
import {
  aspectOf,
  boxMean,
  evenContrast,
  halve,
  type LumaPlane,
  offCells,
  onCells,
  sampleAt,
  slopesOf,
  warpPlane,
} from './luma-plane.js';
import { farthestApart, planeOf, shift, texture } from './testing/known-scene.js';

const GRID = { columns: 40, rows: 22 };
const TILTED: Homography = [1.1, -0.2, 0.12, 0.15, 0.9, -0.08, 0.13, -0.21, 1];
const SCENE = texture(1);

function mostApart(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);
}

/** Rows of numbers as a plane. */
function plane(...lines: readonly (readonly number[])[]): LumaPlane {
  return { columns: lines[0]!.length, rows: lines.length, values: Float32Array.from(lines.flat()) };
}

describe('onCells', () => {
  it('is undone by offCells', () => {
    expect(farthestApart(offCells(onCells(TILTED, GRID), GRID), TILTED)).toBeLessThan(1e-12);
  });

  it('has the middle of cell (0, 0) at (0, 0)', () => {
    const corner = { x: (0.5 - 20) / 22, y: (0.5 - 11) / 22 };
    const to = project(TILTED, corner.x, corner.y);
    const at = project(onCells(TILTED, GRID), 0, 0);
    expect(at.x).toBeCloseTo(to.x * 22 + 20 - 0.5, 9);
    expect(at.y).toBeCloseTo(to.y * 22 + 11 - 0.5, 9);
  });

  it('makes a frame height as many cells as there are rows, across as well', () => {
    const at = project(onCells(shift(0.5, -0.25), GRID), 3, 4);
    expect(at.x).toBeCloseTo(14, 9);
    expect(at.y).toBeCloseTo(-1.5, 9);
  });
});

describe('aspectOf', () => {
  it('is width over height', () => {
    expect(aspectOf({ columns: 160, rows: 90 })).toBeCloseTo(16 / 9, 12);
  });
});

describe('sampleAt', () => {
  const { values } = plane([10, 20, 40], [50, 60, 80], [0, 0, 200]);

  it('is a cell’s own value at its middle and between cells in proportion', () => {
    expect(sampleAt(values, 3, 3, 1, 1)).toBe(60);
    expect(sampleAt(values, 3, 3, 0.25, 0)).toBeCloseTo(12.5, 5);
    expect(sampleAt(values, 3, 3, 0, 0.75)).toBeCloseTo(40, 5);
    expect(sampleAt(values, 3, 3, 1.5, 0.5)).toBeCloseTo(50, 5);
  });

  it('is the edge’s own value beyond the edge', () => {
    expect(sampleAt(values, 3, 3, -5, 0)).toBe(10);
    expect(sampleAt(values, 3, 3, 0, -0.4)).toBe(10);
    expect(sampleAt(values, 3, 3, 7, 1)).toBeCloseTo(80, 0);
    expect(sampleAt(values, 3, 3, 2, 9)).toBeCloseTo(200, 0);
  });
});

describe('warpPlane', () => {
  const source = planeOf(SCENE, GRID);

  it('changes nothing by the identity, and all is inside', () => {
    const { values, inside } = warpPlane(source, IDENTITY);
    expect(inside.every((value) => value === 1)).toBe(true);
    expect(mostApart(values, source.values)).toBeLessThan(0.1);
  });

  it('shows at each cell what is where the homography takes it, and 0 where that is outside', () => {
    const { values, inside } = warpPlane(source, shift(30, -2));
    for (const [column, row] of [
      [4, 5],
      [9, 2],
      [0, 21],
    ] as const) {
      expect(inside[row * 40 + column]).toBe(1);
      expect(values[row * 40 + column]).toBeCloseTo(source.values[(row - 2) * 40 + column + 30]!, 1);
    }
    for (const at of [5 * 40 + 10, 1 * 40 + 3]) expect([inside[at], values[at]]).toEqual([0, 0]);
  });

  it('is outside from half a cell beyond the last cell’s middle', () => {
    expect(warpPlane(source, shift(0.49, 0)).inside[39]).toBe(1);
    expect(warpPlane(source, shift(0.51, 0)).inside[39]).toBe(0);
    expect(warpPlane(source, shift(0, -0.49)).inside[0]).toBe(1);
    expect(warpPlane(source, shift(0, -0.51)).inside[0]).toBe(0);
  });

  it('shows nothing of what is behind the camera', () => {
    const behind: Homography = [-1, 0, 0, 0, -1, 0, 0, 0, -1];
    expect(warpPlane(source, behind).inside.every((value) => value === 0)).toBe(true);
  });
});

describe('boxMean', () => {
  it.each([0, 1, 3, 30])(
    'is the mean of the square about each cell, the edge going on beyond it (reach %i)',
    (reach) => {
      const { values } = planeOf(SCENE, GRID);
      const naive = values.map((_, at) => {
        let sum = 0;
        for (let down = -reach; down <= reach; down++) {
          for (let right = -reach; right <= reach; right++) {
            const column = Math.min(39, Math.max(0, (at % 40) + right));
            const row = Math.min(21, Math.max(0, Math.floor(at / 40) + down));
            sum += values[row * 40 + column]!;
          }
        }
        return sum / (2 * reach + 1) ** 2;
      });
      expect(mostApart(boxMean(values, GRID, reach), naive)).toBeLessThan(0.001);
    },
  );
});

describe('slopesOf', () => {
  it('is the slope of a ramp, right and down, and half of it at an edge', () => {
    const ramp = {
      ...GRID,
      values: Float32Array.from({ length: 880 }, (_, at) => 3 * (at % 40) - 2 * Math.floor(at / 40)),
    };
    const { x, y } = slopesOf(ramp);
    expect([x[5 * 40 + 7], y[5 * 40 + 7]]).toEqual([3, -2]);
    expect([x[5 * 40], y[7]]).toEqual([1.5, -1]);
    expect([x[5 * 40 + 39], y[21 * 40 + 7]]).toEqual([1.5, -1]);
  });
});

describe('halve', () => {
  it('makes one cell of four, and leaves an odd last row and column out', () => {
    const half = halve(plane([1, 2, 5, 6, 99], [3, 4, 7, 8, 99], [99, 99, 99, 99, 99]));
    expect(half).toEqual({ columns: 2, rows: 1, values: Float32Array.of(2.5, 6.5) });
  });

  it('leaves things where they are in the frame', () => {
    const ramp = (x: number, y: number): number => 128 + 40 * x - 60 * y;
    const half = halve(planeOf(ramp, GRID));
    expect(mostApart(half.values, planeOf(ramp, half).values)).toBeLessThan(0.001);
  });
});

describe('evenContrast', () => {
  const even = evenContrast(planeOf(SCENE, GRID), 5);

  it('is about 0, and as strong where contrast is low as where it is high', () => {
    const weak = evenContrast(
      planeOf((x, y) => 60 + 0.3 * SCENE(x, y), GRID),
      5,
    ).values;
    const strength = (values: Float32Array): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / 880);
    expect(Math.abs(even.values.reduce((sum, value) => sum + value, 0) / 880)).toBeLessThan(5);
    expect(strength(even.values)).toBeGreaterThan(25);
    expect(strength(weak)).toBeGreaterThan(0.7 * strength(even.values));
  });

  it('is nearly the same for a picture in other light', () => {
    const bright = evenContrast(
      planeOf((x, y) => 30 + 0.8 * SCENE(x, y), GRID),
      5,
    ).values;
    expect(mostApart(bright, even.values)).toBeLessThan(6);
  });

  it('makes nothing of an empty picture', () => {
    const values = evenContrast({ ...GRID, values: new Float32Array(880).fill(77) }, 5).values;
    expect(mostApart(values, new Float32Array(880))).toBeLessThan(0.5);
  });
});
