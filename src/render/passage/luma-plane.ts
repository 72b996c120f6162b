import { type Homography, multiply } from '../homography.js';

/** The brightness of a picture, one number a cell (0 to 255), row by row. Its cells divide the frame evenly. */
export interface LumaPlane {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

/** Columns and rows of a plane. */
export type Grid = Pick<LumaPlane, 'columns' | 'rows'>;

/** Width over height of the frame that a plane's square cells divide. */
export function aspectOf({ columns, rows }: Grid): number {
  return columns / rows;
}

/** A homography between frame coordinates as one between cells: cell (0, 0) has its middle at (0, 0). */
export function onCells(homography: Homography, grid: Grid): Homography {
  return multiply(multiply(toCells(grid), homography), toFrame(grid));
}

/** {@link onCells}, back. */
export function offCells(cells: Homography, grid: Grid): Homography {
  return multiply(multiply(toFrame(grid), cells), toCells(grid));
}

function toCells({ columns, rows }: Grid): Homography {
  return [rows, 0, columns / 2 - 0.5, 0, rows, rows / 2 - 0.5, 0, 0, 1];
}

function toFrame({ columns, rows }: Grid): Homography {
  return [1 / rows, 0, (0.5 - columns / 2) / rows, 0, 1 / rows, (0.5 - rows / 2) / rows, 0, 0, 1];
}

/** The value between four cells; beyond the edge the edge's own. Kept free of objects: it is called for every cell. */
export function sampleAt(values: Float32Array, columns: number, rows: number, x: number, y: number): number {
  const inX = Math.min(columns - 1.001, Math.max(0, x));
  const inY = Math.min(rows - 1.001, Math.max(0, y));
  const column = Math.floor(inX);
  const row = Math.floor(inY);
  const right = inX - column;
  const down = inY - row;
  const at = row * columns + column;
  const upper = (values[at] ?? 0) * (1 - right) + (values[at + 1] ?? 0) * right;
  const lower = (values[at + columns] ?? 0) * (1 - right) + (values[at + columns + 1] ?? 0) * right;
  return upper * (1 - down) + lower * down;
}

/** A plane seen through a homography given in cells, and where that is outside of it (0) or inside (1). */
export function warpPlane(
  plane: LumaPlane,
  cells: Homography,
): { readonly values: Float32Array; readonly inside: Uint8Array } {
  const { columns, rows, values: source } = plane;
  const [a, b, c, d, e, f, g, h, i] = cells;
  const values = new Float32Array(columns * rows);
  const inside = new Uint8Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const w = g * column + h * row + i;
      const x = (a * column + b * row + c) / w;
      const y = (d * column + e * row + f) / w;
      if (!(w > 0 && x > -0.5 && y > -0.5 && x < columns - 0.5 && y < rows - 0.5)) continue;
      inside[at] = 1;
      values[at] = sampleAt(source, columns, rows, x, y);
    }
  }
  return { values, inside };
}

/** The mean of each cell's square of 2·reach + 1 cells; beyond the edge the edge's own cells count again. */
export function boxMean(source: Float32Array, { columns, rows }: Grid, reach: number): Float32Array {
  const share = 1 / (2 * reach + 1);
  const along = new Float32Array(source.length);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns - 1;
    let sum = (reach + 1) * source[start]!;
    for (let ahead = 1; ahead <= reach; ahead++) sum += source[Math.min(end, start + ahead)]!;
    for (let at = start; at <= end; at++) {
      along[at] = sum * share;
      const [enters, leaves] = [at + reach + 1, at - reach];
      sum += source[enters < end ? enters : end]! - source[leaves > start ? leaves : start]!;
    }
  }
  // Row after row, not column after column: that is how they lie in memory.
  const mean = new Float32Array(source.length);
  const sums = new Float64Array(columns);
  const rowAt = (row: number): number => Math.min(rows - 1, Math.max(0, row)) * columns;
  for (let column = 0; column < columns; column++) {
    let sum = (reach + 1) * along[column]!;
    for (let ahead = 1; ahead <= reach; ahead++) sum += along[rowAt(ahead) + column]!;
    sums[column] = sum;
  }
  for (let row = 0, at = 0; row < rows; row++) {
    const [enters, leaves] = [rowAt(row + reach + 1), rowAt(row - reach)];
    for (let column = 0; column < columns; column++, at++) {
      const sum = sums[column]!;
      mean[at] = sum * share;
      sums[column] = sum + (along[enters + column]! - along[leaves + column]!);
    }
  }
  return mean;
}

/** Slopes to the right and downwards, a cell each way. */
export function slopesOf({ values, columns, rows }: LumaPlane): { readonly x: Float32Array; readonly y: Float32Array } {
  const x = new Float32Array(values.length);
  const y = new Float32Array(values.length);
  for (let row = 0, at = 0; row < rows; row++) {
    const up = row === 0 ? 0 : columns;
    const down = row === rows - 1 ? 0 : columns;
    for (let column = 0; column < columns; column++, at++) {
      x[at] = ((values[at + (column === columns - 1 ? 0 : 1)] ?? 0) - (values[at - (column === 0 ? 0 : 1)] ?? 0)) / 2;
      y[at] = ((values[at + down] ?? 0) - (values[at - up] ?? 0)) / 2;
    }
  }
  return { x, y };
}

/** At half the size, each cell the mean of four; an odd last row or column is left out. */
export function halve({ values, columns, rows }: LumaPlane): LumaPlane {
  const half = { columns: columns >> 1, rows: rows >> 1 };
  const mean = new Float32Array(half.columns * half.rows);
  for (let row = 0, at = 0; row < half.rows; row++) {
    for (let column = 0; column < half.columns; column++, at++) {
      const from = 2 * row * columns + 2 * column;
      const upper = (values[from] ?? 0) + (values[from + 1] ?? 0);
      mean[at] = (upper + (values[from + columns] ?? 0) + (values[from + columns + 1] ?? 0)) / 4;
    }
  }
  return { ...half, values: mean };
}

/** Local contrast made even, about 0: what is left of a patch when light and exposure are taken out. */
export function evenContrast(plane: LumaPlane, reach: number): LumaPlane {
  const { values } = plane;
  const mean = boxMean(values, plane, reach);
  const squares = boxMean(
    values.map((value) => value * value),
    plane,
    reach,
  );
  const even = values.map((value, at) => {
    const level = mean[at] ?? 0;
    return (45 * (value - level)) / (Math.sqrt(Math.max(0, (squares[at] ?? 0) - level * level)) + 4);
  });
  return { ...plane, values: even };
}
