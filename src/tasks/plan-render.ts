import type { Adjustment } from '../contract/adjustment.js';
import type { SizePx } from '../contract/framing.js';
import { LOCAL_MOTION, type LocalMotionPlan } from '../models/local-motion.js';
import type { Move } from '../motion/moves.js';
import { readDirections } from '../motion/read-directions.js';
import type { RenderClipInput } from '../providers/local/local-renderer.js';
import type { StillPlan } from '../stills/plan-still.js';
import type { RenderRequest } from './render-request.js';

/** What will be rendered, and how it differs from what was asked. */
export interface PlannedRender {
  readonly clip: RenderClipInput;
  /** In the order in which things happen: the still, the prompt, the clip. */
  readonly adjustments: readonly Adjustment[];
}

/** Close to transparent, at a few Mbit/s; the encoder keeps pace with the kernels. */
const CRF = 18;
const PRESET = 'veryfast';

/** Settles a render. Pure: `display` is the still's size as shown, `model` the clip's size and length, `still` how it is framed. */
export function planRender(
  request: RenderRequest,
  display: SizePx,
  model: LocalMotionPlan,
  still: StillPlan,
): PlannedRender {
  const focus = request.focus === undefined ? {} : { focus: toFrame(request.focus, display, still) };
  const { move, adjustments } = readDirections(request.prompt, { seed: request.seed, ...focus });
  const { raster: output, frameCount } = model;
  return {
    clip: {
      plan: { move, output, frameCount, fps: LOCAL_MOTION.fps },
      framing: still.framing,
      framed: still.framed,
      background: still.background,
      crf: request.crf ?? CRF,
      preset: request.preset ?? PRESET,
    },
    adjustments: [...still.adjustments, ...adjustments, ...clipAdjustments(request, move, frameCount)],
  };
}

/** From shares of the still to shares of the frame, in which the camera moves. */
function toFrame(
  focus: { readonly x: number; readonly y: number },
  display: SizePx,
  { framing, raster }: StillPlan,
): { readonly x: number; readonly y: number } {
  if (framing.kind === 'crop') {
    const { leftPx, topPx, widthPx, heightPx } = framing.rect;
    return {
      x: within((focus.x * display.widthPx - leftPx) / widthPx),
      y: within((focus.y * display.heightPx - topPx) / heightPx),
    };
  }
  const scale = Math.min(raster.widthPx / display.widthPx, raster.heightPx / display.heightPx);
  const share = (at: number, shownPx: number, framePx: number): number =>
    0.5 + ((at - 0.5) * shownPx * scale) / framePx;
  return {
    x: share(focus.x, display.widthPx, raster.widthPx),
    y: share(focus.y, display.heightPx, raster.heightPx),
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** What `local/motion` cannot do, whatever the still. */
function clipAdjustments({ audio, durationSec }: RenderRequest, move: Move, frameCount: number): readonly Adjustment[] {
  const adjustments: Adjustment[] = [];
  if (audio) {
    const reason = 'The built-in renderer makes no sound.';
    adjustments.push({ code: 'no_sound', field: 'audio', asked: 'sound', used: 'none', reason });
  }
  const renderedSec = frameCount / LOCAL_MOTION.fps;
  if (Math.abs(renderedSec - durationSec) > 1e-9) {
    const [asked, used] = [`${durationSec} s`, `${frameCount} frames, ${Number(renderedSec.toFixed(3))} s`];
    const reason = `A clip has whole frames, ${LOCAL_MOTION.fps} a second: this one is ${used}.`;
    adjustments.push({ code: 'duration_rounded', field: 'duration', asked, used, reason });
  }
  if (move.kind === 'pull_out') {
    const reason = 'A pull-out starts closer and ends on the whole still: there is nothing beyond its edges.';
    const asked = 'first frame: the whole still';
    const used = 'last frame: the whole still';
    adjustments.push({ code: 'first_frame_cropped', field: 'still', asked, used, reason });
  }
  return adjustments;
}
