import { type Homography, invert } from '../../homography.js';
import type { Drift } from '../passage-model.js';

/** A drift in units of its own cells: the middle of cell (0, 0) is at (0, 0), and what is added is in cells too. */
export interface DriftField {
  readonly columns: number;
  readonly rows: number;
  /** x and y of each cell, row by row. */
  readonly values: Float32Array;
  /** Frame coordinates → cells, and back. */
  readonly toField: Homography;
  readonly fromField: Homography;
  /** The longest, in frame coordinates. */
  readonly most: number;
}

/** A drift as it is looked up; undefined where there is none, or nothing but zeros. */
export function createDriftField(drift: Drift | undefined, aspectRatio: number): DriftField | undefined {
  if (drift === undefined) return undefined;
  const { columns, rows } = drift;
  const toField: Homography = [columns / aspectRatio, 0, columns / 2 - 0.5, 0, rows, rows / 2 - 0.5, 0, 0, 1];
  const values = new Float32Array(2 * columns * rows);
  let most = 0;
  for (let cell = 0; cell < columns * rows; cell++) {
    const x = drift.x[cell] ?? 0;
    const y = drift.y[cell] ?? 0;
    most = Math.max(most, Math.hypot(x, y));
    values[2 * cell] = (x * columns) / aspectRatio;
    values[2 * cell + 1] = y * rows;
  }
  return most === 0 ? undefined : { columns, rows, values, toField, fromField: invert(toField), most };
}

/** Writes x and y of the drift between four cells into `found`; beyond the edge, the edge's own. NaN gives some cell's. */
export function lookUpDrift(found: Float64Array, { columns, rows, values }: DriftField, x: number, y: number): void {
  const inX = x > 0 ? (x < columns - 1 ? x : columns - 1) : 0;
  const inY = y > 0 ? (y < rows - 1 ? y : rows - 1) : 0;
  const column = Math.max(0, Math.min(Math.floor(inX), columns - 2));
  const row = Math.max(0, Math.min(Math.floor(inY), rows - 2));
  const right = inX - column;
  const down = inY - row;
  const at = 2 * (row * columns + column);
  const below = at + 2 * columns;
  const upperLeft = (1 - right) * (1 - down);
  const upperRight = right * (1 - down);
  const lowerLeft = (1 - right) * down;
  const lowerRight = right * down;
  found[0] =
    (values[at] ?? 0) * upperLeft +
    (values[at + 2] ?? 0) * upperRight +
    (values[below] ?? 0) * lowerLeft +
    (values[below + 2] ?? 0) * lowerRight;
  found[1] =
    (values[at + 1] ?? 0) * upperLeft +
    (values[at + 3] ?? 0) * upperRight +
    (values[below + 1] ?? 0) * lowerLeft +
    (values[below + 3] ?? 0) * lowerRight;
}
