import { describe, expect, it } from 'vitest';
import { dropFloating } from './drop-floating.js';

const GRID = { columns: 120, rows: 80 };

/** A wall at 1, and a square at another depth in the middle of it; what is sure says `isSure`. */
function scene(side: number, near: number, isSure: (inSquare: boolean, column: number) => boolean) {
  const inverseDepths = new Float32Array(GRID.columns * GRID.rows);
  const sure = new Uint8Array(inverseDepths.length);
  for (let at = 0; at < sure.length; at++) {
    const [column, row] = [at % GRID.columns, Math.floor(at / GRID.columns)];
    const inSquare = column >= 50 && column < 50 + side && row >= 30 && row < 30 + side;
    inverseDepths[at] = inSquare ? near : 1;
    sure[at] = isSure(inSquare, column) ? 1 : 0;
  }
  return { inverseDepths, sure, middle: 32 * GRID.columns + 52 };
}

describe('dropFloating', () => {
  const all = (): boolean => true;

  it('drops a small island that is nearer than all about it, and nothing else', () => {
    const { middle, ...map } = scene(5, 1.5, all);
    dropFloating(map, 0.1, GRID);
    expect(map.sure[middle]).toBe(0);
    expect(map.sure.reduce((sum, sure) => sum + sure, 0)).toBe(GRID.columns * GRID.rows - 25);
  });

  it.each([
    ['a thing of some size', 8, 1.5, all],
    ['what is little nearer', 5, 1.2, all],
    ['a hole', 5, 0.5, all],
    ['what nothing sure is about', 5, 1.5, (inSquare: boolean) => inSquare],
  ] as const)('keeps %s', (_what, side, near, isSure) => {
    const { middle, ...map } = scene(side, near, isSure);
    dropFloating(map, 0.1, GRID);
    expect(map.sure[middle]).toBe(1);
  });

  it('drops one that has nothing sure near it, and farther off only what is behind', () => {
    const { middle, ...map } = scene(5, 1.5, (inSquare, column) => inSquare || column < 20);
    dropFloating(map, 0.1, GRID);
    expect(map.sure[middle]).toBe(0);
  });

  it('keeps what hangs together with things as near, over a gap of a few cells', () => {
    const { middle, ...map } = scene(5, 1.5, (inSquare, column) => inSquare || column >= 62);
    map.inverseDepths.forEach((_, at) => {
      if (at % GRID.columns >= 62) map.inverseDepths[at] = 1.45;
    });
    dropFloating(map, 0.1, GRID);
    expect(map.sure[middle]).toBe(1);
  });
});
