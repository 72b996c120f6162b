import { describe, expect, it } from 'vitest';
import { createArena } from '../../kernels/arena.js';
import type { Cover } from '../passage-model.js';
import { type CoverPlane, createCoverPlane } from './cover-plane.js';

const SIZE = { widthPx: 1280, heightPx: 720 };
const CELLS = { columns: 480, rows: 270 };

function coverOf(isIn: (x: number, y: number) => boolean, { columns, rows } = CELLS): Cover {
  const values = Uint8Array.from({ length: columns * rows }, (_, cell) =>
    isIn((cell % columns) + 0.5, Math.floor(cell / columns) + 0.5) ? 255 : 0,
  );
  return { columns, rows, values };
}

function drawn(cover: Cover, size = SIZE): { plane: CoverPlane; at: (x: number, y: number) => number } {
  const arena = createArena();
  const plane = createCoverPlane(arena, cover, size);
  return { plane, at: (x, y) => arena.bytes(plane.address + y * plane.stride + x, 1)[0] ?? 0 };
}

describe('a drawn cover', () => {
  it('is full to the edges where it covers everything, and nothing beyond', () => {
    const { plane, at } = drawn(coverOf(() => true));
    for (const [x, y] of [
      [0, 0],
      [1279, 719],
      [640, 0],
    ] as const) {
      expect(at(x, y)).toBe(255);
    }
    for (const reach of [1, 2, 3]) {
      expect([at(-reach, 300), at(1279 + reach, 300), at(5, -reach), at(5, 719 + reach)]).toEqual([0, 0, 0, 0]);
    }
    expect(plane.rangeOver(0, 0, 1279, 719)).toBe(0xffff);
  });

  it('has its edge where the cells have it, two or three samples wide at 720 lines', () => {
    const { at } = drawn(coverOf((x) => x < 240));
    const row = Array.from({ length: 1280 }, (_, x) => at(x, 360));
    expect(row.reduce((sum, value) => sum + value, 0) / 255).toBeCloseTo(640, 1);
    const soft = row.filter((value) => value > 0 && value < 255).length;
    expect(soft).toBeGreaterThanOrEqual(2);
    expect(soft).toBeLessThanOrEqual(4);
  });

  it('leaves no gap to its neighbour and does not overlap it', () => {
    const isIn = (x: number, y: number): boolean => (x - 200) ** 2 + 2 * (y - 130) ** 2 < 90 ** 2;
    const [one, other] = [drawn(coverOf(isIn)), drawn(coverOf((x, y) => !isIn(x, y)))];
    for (let y = 300; y < 420; y += 7) {
      for (let x = 250; x < 900; x++) expect(Math.abs(one.at(x, y) + other.at(x, y) - 255)).toBeLessThanOrEqual(1);
    }
  });

  it('is drawn smaller, and is still full, where it lies behind others', () => {
    const arena = createArena();
    const [front, behind] = [false, true].map((isBehind) => {
      const { address, stride } = createCoverPlane(
        arena,
        coverOf((x) => x < 240),
        SIZE,
        isBehind,
      );
      return [...arena.bytes(address + 360 * stride, 1280)];
    });
    expect(behind?.[639]).toBeLessThan((front?.[639] ?? 0) - 50);
    expect([behind?.[634], behind?.[642]]).toEqual([255, 0]);
    const whole = createCoverPlane(
      arena,
      coverOf(() => true),
      SIZE,
      true,
    );
    expect(whole.rangeOver(0, 0, 1279, 719)).toBe(0xffff);
  });

  it('may have more cells than samples', () => {
    const { at } = drawn(
      coverOf((x) => x < 240),
      { widthPx: 96, heightPx: 54 },
    );
    expect([at(46, 20), at(49, 20)]).toEqual([255, 0]);
  });

  it('knows least and most of any part of it, or says less and more', () => {
    const { plane, at } = drawn(
      coverOf((x, y) => x > 20 && x < 70 && y > 10 && y < 30, { columns: 96, rows: 54 }),
      {
        widthPx: 97,
        heightPx: 55,
      },
    );
    expect(plane.seen.left).toBeGreaterThan(15);
    expect(plane.seen.right).toBeLessThan(76);
    for (let index = 0; index < 500; index++) {
      const [x0, y0] = [((index * 37) % 110) - 6, ((index * 53) % 66) - 5];
      const [x1, y1] = [x0 + ((index * 7) % 23), y0 + ((index * 11) % 19)];
      let [least, most] = [255, 0];
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const isIn = x >= 0 && y >= 0 && x < 97 && y < 55;
          least = Math.min(least, isIn ? at(x, y) : 0);
          most = Math.max(most, isIn ? at(x, y) : 0);
        }
      }
      const range = plane.rangeOver(x0, y0, x1, y1);
      expect(range & 255).toBeLessThanOrEqual(least);
      expect(range >> 8).toBeGreaterThanOrEqual(most);
    }
  });
});
