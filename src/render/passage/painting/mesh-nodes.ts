import type { Homography } from '../../homography.js';
import { CELL_SIDE } from '../../kernels/passage-kernels.js';
import { PHASES } from '../../phase-table.js';
import { type DriftField, lookUpDrift } from './drift-field.js';
import { BLOCK_CELLS, LEAST_W, type MeshBlocks, UNSEEN } from './mesh-blocks.js';

/** Where a node lies that is behind the camera, or so far out that it does not matter; in 1/512 sample, as all nodes. */
export const NOWHERE = -(2 ** 23);

/** Four numbers for each node, x and y in the first still and in the last; a row has one more node than cells. */
export interface MeshNodes {
  readonly places: Int32Array;
  readonly columns: number;
  readonly rows: number;
}

/** How a layer without drift takes samples of the frame to samples of the stills. */
export interface StraightWays {
  readonly toFirst: Homography;
  readonly toLast: Homography;
}

/** The same by way of where things are half way, in the drift's cells, at a moment. */
export interface DriftingWays extends StraightWays {
  readonly toField: Homography;
  readonly drift: DriftField;
  readonly moment: number;
}

/** The drift last looked up. */
const found = new Float64Array(2);

/** Fills the nodes of all blocks in which a layer is seen; the others are left as they were. */
export function fillNodes(nodes: MeshNodes, blocks: MeshBlocks, ways: StraightWays | DriftingWays): void {
  for (let row = 0; row < nodes.rows; row++) {
    let from = -1;
    for (let column = 0; column <= blocks.columns; column++) {
      const isLive = column < blocks.columns && isSeenBeside(blocks, column, row);
      if (isLive && from < 0) from = column * BLOCK_CELLS;
      if (isLive || from < 0) continue;
      // A run of blocks ends with the nodes on its right edge.
      const to = Math.min(nodes.columns - 1, column * BLOCK_CELLS);
      if ('drift' in ways) fillDriftingRun(nodes, row, from, to, ways);
      else fillRun(nodes, row, from, to, ways);
      from = -1;
    }
  }
}

/** Nodes on the edge between two blocks are both blocks'. */
function isSeenBeside({ columns, rows, states }: MeshBlocks, column: number, nodeRow: number): boolean {
  const above = Math.ceil(nodeRow / BLOCK_CELLS) - 1;
  const here = Math.floor(nodeRow / BLOCK_CELLS);
  if (above >= 0 && states[above * columns + column] !== UNSEEN) return true;
  return here < rows && states[here * columns + column] !== UNSEEN;
}

/** Nodes `from` to `to` of a row. Plain loops: this runs for every layer of every frame. */
function fillRun({ places, columns }: MeshNodes, row: number, from: number, to: number, ways: StraightWays): void {
  const [a1, b1, c1, d1, e1, f1, g1, h1, i1] = ways.toFirst;
  const [a2, b2, c2, d2, e2, f2, g2, h2, i2] = ways.toLast;
  const y = row * CELL_SIDE;
  for (let column = from, at = 4 * (row * columns + from); column <= to; column++, at += 4) {
    const x = column * CELL_SIDE;
    const w1 = g1 * x + h1 * y + i1;
    const w2 = g2 * x + h2 * y + i2;
    write(places, at, w1, (a1 * x + b1 * y + c1) / w1, (d1 * x + e1 * y + f1) / w1);
    write(places, at + 2, w2, (a2 * x + b2 * y + c2) / w2, (d2 * x + e2 * y + f2) / w2);
  }
}

/**
 * The same with drift. Half way a point of the frame is at q = M p − (m − ½) · drift(q), which one round comes near enough to. In the first
 * still it then is by M p − m · drift(q), in the last by that and the whole drift: exact at both ends, whatever the round missed.
 */
function fillDriftingRun(
  { places, columns }: MeshNodes,
  row: number,
  from: number,
  to: number,
  { toField, toFirst, toLast, drift, moment }: DriftingWays,
): void {
  const [a, b, c, d, e, f, g, h, i] = toField;
  const [a1, b1, c1, d1, e1, f1, g1, h1, i1] = toFirst;
  const [a2, b2, c2, d2, e2, f2, g2, h2, i2] = toLast;
  const past = moment - 0.5;
  const y = row * CELL_SIDE;
  for (let column = from, at = 4 * (row * columns + from); column <= to; column++, at += 4) {
    const x = column * CELL_SIDE;
    const w = g * x + h * y + i;
    const p = (a * x + b * y + c) / w;
    const q = (d * x + e * y + f) / w;
    lookUpDrift(found, drift, p, q);
    lookUpDrift(found, drift, p - past * (found[0] ?? 0), q - past * (found[1] ?? 0));
    const u = found[0] ?? 0;
    const v = found[1] ?? 0;
    const x1 = p - moment * u;
    const y1 = q - moment * v;
    const x2 = x1 + u;
    const y2 = y1 + v;
    const w1 = w > LEAST_W ? g1 * x1 + h1 * y1 + i1 : 0;
    const w2 = w > LEAST_W ? g2 * x2 + h2 * y2 + i2 : 0;
    write(places, at, w1, (a1 * x1 + b1 * y1 + c1) / w1, (d1 * x1 + e1 * y1 + f1) / w1);
    write(places, at + 2, w2, (a2 * x2 + b2 * y2 + c2) / w2, (d2 * x2 + e2 * y2 + f2) / w2);
  }
}

/** NaN fails every test here, and so is nowhere. */
function write(places: Int32Array, at: number, w: number, x: number, y: number): void {
  const toX = Math.floor(PHASES * x + 0.5);
  const toY = Math.floor(PHASES * y + 0.5);
  const isSomewhere = w > LEAST_W && Math.abs(toX) < -NOWHERE && Math.abs(toY) < -NOWHERE;
  places[at] = isSomewhere ? toX : NOWHERE;
  places[at + 1] = isSomewhere ? toY : NOWHERE;
}
