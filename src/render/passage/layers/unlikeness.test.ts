import { describe, expect, it } from 'vitest';
import { IDENTITY } from '../../homography.js';
import { carried, planeOf, shift, texture } from '../testing/known-scene.js';
import { OUTSIDE, unlikenessOf, UNLIKENESS_MAX } from './unlikeness.js';

const GRID = { columns: 80, rows: 46 };
const SCENE = texture(11);
const FIRST = planeOf(SCENE, GRID);

/** Cells (column, row) from one corner up to another. */
function mean(
  values: Float32Array,
  [left, top]: readonly [number, number],
  [right, bottom]: readonly [number, number],
): number {
  let sum = 0;
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) sum += values[row * 80 + column]!;
  return sum / ((right - left) * (bottom - top));
}

describe('unlikenessOf', () => {
  it('is nothing between a picture and itself', () => {
    const { first, last } = unlikenessOf(IDENTITY, FIRST, FIRST);
    expect(Math.max(...first, ...last)).toBeLessThan(0.2);
  });

  it('is nothing where the homography takes things to, in either still, and neither good nor bad outside', () => {
    const right = shift(10 / 46, 0);
    const { first, last } = unlikenessOf(right, FIRST, planeOf(carried(SCENE, right), GRID));
    expect(mean(first, [3, 3], [66, 43])).toBeLessThan(0.2);
    expect(mean(first, [73, 3], [80, 43])).toBeCloseTo(OUTSIDE, 3);
    expect(mean(last, [13, 3], [77, 43])).toBeLessThan(0.2);
    expect(mean(last, [0, 3], [7, 43])).toBeCloseTo(OUTSIDE, 3);
  });

  it('is more than outside where a homography takes things to the wrong place', () => {
    const { first, last } = unlikenessOf(IDENTITY, FIRST, planeOf(carried(SCENE, shift(10 / 46, 0)), GRID));
    expect(mean(first, [3, 3], [77, 43])).toBeGreaterThan(2 * OUTSIDE);
    expect(mean(last, [3, 3], [77, 43])).toBeGreaterThan(2 * OUTSIDE);
  });

  it('counts a change of light less than a change of what is seen', () => {
    const bright = planeOf((x, y) => SCENE(x, y) + 5, GRID);
    const striped = planeOf((x, y) => SCENE(x, y) + (((x + 1) * 46) % 4 < 2 ? 5 : -5), GRID);
    const light = mean(unlikenessOf(IDENTITY, FIRST, bright).first, [3, 3], [77, 43]);
    expect(light).toBeGreaterThan(1);
    expect(light).toBeLessThan(2);
    expect(mean(unlikenessOf(IDENTITY, FIRST, striped).first, [3, 3], [77, 43])).toBeGreaterThan(3 * light);
  });

  it('is never more than the most', () => {
    const [black, white] = [planeOf(() => 0, GRID), planeOf(() => 255, GRID)];
    expect([...new Set(unlikenessOf(IDENTITY, black, white).first)].map(Math.fround)).toSatisfy((values: number[]) =>
      values.every((value) => Math.abs(value - UNLIKENESS_MAX) < 1e-3),
    );
  });

  it('carries what one cell says two cells far, and no further', () => {
    const spot = { ...GRID, values: FIRST.values.map((value, at) => value + (at === 20 * 80 + 30 ? 60 : 0)) };
    const { first } = unlikenessOf(IDENTITY, FIRST, spot);
    // Its slopes differ in the cells beside it too.
    expect(first[20 * 80 + 33]).toBeGreaterThan(0.1);
    expect(first[20 * 80 + 34]).toBeLessThan(0.01);
    expect(first[16 * 80 + 30]).toBeLessThan(0.01);
  });
});
