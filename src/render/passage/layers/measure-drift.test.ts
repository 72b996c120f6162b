import { describe, expect, it } from 'vitest';
import { type LumaPlane } from '../luma-plane.js';
import type { Drift } from '../passage-model.js';
import { placeOf, planeOf, type Scene, texture } from '../testing/known-scene.js';
import { measureDrift } from './measure-drift.js';

const GRID = { columns: 160, rows: 90 };
const SCENE = texture(41);
const TRUSTED = planeOf(() => 1, GRID);

type Shift = (x: number, y: number) => readonly [number, number];

/** Up to two and a half cells, one way here and another there. */
const SMOOTH: Shift = (x, y) => [1.8 * Math.cos(2.2 * x + y), 1.5 * Math.sin(1.5 * x - 2 * y) + 0.6];

const NONE: Drift = { ...GRID, x: new Float32Array(14400), y: new Float32Array(14400) };

/** What is at q halfway, seen where half of its drift has taken it from there, back or on. */
function gone(share: number, shift: Shift): Scene {
  return (x, y) => {
    let [u, v] = [x, y];
    for (let round = 0; round < 8; round++) {
      const [right, down] = shift(u, v);
      [u, v] = [x - (share * right) / GRID.rows, y - (share * down) / GRID.rows];
    }
    return SCENE(u, v);
  };
}

/** How far the drift is from the truth in each cell that is this far from the frame's edge, in cells. */
function missesOf(drift: Drift, shift: Shift, margin = 12): number[] {
  return [...drift.x.keys()].flatMap((at) => {
    const [column, row] = [at % 160, Math.floor(at / 160)];
    if (Math.min(column, 159 - column, row, 89 - row) < margin) return [];
    const { x, y } = placeOf(at, GRID);
    const [right, down] = shift(x, y);
    return [Math.hypot(drift.x[at]! * 90 - right, drift.y[at]! * 90 - down)];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function measured(shift: Shift, trust: LumaPlane = TRUSTED, light: Scene = () => 0): Drift | undefined {
  const last = gone(0.5, shift);
  return measureDrift(
    planeOf(gone(-0.5, shift), GRID),
    planeOf((x, y) => last(x, y) + light(x, y), GRID),
    trust,
  );
}

describe('measureDrift', () => {
  it('takes most of a smooth drift out of a picture of strong contrast', () => {
    const misses = missesOf(measured(SMOOTH)!, SMOOTH);
    expect(mean(misses)).toBeLessThan(0.35 * mean(missesOf(NONE, SMOOTH)));
  });

  it('does so when the light is another, and not the same everywhere', () => {
    const misses = missesOf(
      measured(SMOOTH, TRUSTED, (x) => 12 + 10 * x)!,
      SMOOTH,
    );
    expect(mean(misses)).toBeLessThan(0.4 * mean(missesOf(NONE, SMOOTH)));
  });

  it('finds none between a picture and itself', () => {
    const { x, y } = measured(() => [0, 0])!;
    expect(Math.max(...x.map(Math.abs), ...y.map(Math.abs)) * 90).toBeLessThan(1e-3);
  });

  it('finds none where there is nothing to see', () => {
    const blank = planeOf(() => 128, GRID);
    const { x, y } = measureDrift(blank, blank, TRUSTED)!;
    expect(Math.max(...x.map(Math.abs), ...y.map(Math.abs))).toBe(0);
  });

  it('is undefined where nothing is trusted', () => {
    expect(
      measured(
        SMOOTH,
        planeOf(() => 0, GRID),
      ),
    ).toBeUndefined();
  });

  it('fades out within 24 cells of what is trusted, and believes nothing else', () => {
    const slide: Shift = () => [2, 1];
    const trust: LumaPlane = {
      ...GRID,
      values: TRUSTED.values.map((_, at) => (at % 160 >= 40 && at % 160 < 80 ? 1 : 0)),
    };
    const drift = measured(slide, trust)!;
    const along = (column: number): number => drift.x[45 * 160 + column]! * 90;
    expect(along(60)).toBeGreaterThan(1.4);
    for (const column of [0, 10, 15, 104, 120, 159]) expect(along(column)).toBe(0);
    expect(Math.abs(along(30))).toBeLessThan(Math.abs(along(39)));
    expect(along(82)).toBeGreaterThan(0);
  });

  it('is as large as the planes it was measured on', () => {
    const { columns, rows, x, y } = measured(SMOOTH)!;
    expect([columns, rows, x.length, y.length]).toEqual([160, 90, 14400, 14400]);
  });
});
