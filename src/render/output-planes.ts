import type { BasePlanes, Plane } from './base-planes.js';
import type { Arena } from './kernels/arena.js';
import type { Kernels } from './kernels/kernels.js';
import type { RenderedFrame, RenderPlan } from './renderer.js';
import type { Siting, Size } from './view.js';

/** The frame being painted, in the arena, rows without padding. */
export interface OutputPlanes {
  readonly planes: readonly OutputPlane[];
  view(): RenderedFrame;
}

/** One plane of it, with where its samples sit. */
export interface OutputPlane extends Plane {
  readonly channel: keyof BasePlanes;
  readonly siting: Siting;
  /** Base picture pixels to this channel's samples: 1 for luma, ½ for chroma. */
  readonly subsampling: number;
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
  const plane = (channel: keyof BasePlanes, siting: Siting, subsampling: number): OutputPlane => {
    const width = widthPx * subsampling;
    const height = heightPx * subsampling;
    const address = arena.allocate(width * height);
    return { channel, siting, subsampling, address, widthPx: width, heightPx: height, stride: width };
  };
  const y = plane('y', CENTRED, 1);
  const u = plane('u', LEFT, 0.5);
  const v = plane('v', LEFT, 0.5);
  const bytes = (of: OutputPlane): Uint8Array => arena.bytes(of.address, of.widthPx * of.heightPx);
  return { planes: [y, u, v], view: () => ({ y: bytes(y), u: bytes(u), v: bytes(v) }) };
}
