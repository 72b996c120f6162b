import { type Homography, invert, multiply, project } from '../../homography.js';
import type { Arena } from '../../kernels/arena.js';
import { CELL_SIDE, IN_FIRST, IN_LAST, NODE_BYTES, RESTING, SOLID } from '../../kernels/passage-kernels.js';
import { PHASES } from '../../phase-table.js';
import type { Size } from '../../view.js';
import type { PassageLayer } from '../passage-model.js';
import { type CoverPlane, createCoverPlane } from './cover-plane.js';
import { createDriftField, type DriftField, fieldAt } from './drift-field.js';

/** A layer that moves less than this, in samples of its stills, stands still. */
const REST_PX = 0.05;
/** Where a node lies that is behind the camera, or so far out that it does not matter; in 1/512 sample, as all nodes. */
const NOWHERE = -(2 ** 23);
/** Below this a point is behind the camera, or as good as. */
const LEAST_W = 1e-6;

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
  /** Whether the layer stands still, covers everything and so is its ground everywhere. */
  readonly isGround: boolean;
  /** Lays it for a moment; `view` takes a luma sample of the frame to frame coordinates. */
  lay(view: Homography, moment: number): void;
}

/** Cells that cover a plane, in a row and in a column. */
export function cellsOf({ widthPx, heightPx }: Size): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(widthPx / CELL_SIDE), rows: Math.ceil(heightPx / CELL_SIDE) };
}

/** A mesh for one layer. */
export function createLayerMesh(layer: PassageLayer, setting: MeshSetting): LayerMesh {
  const { arena, aspectRatio, output, baseSize } = setting;
  const { columns, rows } = cellsOf(output);
  const inFirst = createCoverPlane(arena, layer.inFirst, baseSize);
  const inLast = createCoverPlane(arena, layer.inLast, baseSize);
  const nodes = arena.allocate((columns + 1) * (rows + 1) * NODE_BYTES);
  const cells = arena.allocate(columns * rows);
  const toBase = baseOf(baseSize, aspectRatio);
  const [halfway, arrived] = [layer.at(0.5), layer.at(1)];
  const drift = createDriftField(layer.drift, aspectRatio);
  const isResting = moves(layer, setting) < REST_PX && (drift?.most ?? 0) * baseSize.heightPx < REST_PX;
  const fromHalfway = invert(halfway);
  let laidFor: Homography | undefined;

  return {
    ...{ nodes, cells, inFirst, inLast },
    isGround: isResting && isFull(inFirst) && isFull(inLast),
    lay(view, moment) {
      if (isResting && laidFor?.every((value, index) => value === view[index])) return;
      laidFor = view;
      const back = multiply(invert(layer.at(moment)), view);
      const places = new Int32Array(arena.memory.buffer, nodes, 4 * (columns + 1) * (rows + 1));
      const kinds = arena.bytes(cells, columns * rows).fill(0);
      const out = multiply(invert(back), invert(toBase));
      const outLast = multiply(invert(back), invert(multiply(toBase, arrived)));
      const margin = 2 + 1.5 * (drift?.most ?? 0) * baseSize.heightPx;
      const box = boxOf(
        [boxThrough(out, inFirst.seen, margin), boxThrough(outLast, inLast.seen, margin)],
        columns,
        rows,
      );
      if (drift === undefined) {
        fillNodes(places, 0, multiply(toBase, back), box, columns);
        fillNodes(places, 2, multiply(multiply(toBase, arrived), back), box, columns);
      } else {
        const onwards = multiply(arrived, fromHalfway);
        fillDriftingNodes(places, { drift, moment, box, columns }, [
          multiply(drift.toField, multiply(halfway, back)),
          multiply(multiply(toBase, fromHalfway), drift.fromField),
          multiply(multiply(toBase, onwards), drift.fromField),
        ]);
      }
      fillCells(kinds, places, { box, columns, inFirst, inLast, rest: isResting ? RESTING : 0 });
    },
  };
}

