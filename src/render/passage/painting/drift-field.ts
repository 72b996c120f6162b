import { type Homography, invert } from '../../homography.js';
import type { Drift } from '../passage-model.js';

/** A drift in units of its own cells: the middle of cell (0, 0) is at (0, 0), and what is added is in cells too. */
export interface DriftField {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Frame coordinates → cells, and back. */
  readonly toField: Homography;
  readonly fromField: Homography;
  /** The longest, in frame coordinates. */
  readonly most: number;
}

/** A drift as it is looked up; undefined where there is none. */
export function createDriftField(drift: Drift | undefined, aspectRatio: number): DriftField | undefined {
  if (drift === undefined) return undefined;
  const { columns, rows } = drift;
  const toField: Homography = [columns / aspectRatio, 0, columns / 2 - 0.5, 0, rows, rows / 2 - 0.5, 0, 0, 1];
  let most = 0;
  for (const [index, x] of drift.x.entries()) most = Math.max(most, Math.hypot(x, drift.y[index] ?? 0));
  return {
    ...{ columns, rows, toField, fromField: invert(toField), most },
    x: drift.x.map((value) => (value * columns) / aspectRatio),
    y: drift.y.map((value) => value * rows),
  };
}

/** Between four cells; beyond the edge, the edge's own. NaN gives some cell's. */
export function fieldAt(values: Float32Array, { columns, rows }: DriftField, x: number, y: number): number {
  const inX = x > 0 ? (x < columns - 1 ? x : columns - 1) : 0;
  const inY = y > 0 ? (y < rows - 1 ? y : rows - 1) : 0;
  const column = inX | 0;
  const row = inY | 0;
  const right = inX - column;
  const down = inY - row;
  const at = row * columns + column;
  const next = right > 0 ? at + 1 : at;
  const below = down > 0 ? columns : 0;
  const upper = (values[at] ?? 0) * (1 - right) + (values[next] ?? 0) * right;
  const lower = (values[at + below] ?? 0) * (1 - right) + (values[next + below] ?? 0) * right;
  return upper + (lower - upper) * down;
}
