import { IN_FIRST, IN_LAST, RESTING, SOLID } from '../../kernels/passage-kernels.js';
import { PHASES } from '../../phase-table.js';
import type { CoverPlane } from './cover-plane.js';
import { BLOCK_CELLS, FULLY, type MeshBlocks, UNSEEN } from './mesh-blocks.js';
import { type MeshNodes, NOWHERE } from './mesh-nodes.js';

/** Two places this near to each other are one: a twentieth of a sample, in its phases. */
const REST = PHASES / 20;

/** What a layer's cells are marked from. */
export interface CellSetting {
  readonly nodes: MeshNodes;
  readonly blocks: MeshBlocks;
  readonly inFirst: CoverPlane;
  readonly inLast: CoverPlane;
  /** Whether the layer's homography moves nothing; its drift may. */
  readonly standsStill: boolean;
}

/** Marks in which cells a layer is seen, and how, as the kernel takes it; all of them. */
export function markCells(kinds: Uint8Array, setting: CellSetting): void {
  const { nodes, blocks, standsStill } = setting;
  const columns = nodes.columns - 1;
  kinds.fill(0);
  for (let row = 0; row < nodes.rows - 1; row++) {
    const blockRow = Math.floor(row / BLOCK_CELLS) * blocks.columns;
    for (let block = 0; block < blocks.columns; block++) {
      const state = blocks.states[blockRow + block];
      if (state === UNSEEN) continue;
      const end = Math.min(columns, (block + 1) * BLOCK_CELLS);
      for (let column = block * BLOCK_CELLS; column < end; column++) {
        const kind = state === FULLY ? IN_FIRST | IN_LAST | SOLID : kindAt(setting, row, column);
        const rests = kind !== 0 && standsStill && isAtRest(nodes, 4 * (row * nodes.columns + column));
        kinds[row * columns + column] = rests ? kind | RESTING : kind;
      }
    }
  }
}

/** Whether a cell of a layer that stands still has no drift either: the same place of both stills at each of its nodes. */
function isAtRest({ places, columns }: MeshNodes, node: number): boolean {
  const below = node + 4 * columns;
  return (
    isOnePlace(places, node) &&
    isOnePlace(places, node + 4) &&
    isOnePlace(places, below) &&
    isOnePlace(places, below + 4)
  );
}

function isOnePlace(places: Int32Array, node: number): boolean {
  const across = (places[node] ?? 0) - (places[node + 2] ?? 0);
  const down = (places[node + 1] ?? 0) - (places[node + 3] ?? 0);
  return Math.abs(across) <= REST && Math.abs(down) <= REST;
}

function kindAt({ nodes, inFirst, inLast }: CellSetting, row: number, column: number): number {
  const node = 4 * (row * nodes.columns + column);
  const first = rangeIn(inFirst, nodes, node);
  const last = rangeIn(inLast, nodes, node + 2);
  if (first === 0xffff && last === 0xffff) return IN_FIRST | IN_LAST | SOLID;
  return (first > 255 ? IN_FIRST : 0) | (last > 255 ? IN_LAST : 0);
}

/** A cover's range between the four nodes of a cell. */
function rangeIn(cover: CoverPlane, { places, columns }: MeshNodes, node: number): number {
  const below = node + 4 * columns;
  const x0 = places[node] ?? 0;
  const x1 = places[node + 4] ?? 0;
  const x2 = places[below] ?? 0;
  const x3 = places[below + 4] ?? 0;
  const left = Math.min(x0, x1, x2, x3);
  if (left <= NOWHERE) return 0;
  const y0 = places[node + 1] ?? 0;
  const y1 = places[node + 5] ?? 0;
  const y2 = places[below + 1] ?? 0;
  const y3 = places[below + 5] ?? 0;
  return cover.rangeOver(
    Math.floor(left / PHASES),
    Math.floor(Math.min(y0, y1, y2, y3) / PHASES),
    Math.floor(Math.max(x0, x1, x2, x3) / PHASES) + 1,
    Math.floor(Math.max(y0, y1, y2, y3) / PHASES) + 1,
  );
}
