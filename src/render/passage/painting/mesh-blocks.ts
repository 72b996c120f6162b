import type { Homography } from '../../homography.js';
import { CELL_SIDE } from '../../kernels/passage-kernels.js';
import type { CoverPlane } from './cover-plane.js';

/** Cells on a side of a block: what is decided for a block at once costs little. */
export const BLOCK_CELLS = 4;
/** Below this a point is behind the camera, or as good as. */
export const LEAST_W = 1e-6;

/** A layer is not seen in the block. */
export const UNSEEN = 0;
/** It may be, here and there. */
export const PARTLY = 1;
/** It is all over the block in both stills. */
export const FULLY = 2;

/** Which blocks of a frame a layer is seen in. */
export interface MeshBlocks {
  readonly columns: number;
  readonly rows: number;
  /** {@link UNSEEN}, {@link PARTLY} or {@link FULLY}, row by row. */
  readonly states: Uint8Array;
  /** Room for the corners of a row of blocks, in both stills. */
  readonly corners: Float64Array;
}

/** Blocks for a frame of so many cells. */
export function createMeshBlocks(cellColumns: number, cellRows: number): MeshBlocks {
  const [columns, rows] = [Math.ceil(cellColumns / BLOCK_CELLS), Math.ceil(cellRows / BLOCK_CELLS)];
  return { columns, rows, states: new Uint8Array(columns * rows), corners: new Float64Array(8 * (columns + 1)) };
}

/**
 * Settles the state of each block. The homographies take samples of the frame to samples of the stills; what is seen may lie `margin`
 * samples off their ways.
 */
export function settleBlocks(
  { columns, rows, states, corners }: MeshBlocks,
  inFirst: CoverPlane,
  inLast: CoverPlane,
  ways: { readonly toFirst: Homography; readonly toLast: Homography; readonly margin: number },
): void {
  // Two lines of corners are kept, above and below the blocks: the line of an even number and that of an odd one.
  const line = 2 * (columns + 1);
  const inFirstAt = corners.subarray(0, 2 * line);
  const inLastAt = corners.subarray(2 * line);
  for (let row = 0, at = 0; row <= rows; row++) {
    fillCorners(inFirstAt, (row % 2) * line, columns, row, ways.toFirst);
    fillCorners(inLastAt, (row % 2) * line, columns, row, ways.toLast);
    if (row === 0) continue;
    for (let column = 0; column < columns; column++, at++) {
      const first = rangeBetween(inFirst, inFirstAt, 2 * column, line, ways.margin);
      const last = rangeBetween(inLast, inLastAt, 2 * column, line, ways.margin);
      if (first <= 255 && last <= 255) states[at] = UNSEEN;
      else states[at] = first === 0xffff && last === 0xffff ? FULLY : PARTLY;
    }
  }
}

/** Where a line of corners lies, x and y; NaN behind the camera. */
function fillCorners(
  corners: Float64Array,
  start: number,
  columns: number,
  row: number,
  [a, b, c, d, e, f, g, h, i]: Homography,
): void {
  const y = row * BLOCK_CELLS * CELL_SIDE;
  for (let column = 0; column <= columns; column++) {
    const x = column * BLOCK_CELLS * CELL_SIDE;
    const w = g * x + h * y + i;
    const isInFront = w > LEAST_W;
    corners[start + 2 * column] = isInFront ? (a * x + b * y + c) / w : NaN;
    corners[start + 2 * column + 1] = isInFront ? (d * x + e * y + f) / w : NaN;
  }
}

/** A cover's range between four corners; where one is behind the camera, something may be seen. */
function rangeBetween(cover: CoverPlane, corners: Float64Array, at: number, line: number, margin: number): number {
  const x0 = corners[at] ?? NaN;
  const y0 = corners[at + 1] ?? NaN;
  const x1 = corners[at + 2] ?? NaN;
  const y1 = corners[at + 3] ?? NaN;
  const x2 = corners[at + line] ?? NaN;
  const y2 = corners[at + line + 1] ?? NaN;
  const x3 = corners[at + line + 2] ?? NaN;
  const y3 = corners[at + line + 3] ?? NaN;
  const left = Math.min(x0, x1, x2, x3) - margin;
  if (Number.isNaN(left)) return 256;
  const right = Math.max(x0, x1, x2, x3) + margin;
  const top = Math.min(y0, y1, y2, y3) - margin;
  const bottom = Math.max(y0, y1, y2, y3) + margin;
  const { seen } = cover;
  if (right < seen.left || left >= seen.right || bottom < seen.top || top >= seen.bottom) return 0;
  return cover.rangeOver(Math.floor(left), Math.floor(top), Math.ceil(right), Math.ceil(bottom));
}
