import type { Grid } from '../luma-plane.js';
import type { DepthMap } from './pair-depths.js';

/** Islands of more than this share of the picture are things. */
const ISLAND_MAX = 0.004;
/** Cells side by side hang together when their depths are within so many steps. */
const TOGETHER = 1.5;
/** What lies farther than this (steps) does not hold an island up. */
const FARTHER = 2.5;
/** How far about it is looked for what does (cells). */
const REACH = 60;
/** The share of what is found there that has to. */
const HELD_MIN = 0.15;

const DIRECTIONS = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => ({ down, right })));

/**
 * Takes the sureness (1 to 0, in place) from small islands that hang in the air: before all that is sure about them. Both stills may say the
 * same of such by chance, where a line repeats. `step` is of inverse depth.
 */
export function dropFloating({ inverseDepths, sure }: DepthMap, step: number, grid: Grid): void {
  const { columns, rows } = grid;
  const seen = new Uint8Array(sure.length);
  for (let start = 0; start < sure.length; start++) {
    if (sure[start] !== 1 || seen[start] === 1) continue;
    const island = [start];
    seen[start] = 1;
    const join = (at: number, from: number): void => {
      if (sure[at] !== 1 || seen[at] === 1) return;
      if (Math.abs(inverseDepths[at]! - inverseDepths[from]!) > TOGETHER * step) return;
      seen[at] = 1;
      island.push(at);
    };
    // It grows while it is gone through.
    for (const at of island) {
      const column = at % columns;
      if (column > 0) join(at - 1, at);
      if (column < columns - 1) join(at + 1, at);
      join(at - columns, at);
      join(at + columns, at);
    }
    if (island.length > ISLAND_MAX * columns * rows) continue;
    if (isFloating(island, { inverseDepths, sure }, step, grid)) for (const at of island) sure[at] = 0;
  }
}

/** Whether nearly all that is sure about an island lies behind it. */
function isFloating(
  island: readonly number[],
  { inverseDepths, sure }: DepthMap,
  step: number,
  { columns, rows }: Grid,
): boolean {
  const own = new Set(island);
  let [held, found] = [0, 0];
  for (const at of island) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    for (const { right, down } of DIRECTIONS) {
      for (let far = 1; far <= REACH; far++) {
        const [x, y] = [column + far * right, row + far * down];
        if (x < 0 || y < 0 || x >= columns || y >= rows) break;
        const there = y * columns + x;
        if (own.has(there)) break;
        if (sure[there] !== 1) continue;
        found++;
        if (inverseDepths[at]! - inverseDepths[there]! < FARTHER * step) held++;
        break;
      }
    }
  }
  return held < HELD_MIN * found;
}
