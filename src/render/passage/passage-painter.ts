import type { CameraPose } from '../../motion/camera-path.js';
import type { BasePlanes } from '../base-planes.js';
import type { Arena } from '../kernels/arena.js';
import { LAYER_BYTES, LAYERS_MAX } from '../kernels/passage-kernels.js';
import type { Target } from '../kernels/samples.js';
import { createOutputPlanes, type Grid, type OutputPlanes, type PainterParts } from '../output-planes.js';
import { PHASES } from '../phase-table.js';
import type { Painter } from '../renderer.js';
import { type Homography, project } from '../homography.js';
import { viewOf } from '../view.js';
import type { PassageModel } from './passage-model.js';
import { coverStride } from './painting/cover-plane.js';
import { depthsOf, nearestFirst } from './painting/depth-order.js';
import { cellsOf, createLayerMesh, type LayerMesh } from './painting/layer-mesh.js';
import { fillTapTable, PASSAGE_TAPS } from './painting/tap-table.js';

/** The last still's share of a frame is held to Q14. */
const ONE = 16_384;

/** What a passage is painted from. */
export interface PassageParts extends Omit<PainterParts, 'base'> {
  /** Both stills as bases, of one size: the frame's own, or up to some 1.4 of it where the camera comes closer. */
  readonly first: BasePlanes;
  readonly last: BasePlanes;
  readonly model: PassageModel;
  /** What paints one still alone, on output planes of its own. */
  createGround(parts: PainterParts): Painter;
}

/** One still alone as the camera sees it, on planes of its own. */
interface StillGround {
  readonly planes: OutputPlanes;
  paint(pose: CameraPose): void;
}

/**
 * Paints the way from the first still to the last. Each layer is sampled from both stills where it is in them, and layers are weighed by
 * how surely they are seen in both; where none is seen, one still fades into the other. Passage 0 gives the first still's ground
 * byte for byte, passage 1 the last still's. Throws RangeError for a model of more than 31 layers.
 */
export function createPassagePainter(parts: PassageParts): Painter {
  const { arena, kernels, baseSize, output, first, last, model } = parts;
  const under = { first: createStillGround(parts, first), last: createStillGround(parts, last) };
  const [luma] = output.grids;
  if (luma === undefined) throw new Error('A frame has a luma plane.');
  if (model.layers.length > LAYERS_MAX) {
    throw new RangeError(
      `A passage of ${model.layers.length} layers is more than the ${LAYERS_MAX} that can be painted.`,
    );
  }
  const aspectRatio = luma.widthPx / luma.heightPx;
  const setting = { arena, aspectRatio, output: luma, baseSize };
  const ordered = nearestFirst(model.layers);
  const depths = depthsOf(ordered, aspectRatio);
  const meshes = ordered.map((layer, index) => createLayerMesh(layer, setting, (depths[index] ?? 0) > 0));
  const isGround = meshes.every((mesh) => mesh.isGround);
  const weights = arena.allocate(2 * PHASES * PASSAGE_TAPS);
  const hides = ordered.map(({ nearness }) => nearness !== undefined);
  const layers = createLayerTable(arena, meshes, depths, hides);
  const { columns } = cellsOf(luma);
  const covers = { ...baseSize, stride: coverStride(baseSize.widthPx) };
  let tapStep = 0;

  const paintLayers = (pose: CameraPose, passage: number, share: number): void => {
    const view = viewOf(pose, luma, luma.siting, { widthPx: aspectRatio, heightPx: 1 });
    const centred: Homography = centre(view, aspectRatio);
    for (const mesh of meshes) mesh.lay(centred, passage);
    const step = stepOf(centred, luma) * baseSize.heightPx;
    if (step !== tapStep) {
      fillTapTable(new Int16Array(arena.memory.buffer, weights, PHASES * PASSAGE_TAPS), step);
      tapStep = step;
    }
    for (const { target, underFirst, underLast, grid } of planesOf(output, under.first.planes, under.last.planes)) {
      kernels.paintPassage({
        ...{ layers, layerCount: meshes.length, columns, share, weights, covers },
        ...{ first: first[target.channel], last: last[target.channel], underFirst, underLast, target },
        isHalf: grid.subsampling !== 1,
      });
    }
  };

  return {
    paint({ pose, passage }) {
      const share = Math.round(passage * ONE);
      if (passage < 1) under.first.paint(pose);
      if (passage > 0) under.last.paint(pose);
      if (passage > 0 && passage < 1 && !isGround) {
        paintLayers(pose, passage, share);
        return;
      }
      for (const { target, underFirst, underLast } of planesOf(output, under.first.planes, under.last.planes)) {
        copy(arena, share === ONE ? underLast : underFirst, target);
        if (share > 0 && share < ONE) kernels.mixPlanes({ source: underLast, weight: share, target });
      }
    },
  };
}

