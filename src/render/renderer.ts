import type { CameraPath, CameraPose } from '../motion/camera-path.js';
import type { Move } from '../motion/moves.js';
import { createCameraPath } from '../motion/paths.js';
import { createBasePlanes } from './base-planes.js';
import { createArena } from './kernels/arena.js';
import { loadKernels } from './kernels/kernels.js';
import { createOutputPlanes } from './output-planes.js';
import { MAX_WIDENING } from './phase-table.js';
import { createWarpPainter } from './warp-painter.js';
import type { Size } from './view.js';
import { createWindowPainter } from './window-painter.js';

/** A still as the renderer takes it: interleaved sRGB, 3 bytes a pixel, no padding; `baseSize` says which size is worth having. */
export interface StillPixels extends Size {
  readonly rgb: Uint8Array;
}

/** What to render. */
export interface RenderPlan {
  readonly move: Move;
  /** The clip's raster; even sides. Its ratio is the still's. */
  readonly output: Size;
  readonly frameCount: number;
  readonly fps: number;
}

/** One frame: BT.709 limited range, 4:2:0, chroma sited left. Views into the renderer's memory: good until the next frame. */
export interface RenderedFrame {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** Makes the frames of one clip, in any order. */
export interface Renderer {
  /** Frame 0 … frameCount − 1. The same still, plan and index give the same bytes: pixels are integers throughout, and
   * only the path's sines and powers are an engine's own (the same in Node and Chromium, by a test). */
  frame(index: number): RenderedFrame;
}

/** Paints one pose onto the output planes. */
export interface Painter {
  paint(pose: CameraPose): void;
}

/**
 * Samples of the base for each output pixel where the camera is closest. Reduced closer than this, the base's own aliasing shows
 * (docs/decisions/0005); with this, filters have eight taps up to a zoom of 1.12, the most that moves make unless asked for more.
 */
const DETAIL = 1.19;

/**
 * The size at which the renderer wants the framed still, in the clip's ratio: the full-resolution still reduced once, straight to what
 * the closest window can show. Not finer than `finest`, the still's own pixels for each of the clip's: enlarging is left to the last
 * step. For a turning path not finer than its eight taps can take in where the camera is furthest.
 */
export function baseSize(plan: RenderPlan, finest: number): Size {
  const { widthPx, heightPx } = plan.output;
  const path = pathOf(plan);
  const scale = Math.min(finest, path.maxZoom * DETAIL, path.isUpright ? Infinity : MAX_WIDENING);
  return { widthPx: Math.floor(widthPx * scale), heightPx: Math.floor(heightPx * scale) };
}

/**
 * Prepares a still for rendering. Upright paths are painted row by column, turning ones sample by sample, four times slower; the
 * filter is Lanczos-3 either way.
 */
export async function createRenderer(still: StillPixels, plan: RenderPlan): Promise<Renderer> {
  const arena = createArena();
  const kernels = await loadKernels(arena);
  const base = createBasePlanes(arena, kernels, still.rgb, still);
  const output = createOutputPlanes(arena, plan.output);
  const path = pathOf(plan);
  const createPainter = path.isUpright ? createWindowPainter : createWarpPainter;
  const painter: Painter = createPainter({ arena, kernels, base, baseSize: still, output, plan });
  const lastIndex = Math.max(1, plan.frameCount - 1);
  return {
    frame(index) {
      painter.paint(path.poseAt(index / lastIndex));
      return output.view();
    },
  };
}

function pathOf({ move, output, frameCount, fps }: RenderPlan): CameraPath {
  return createCameraPath(move, {
    aspectRatio: output.widthPx / output.heightPx,
    durationSec: frameCount / fps,
  });
}
