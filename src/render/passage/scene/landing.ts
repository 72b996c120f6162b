import type { Views } from './sight.js';

/** Where a cell of the first still is seen in the last; written anew for each cell, for there are millions. */
export interface Landing {
  /** In cells, (0, 0) being the middle of the first. */
  x: number;
  y: number;
  /** The cell there; −1 outside. */
  cell: number;
  /** How near it is to the last camera. */
  inverseDepth: number;
}

/** To be written by {@link landAt}. */
export function createLanding(): Landing {
  return { x: NaN, y: NaN, cell: -1, inverseDepth: 0 };
}

/** Takes a cell of the first still to the last, at a depth. */
export function landAt(landing: Landing, { first, motion, focal }: Views, at: number, inverseDepth: number): void {
  const { columns, rows } = first;
  const { turn, shift } = motion;
  const size = focal * rows;
  const column = at % columns;
  const x = (column + 0.5 - columns / 2) / size;
  const y = ((at - column) / columns + 0.5 - rows / 2) / size;
  const w = turn[6] * x + turn[7] * y + turn[8] + inverseDepth * shift[2];
  landing.x = (size * (turn[0] * x + turn[1] * y + turn[2] + inverseDepth * shift[0])) / w + columns / 2 - 0.5;
  landing.y = (size * (turn[3] * x + turn[4] * y + turn[5] + inverseDepth * shift[1])) / w + rows / 2 - 0.5;
  landing.inverseDepth = inverseDepth / w;
  const toColumn = Math.round(landing.x);
  const toRow = Math.round(landing.y);
  const isInside = w > 0 && toColumn >= 0 && toRow >= 0 && toColumn < columns && toRow < rows;
  landing.cell = isInside ? toRow * columns + toColumn : -1;
}
