import { describe, expect, it } from 'vitest';
import { carried, planeOf, type Scene, shift, texture } from '../testing/known-scene.js';
import { matchPatches } from './match-patches.js';

const GRID = { columns: 100, rows: 56 };
const SCENE = texture(31);
const EVERYWHERE = new Uint8Array(5600).fill(1);
const CELL = 1 / 56;

function movesOf(first: Scene, last: Scene, wanted = EVERYWHERE): readonly (readonly [number, number])[] {
  return matchPatches(planeOf(first, GRID), planeOf(last, GRID), wanted).map(({ from, to }) => [
    Math.round((to.x - from.x) / CELL),
    Math.round((to.y - from.y) / CELL),
  ]);
}

describe('matchPatches', () => {
  it.each([
    [7, 4],
    [-12, -5],
    [0, 0],
    [15, 9],
  ])('finds what has gone %i cells right and %i down', (right, down) => {
    const moves = movesOf(SCENE, carried(SCENE, shift(right * CELL, down * CELL)));
    expect(moves.length).toBeGreaterThan(25);
    const near = moves.filter(([x, y]) => Math.abs(x - right) <= 1 && Math.abs(y - down) <= 1);
    expect(near.length).toBeGreaterThanOrEqual(0.9 * moves.length);
    expect(moves.filter(([x, y]) => x === right && y === down).length).toBeGreaterThan(0.8 * moves.length);
  });

  it('finds it in other light', () => {
    const moves = movesOf(SCENE, (x, y) => 40 + 0.6 * carried(SCENE, shift(7 * CELL, 4 * CELL))(x, y));
    expect(moves.filter(([x, y]) => x === 7 && y === 4).length).toBeGreaterThan(25);
  });

  it('names places by the middles of their cells', () => {
    for (const { from } of matchPatches(planeOf(SCENE, GRID), planeOf(SCENE, GRID), EVERYWHERE)) {
      const [column, row] = [from.x * 56 + 49.5, from.y * 56 + 27.5];
      expect(column).toBeCloseTo(Math.round(column), 6);
      expect(row).toBeCloseTo(Math.round(row), 6);
      expect([(Math.round(column) - 6) % 6, (Math.round(row) - 6) % 6]).toEqual([0, 0]);
    }
  });

  it('says nothing of empty pictures', () => {
    expect(
      movesOf(
        () => 100,
        () => 100,
      ),
    ).toEqual([]);
  });

  it('says nothing that agrees of what is not in the last still', () => {
    const moves = movesOf(SCENE, texture(32));
    const agreeing = moves.map(([x, y]) => moves.filter(([u, v]) => Math.hypot(u - x, v - y) < 2).length);
    expect(Math.max(0, ...agreeing)).toBeLessThan(8);
  });

  it('looks only where it is wanted', () => {
    const wanted = EVERYWHERE.map((_, at) => (at % 100 < 50 ? 1 : 0));
    const matches = matchPatches(planeOf(SCENE, GRID), planeOf(SCENE, GRID), wanted);
    expect(matches.length).toBeGreaterThan(20);
    expect(Math.max(...matches.map(({ from }) => from.x))).toBeLessThan(0);
  });

  it('finds nothing that has gone further than a third of the height', () => {
    const moves = movesOf(SCENE, carried(SCENE, shift(26 * CELL, 0)));
    expect(moves.filter(([x]) => x > 19)).toEqual([]);
  });
});