/** Painted anew only when the camera has moved. */
function createStillGround(parts: PassageParts, base: BasePlanes): StillGround {
  const [luma] = parts.output.grids;
  const planes = createOutputPlanes(parts.arena, { widthPx: luma?.widthPx ?? 0, heightPx: luma?.heightPx ?? 0 });
  const painter = parts.createGround({ ...parts, base, output: planes });
  let painted: CameraPose | undefined;
  return {
    planes,
    paint(pose) {
      if (painted !== undefined && isSamePose(painted, pose)) return;
      painter.paint({ pose, passage: 0 });
      painted = pose;
    },
  };
}

function isSamePose(one: CameraPose, other: CameraPose): boolean {
  return (
    one.zoom === other.zoom &&
    one.centreX === other.centreX &&
    one.centreY === other.centreY &&
    one.rollRad === other.rollRad &&
    one.yawRad === other.yawRad
  );
}

function createLayerTable(
  arena: Arena,
  meshes: readonly LayerMesh[],
  depths: readonly number[],
  hides: readonly boolean[],
): number {
  const address = arena.allocate(meshes.length * LAYER_BYTES);
  const table = new Uint32Array(arena.memory.buffer, address, (meshes.length * LAYER_BYTES) / 4);
  const rows = meshes.map(({ nodes, cells, inFirst, inLast }, index) => {
    return [nodes, cells, inFirst.address, inLast.address, depths[index] ?? 0, hides[index] === true ? 1 : 0];
  });
  table.set(rows.flat());
  return address;
}

/** Planes that lie over each other in three frames. */
function planesOf(
  output: OutputPlanes,
  first: OutputPlanes,
  last: OutputPlanes,
): readonly {
  readonly grid: Grid;
  readonly target: Grid['planes'][number];
  readonly underFirst: Target;
  readonly underLast: Target;
}[] {
  return output.grids.flatMap((grid, index) =>
    grid.planes.flatMap((target, plane) => {
      const underFirst = first.grids[index]?.planes[plane];
      const underLast = last.grids[index]?.planes[plane];
      return underFirst === undefined || underLast === undefined ? [] : [{ grid, target, underFirst, underLast }];
    }),
  );
}

function copy(arena: Arena, source: Target, target: Target): void {
  const length = target.widthPx * target.heightPx;
  arena.bytes(target.address, length).set(arena.bytes(source.address, length));
}

/** From places counted from the left upper corner to frame coordinates. */
function centre([a, b, c, d, e, f, g, h, i]: Homography, aspectRatio: number): Homography {
  const [x, y] = [aspectRatio / 2, 0.5];
  return [a - x * g, b - x * h, c - x * i, d - y * g, e - y * h, f - y * i, g, h, i];
}

/** Frame heights for each sample in the middle of the frame. */
function stepOf(view: Homography, { widthPx, heightPx }: Grid): number {
  const [left, right] = [-0.5, 0.5].map((off) => project(view, widthPx / 2 + off, heightPx / 2));
  return Math.hypot((right?.x ?? 0) - (left?.x ?? 0), (right?.y ?? 0) - (left?.y ?? 0));
}
