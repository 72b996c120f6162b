import { type Homography, invert, multiply, project } from '../../homography.js';
import type { Arena } from '../../kernels/arena.js';
import { CELL_SIDE, NODE_BYTES } from '../../kernels/passage-kernels.js';
import type { Size } from '../../view.js';
import type { PassageLayer } from '../passage-model.js';
import { type CoverPlane, createCoverPlane } from './cover-plane.js';
import { createDriftField } from './drift-field.js';
import { createMeshBlocks, settleBlocks } from './mesh-blocks.js';
import { markCells } from './mesh-cells.js';
import { fillNodes } from './mesh-nodes.js';

/** A layer that moves less than this, in samples of its stills, stands still. */
const REST_PX = 0.05;
/** Samples that a filter and the rounding of nodes may reach past a layer's way. */
const MARGIN_PX = 2;

/** What a mesh is laid over. */
export interface MeshSetting {
  readonly arena: Arena;
  /** Width over height of the frame. */
  readonly aspectRatio: number;
  /** Luma's plane of the frame, and of both stills. */
  readonly output: Size;
  readonly baseSize: Size;
}

/** Where one layer lies in a frame, in the arena as the `paintPassage` kernel takes it. */
export interface LayerMesh {
  readonly nodes: number;
  readonly cells: number;
  readonly inFirst: CoverPlane;
  readonly inLast: CoverPlane;
  /** Whether the layer stands still and covers everything, and so is nothing but its ground. */
  readonly isGround: boolean;
  /** Lays it for a moment; `view` takes a luma sample of the frame to frame coordinates. */
  lay(view: Homography, moment: number): void;
}

/** Cells that cover a plane, in a row and in a column. */
export function cellsOf({ widthPx, heightPx }: Size): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(widthPx / CELL_SIDE), rows: Math.ceil(heightPx / CELL_SIDE) };
}

/** A mesh for one layer; `isBehind`, whether others hide some of it. */
export function createLayerMesh(layer: PassageLayer, setting: MeshSetting, isBehind = false): LayerMesh {
  const { arena, aspectRatio, output, baseSize } = setting;
  const { columns, rows } = cellsOf(output);
  const grid = { columns: columns + 1, rows: rows + 1 };
  const inFirst = createCoverPlane(arena, layer.inFirst, baseSize, isBehind);
  const inLast = createCoverPlane(arena, layer.inLast, baseSize, isBehind);
  const nodes = arena.allocate(grid.columns * grid.rows * NODE_BYTES);
  const cells = arena.allocate(columns * rows);
  const blocks = createMeshBlocks(columns, rows);

  const drift = createDriftField(layer.drift, aspectRatio);
  const driftPx = (drift?.most ?? 0) * baseSize.heightPx;
  const standsStill = travelOf(layer, aspectRatio) * baseSize.heightPx < REST_PX;
  const isResting = standsStill && driftPx < REST_PX;
  const halfway = layer.at(0.5);
  const toFirst = samplesOf(baseSize, aspectRatio);
  const toLast = multiply(toFirst, layer.at(1));
  const fromHalfway = invert(halfway);
  let laidFor: Homography | undefined;

  return {
    ...{ nodes, cells, inFirst, inLast },
    isGround: isResting && isFull(inFirst) && isFull(inLast),
    lay(view, moment) {
      if (isResting && laidFor?.every((value, index) => value === view[index]) === true) return;
      laidFor = view;
      const back = multiply(invert(layer.at(moment)), view);
      const straight = { toFirst: multiply(toFirst, back), toLast: multiply(toLast, back) };
      settleBlocks(blocks, inFirst, inLast, { ...straight, margin: MARGIN_PX + 1.5 * driftPx });
      const places = new Int32Array(arena.memory.buffer, nodes, 4 * grid.columns * grid.rows);
      const mesh = { places, ...grid };
      if (drift === undefined) {
        fillNodes(mesh, blocks, straight);
      } else {
        const fromField = multiply(fromHalfway, drift.fromField);
        fillNodes(mesh, blocks, {
          toField: multiply(drift.toField, multiply(halfway, back)),
          toFirst: multiply(toFirst, fromField),
          toLast: multiply(toLast, fromField),
          ...{ drift, moment },
        });
      }
      markCells(arena.bytes(cells, columns * rows), { nodes: mesh, blocks, inFirst, inLast, standsStill });
    },
  };
}

/** Frame coordinates → samples of a still, counted from 0. */
function samplesOf({ widthPx, heightPx }: Size, aspectRatio: number): Homography {
  return [widthPx / aspectRatio, 0, widthPx / 2 - 0.5, 0, heightPx, heightPx / 2 - 0.5, 0, 0, 1];
}

/** The most that a layer's homography moves any of nine points of the frame, in frame heights. */
function travelOf(layer: PassageLayer, aspectRatio: number): number {
  const shares = [-0.5, 0, 0.5];
  const points = shares.flatMap((y) => shares.map((x) => ({ x: x * aspectRatio, y })));
  const ways = [0.25, 0.5, 0.75, 1].flatMap((moment) => {
    const homography = layer.at(moment);
    return points.map(({ x, y }) => {
      const to = project(homography, x, y);
      return Math.hypot(to.x - x, to.y - y);
    });
  });
  return Math.max(...ways);
}

function isFull(cover: CoverPlane): boolean {
  return cover.rangeOver(0, 0, cover.widthPx - 1, cover.heightPx - 1) === 0xffff;
}
