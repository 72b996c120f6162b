import type { BasePlanes } from './base-planes.js';
import type { Arena } from './kernels/arena.js';
import type { Kernels } from './kernels/kernels.js';
import type { Picture, Target } from './kernels/samples.js';
import type { RenderedFrame, RenderPlan } from './renderer.js';
import type { Siting, Size } from './view.js';

/** The frame being painted, in the arena, rows without padding. */
export interface OutputPlanes {
  /** Luma's one plane, and chroma's two: planes of a grid have the same size and the same siting. */
  readonly grids: readonly Grid[];
  /** The same planes, for what changes a painted frame. */
  readonly picture: Picture;
  view(): RenderedFrame;
}

/** Planes whose samples lie in the same places. */
export interface Grid extends Size {
  readonly siting: Siting;
  /** Base picture pixels to samples: 1 for luma, ½ for chroma. */
  readonly subsampling: number;
  readonly planes: readonly OutputPlane[];
}

/** One plane of a frame; its rows follow each other without padding. */
export interface OutputPlane extends Target {
  readonly channel: keyof BasePlanes;
}

/** All that a painter works with. */
export interface PainterParts {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly base: BasePlanes;
  readonly baseSize: Size;
  readonly output: OutputPlanes;
  readonly plan: RenderPlan;
}

const CENTRED: Siting = { x: 0.5, y: 0.5 };
/** H.264's usual 4:2:0: on the left luma column of each pair, between its rows (ITU-T H.264, figure E-1, type 0). */
const LEFT: Siting = { x: 0.25, y: 0.5 };

/** Room for one frame. */
export function createOutputPlanes(arena: Arena, { widthPx, heightPx }: Size): OutputPlanes {
  const luma: Size = { widthPx, heightPx };
  const chroma: Size = { widthPx: widthPx / 2, heightPx: heightPx / 2 };
  const plane = (channel: keyof BasePlanes, size: Size): OutputPlane => {
    const address = arena.allocate(size.widthPx * size.heightPx);
    return { channel, address, stride: size.widthPx, widthPx: size.widthPx, heightPx: size.heightPx };
  };
  const [y, u, v] = [plane('y', luma), plane('u', chroma), plane('v', chroma)];
  const bytes = (of: OutputPlane): Uint8Array => arena.bytes(of.address, of.widthPx * of.heightPx);
  return {
    grids: [
      { ...luma, siting: CENTRED, subsampling: 1, planes: [y] },
      { ...chroma, siting: LEFT, subsampling: 0.5, planes: [u, v] },
    ],
    picture: { y, u, v },
    view: () => ({ y: bytes(y), u: bytes(u), v: bytes(v) }),
  };
}