/** Frame coordinates → samples of a still, counted from 0. */
function baseOf({ widthPx, heightPx }: Size, aspectRatio: number): Homography {
  return [widthPx / aspectRatio, 0, widthPx / 2 - 0.5, 0, heightPx, heightPx / 2 - 0.5, 0, 0, 1];
}

/** The most that a layer's homography moves any of nine points of the frame, in samples of its stills. */
function moves(layer: PassageLayer, { aspectRatio, baseSize }: MeshSetting): number {
  const shares = [-0.5, 0, 0.5];
  const points = shares.flatMap((y) => shares.map((x) => ({ x: x * aspectRatio, y })));
  const ways = [0.25, 0.5, 0.75, 1].flatMap((moment) => {
    const homography = layer.at(moment);
    return points.map(({ x, y }) => {
      const to = project(homography, x, y);
      return Math.hypot(to.x - x, to.y - y);
    });
  });
  return Math.max(...ways) * baseSize.heightPx;
}

function isFull(cover: CoverPlane): boolean {
  return cover.rangeOver(0, 0, cover.widthPx - 1, cover.heightPx - 1) === 0xffff;
}

/** A part of a plane: from `left`, `top` up to but without `right`, `bottom`. */
type Box = CoverPlane['seen'];

/** Where a box of a still lies in the frame; everywhere, where it reaches behind the camera. */
function boxThrough(homography: Homography, box: Box, margin: number): Box | undefined {
  if (box.right <= box.left) return undefined;
  const [, , , , , , g, h, i] = homography;
  const corners = [box.left - margin, box.right + margin].flatMap((x) =>
    [box.top - margin, box.bottom + margin].map((y) => ({ ...project(homography, x, y), w: g * x + h * y + i })),
  );
  if (!corners.every(({ x, y, w }) => w > LEAST_W && Number.isFinite(x + y))) {
    return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
  }
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** The cells that boxes of the frame touch. */
function boxOf(boxes: readonly (Box | undefined)[], columns: number, rows: number): Box {
  const seen = boxes.filter((box) => box !== undefined);
  const first = (starts: readonly number[]): number => Math.max(0, Math.floor(Math.min(...starts) / CELL_SIDE));
  const last = (ends: readonly number[], count: number): number =>
    Math.min(count, Math.floor(Math.max(...ends) / CELL_SIDE) + 1);
  return {
    left: first(seen.map(({ left }) => left)),
    top: first(seen.map(({ top }) => top)),
    right: last(
      seen.map(({ right }) => right),
      columns,
    ),
    bottom: last(
      seen.map(({ bottom }) => bottom),
      rows,
    ),
  };
}

/** Writes where a box's nodes lie in one still, two numbers of each node's four. Plain loops: this is for every frame and layer. */
function fillNodes(places: Int32Array, offset: number, homography: Homography, box: Box, columns: number): void {
  const [a, b, c, d, e, f, g, h, i] = homography;
  for (let row = box.top; row <= box.bottom; row++) {
    const y = row * CELL_SIDE;
    let at = 4 * (row * (columns + 1) + box.left) + offset;
    for (let column = box.left; column <= box.right; column++, at += 4) {
      const x = column * CELL_SIDE;
      const w = g * x + h * y + i;
      write(places, at, w, (a * x + b * y + c) / w, (d * x + e * y + f) / w);
    }
  }
}

/** What a drifting layer's nodes are made of. */
interface Drifting {
  readonly drift: DriftField;
  readonly moment: number;
  readonly box: Box;
  readonly columns: number;
}

/**
 * The same where drift is added, for both stills. Half way a point of the frame is at q = M p − (m − ½) · drift(q); two rounds find it. In
 * the first still it is then by M p − m · drift(q), so that the ends are exact whatever the rounds missed.
 */
function fillDriftingNodes(
  places: Int32Array,
  { drift, moment, box, columns }: Drifting,
  [toField, toFirst, toLast]: readonly [Homography, Homography, Homography],
): void {
  const [a, b, c, d, e, f, g, h, i] = toField;
  const [a1, b1, c1, d1, e1, f1, g1, h1, i1] = toFirst;
  const [a2, b2, c2, d2, e2, f2, g2, h2, i2] = toLast;
  const past = moment - 0.5;
  const { x: driftX, y: driftY } = drift;
  for (let row = box.top; row <= box.bottom; row++) {
    const y = row * CELL_SIDE;
    let at = 4 * (row * (columns + 1) + box.left);
    for (let column = box.left; column <= box.right; column++, at += 4) {
      const x = column * CELL_SIDE;
      const w = g * x + h * y + i;
      const p = (a * x + b * y + c) / w;
      const q = (d * x + e * y + f) / w;
      const nearX = fieldAt(driftX, drift, p, q);
      const nearY = fieldAt(driftY, drift, p, q);
      const placeX = p - past * nearX;
      const placeY = q - past * nearY;
      const nearerX = fieldAt(driftX, drift, placeX, placeY);
      const nearerY = fieldAt(driftY, drift, placeX, placeY);
      const u = fieldAt(driftX, drift, p - past * nearerX, q - past * nearerY);
      const v = fieldAt(driftY, drift, p - past * nearerX, q - past * nearerY);
      const firstX = p - moment * u;
      const firstY = q - moment * v;
      const w1 = g1 * firstX + h1 * firstY + i1;
      const lastX = firstX + u;
      const lastY = firstY + v;
      const w2 = g2 * lastX + h2 * lastY + i2;
      const front = w > LEAST_W;
      write(places, at, front ? w1 : 0, (a1 * firstX + b1 * firstY + c1) / w1, (d1 * firstX + e1 * firstY + f1) / w1);
      write(places, at + 2, front ? w2 : 0, (a2 * lastX + b2 * lastY + c2) / w2, (d2 * lastX + e2 * lastY + f2) / w2);
    }
  }
}

/** NaN fails every test here, and so is nowhere. */
function write(places: Int32Array, at: number, w: number, x: number, y: number): void {
  const toX = Math.round(PHASES * x);
  const toY = Math.round(PHASES * y);
  const isSomewhere = w > LEAST_W && Math.abs(toX) < -NOWHERE && Math.abs(toY) < -NOWHERE;
  places[at] = isSomewhere ? toX : NOWHERE;
  places[at + 1] = isSomewhere ? toY : NOWHERE;
}

/** What a layer's cells are marked from. */
interface Marking {
  readonly box: Box;
  readonly columns: number;
  readonly inFirst: CoverPlane;
  readonly inLast: CoverPlane;
  /** {@link RESTING}, or 0. */
  readonly rest: number;
}

function fillCells(kinds: Uint8Array, places: Int32Array, { box, columns, inFirst, inLast, rest }: Marking): void {
  for (let row = box.top; row < box.bottom; row++) {
    for (let column = box.left; column < box.right; column++) {
      const node = 4 * (row * (columns + 1) + column);
      const first = rangeIn(inFirst, places, node, columns);
      const last = rangeIn(inLast, places, node + 2, columns);
      let kind = (first > 255 ? IN_FIRST : 0) | (last > 255 ? IN_LAST : 0);
      if (kind === 0) continue;
      if (first === 0xffff && last === 0xffff) kind |= SOLID;
      kinds[row * columns + column] = kind | rest;
    }
  }
}

/** A cover's range between the four nodes of a cell. */
function rangeIn(cover: CoverPlane, places: Int32Array, node: number, columns: number): number {
  const below = node + 4 * (columns + 1);
  const [x0, x1] = [places[node] ?? 0, places[node + 4] ?? 0];
  const [x2, x3] = [places[below] ?? 0, places[below + 4] ?? 0];
  const left = Math.min(x0, x1, x2, x3);
  if (left <= NOWHERE) return 0;
  const [y0, y1] = [places[node + 1] ?? 0, places[node + 5] ?? 0];
  const [y2, y3] = [places[below + 1] ?? 0, places[below + 5] ?? 0];
  const right = Math.max(x0, x1, x2, x3);
  return cover.rangeOver(
    Math.floor(left / PHASES),
    Math.floor(Math.min(y0, y1, y2, y3) / PHASES),
    Math.floor(right / PHASES) + 1,
    Math.floor(Math.max(y0, y1, y2, y3) / PHASES) + 1,
  );
}
