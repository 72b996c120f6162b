import type { ActionKind } from '../motion/actions.js';
import type { Directions, Loop } from '../motion/directions.js';
import { createTimeline, type Instant, type Timeline } from '../motion/timeline.js';
import { createBasePlanes } from './base-planes.js';
import { checkView } from './check-view.js';
import { createCrossfade } from './effects/crossfade.js';
import type { Effect } from './effects/effect.js';
import { createFocusPull } from './effects/focus-pull.js';
import { createLightChange } from './effects/light-change.js';
import { createLightSweep } from './effects/light-sweep.js';
import { createArena } from './kernels/arena.js';
import { loadKernels } from './kernels/kernels.js';
import { createOutputPlanes, type PainterParts } from './output-planes.js';
import { createPassagePainter } from './passage/passage-painter.js';
import type { PassageModel } from './passage/passage-model.js';
import { MAX_WIDENING } from './phase-table.js';
import { createWarpPainter } from './warp-painter.js';
import type { Size } from './view.js';
import { createWindowPainter } from './window-painter.js';

/** A still as the renderer takes it: interleaved sRGB, 3 bytes a pixel, no padding; `baseSize` says which size is worth having. */
export interface StillPixels extends Size {
  readonly rgb: Uint8Array;
}

/** What to render; plain data. */
export interface RenderPlan {
  readonly directions: Directions;
  readonly loop: Loop;
  /** The clip's raster; even sides. Its ratio is the still's. */
  readonly output: Size;
  readonly frameCount: number;
  readonly fps: number;
  /** What a focus pull takes for its subject; absent, the middle of the picture. */
  readonly subject?: SubjectBox;
}

/** A part of the whole still as it is framed, in shares of its width and height from its left upper corner. */
export interface SubjectBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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
   * only the sines and powers of path and light are an engine's own (the same in Node and Chromium, by a test).
   * A RangeError for any other, and where directions lead the camera past the still's edges, which no figures in their ranges do. */
  frame(index: number): RenderedFrame;
}

/** Where a clip ends that goes from one still to another. */
export interface Ending {
  /** The last still, of the same size as the first. */
  readonly still: StillPixels;
  /** How the first becomes the last; `analysePair` finds it. */
  readonly passage: PassageModel;
}

/** Paints the ground of a frame onto the output planes: all of them, and nothing else. */
export interface Painter {
  paint(instant: Pick<Instant, 'pose' | 'passage'>): void;
}

/**
 * Samples of the base for each output pixel where the camera is closest. Reduced closer than this, the base's own aliasing shows
 * (docs/decisions/0005); with this, filters have eight taps up to a zoom of 1.12, the most that moves make unless asked for more.
 */
const DETAIL = 1.19;

/**
 * The size at which the renderer wants the framed still, in the clip's ratio: the full-resolution still reduced once, straight to what
 * the closest window can show. Not finer than `finest`, the still's own pixels for each of the clip's: enlarging is left to the last
 * step. For a turning path, and between two stills, not finer than their taps can take in where the camera is furthest; between two stills
 * each frame is sampled pixel by pixel, from a base of its own size.
 */
export function baseSize(plan: RenderPlan, finest: number, hasEnding = false): Size {
  const { widthPx, heightPx } = plan.output;
  const { maxZoom, isUpright } = timelineOf(plan, hasEnding);
  const most = isUpright && !hasEnding ? Infinity : MAX_WIDENING;
  const scale = Math.min(finest, maxZoom * (hasEnding ? 1 : DETAIL), most);
  return { widthPx: Math.floor(widthPx * scale), heightPx: Math.floor(heightPx * scale) };
}

/**
 * Prepares a still for rendering. Upright paths are painted row by column, turning ones sample by sample, four times slower; the
 * filter is Lanczos-3 either way. With an ending, frames between the stills are painted layer by layer.
 * @throws RangeError when the two stills are not of one size
 */
export async function createRenderer(still: StillPixels, plan: RenderPlan, ending?: Ending): Promise<Renderer> {
  const arena = createArena();
  const kernels = await loadKernels(arena);
  const base = createBasePlanes(arena, kernels, still.rgb, still);
  const output = createOutputPlanes(arena, plan.output);
  const timeline = timelineOf(plan, ending !== undefined);
  const parts = { arena, kernels, base, baseSize: still, output, plan };
  const ground = createGround(parts, timeline, ending);
  const effects = createEffects(parts);
  const paint = (instant: Instant): void => {
    checkView(instant.pose, plan.output, still);
    ground.paint(instant);
    for (const effect of effects) effect.apply(instant);
  };
  if (plan.loop === 'crossfade') paint(timeline.at(0));
  const crossfade = plan.loop === 'crossfade' ? createCrossfade(parts) : undefined;
  return {
    frame(index) {
      const instant = timeline.at(index);
      paint(instant);
      crossfade?.apply(instant);
      return output.view();
    },
  };
}

/** What is true at each frame of a plan; `hasLast`: it is rendered with an ending. */
export function timelineOf(plan: RenderPlan, hasLast = false): Timeline {
  const { directions, loop, output, frameCount, fps } = plan;
  const aspectRatio = output.widthPx / output.heightPx;
  return createTimeline(directions, { aspectRatio, durationSec: frameCount / fps, frameCount, loop, hasLast });
}

function createGround(parts: PainterParts, { isUpright }: Timeline, ending: Ending | undefined): Painter {
  const createStillGround = isUpright ? createWindowPainter : createWarpPainter;
  if (ending === undefined) return createStillGround(parts);
  const { arena, kernels, base: first, baseSize: size } = parts;
  const { still, passage: model } = ending;
  if (still.widthPx !== size.widthPx || still.heightPx !== size.heightPx) {
    const [one, other] = [size, still].map(({ widthPx, heightPx }) => `${widthPx}×${heightPx}`);
    throw new RangeError(`the stills are of two sizes, ${one} and ${other}`);
  }
  const last = createBasePlanes(arena, kernels, still.rgb, still);
  return createPassagePainter({ ...parts, first, last, model, createGround: createStillGround });
}

/** Those that the directions call for, in their order: what is out of focus is lit, and a band goes over what is lit. */
function createEffects(parts: PainterParts): readonly Effect[] {
  const kinds = new Set(parts.plan.directions.actions.map(({ action }) => action.kind));
  const effects: readonly (readonly [ActionKind, (parts: PainterParts) => Effect])[] = [
    ['focus_pull', createFocusPull],
    ['light_change', createLightChange],
    ['light_sweep', createLightSweep],
  ];
  return effects.filter(([kind]) => kinds.has(kind)).map(([, create]) => create(parts));
}
