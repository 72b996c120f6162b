import { stat } from 'node:fs/promises';
import type { Framing, Rgb, SizePx } from '../../contract/framing.js';
import { compareLuma, type Likeness } from '../../media/compare-planes.js';
import { decodeStill } from '../../media/image/decode-still.js';
import { lumaOf, reduceLuma } from '../../media/image/luma-of.js';
import type { RgbImage } from '../../media/image/rgb-image.js';
import type { JobContext } from '../../media/job.js';
import { decodeEndFrames, decodeFrames, type EndFrames } from '../../media/video/decode-frames.js';
import { unreadable } from '../../media/video/open-clip.js';
import { createEncoder, type Encoder } from '../../media/video/encoder.js';
import { baseSize, createRenderer, type RenderPlan, timelineOf } from '../../render/renderer.js';

/** A clip to render: what of the still, how it moves, how it is encoded. */
export interface RenderClipInput {
  readonly plan: RenderPlan;
  readonly framing: Framing;
  /** What of the still is shown, in its own pixels: how much detail there is to take. */
  readonly framed: SizePx;
  /** What shows through where the still is transparent. */
  readonly background: Rgb;
  readonly crf: number;
  readonly preset: string;
}

/** How true the clip's ends are, read back from the finished file. */
export interface Fidelity {
  /**
   * The frame that shows the whole still (`Timeline.wholeStillAt`) against the still, decoded anew and reduced by libvips straight to
   * the clip's size. Where no frame shows it quite, in its own light and sharpness, the one that comes nearest.
   */
  readonly still: Likeness;
  /** The first and the last frame against what the renderer painted: what encoding cost. */
  readonly firstFrame: Likeness;
  readonly lastFrame: Likeness;
}

/** What was made. */
export interface RenderedClip {
  readonly frames: number;
  readonly sizeBytes: number;
  readonly fidelity: Fidelity;
}

/**
 * The job that makes a clip: decodes the still, paints and encodes frame after frame, then opens the file once more and
 * measures its ends. Reads `still`, writes `clip`, reports each frame as `{ frame, frames }`. Runs in the media process.
 */
export async function renderClip(input: RenderClipInput, context: JobContext): Promise<RenderedClip> {
  const { plan } = input;
  context.step('decode the still');
  const { framing, background } = input;
  const still = context.file('still');
  const base = await decodeStill(still, { framing, background, ...baseSize(plan, finestOf(input)) });
  const path = context.output('clip');
  const { encoder, first, last } = await encodeFrames(path, base, input, context);
  // Not from the base, or a fault in it would match itself. The encoder's last frames leave a core free for it.
  const size = referenceSize(input);
  const [reference] = await Promise.all([decodeStill(still, { framing, background, ...size }), encoder.finish()]);

  context.step('measure the clip');
  const { size: sizeBytes } = await stat(path);
  const decoded = await decodeEndFrames(path);
  const compare = (a: Uint8Array, b: Uint8Array): Likeness => compareLuma(a, b, plan.output);
  const whole = await lumaAt(path, timelineOf(plan).wholeStillAt, plan.frameCount, decoded);
  return {
    frames: plan.frameCount,
    sizeBytes,
    fidelity: {
      still: compareLuma(await reduceLuma(whole, plan.output, size), lumaOf(reference.rgb), size),
      firstFrame: compare(decoded.first.y, first),
      lastFrame: compare(decoded.last.y, last),
    },
  };
}

/** The still's own pixels for each of the clip's; below 1 where it has to be magnified. */
export function finestOf({ plan: { output }, framing, framed }: RenderClipInput): number {
  const [across, down] = [framed.widthPx / output.widthPx, framed.heightPx / output.heightPx];
  return framing.kind === 'crop' ? Math.min(across, down) : Math.max(across, down);
}

/** The clip's size, or the still's where that is smaller: held up to a blown-up still, a frame would be held up to the blowing up. */
function referenceSize(input: RenderClipInput): SizePx {
  const scale = Math.min(1, finestOf(input));
  const { widthPx, heightPx } = input.plan.output;
  return { widthPx: Math.floor(widthPx * scale), heightPx: Math.floor(heightPx * scale) };
}

/** The luma of a frame as it is in the file. Between the ends it costs the decoding of all frames before it. */
async function lumaAt(
  path: string,
  index: number,
  frameCount: number,
  { first, last }: EndFrames,
): Promise<Uint8Array> {
  if (index === 0) return first.y;
  if (index === frameCount - 1) return last.y;
  for await (const frame of decodeFrames(path)) if (frame.index === index) return frame.y;
  throw unreadable(path, 'decode', `there is no frame ${index} of ${frameCount} in it`);
}

/** Paints a frame while the one before is encoded; answers with the encoder, to be finished, and the luma of both ends as painted. */
async function encodeFrames(
  path: string,
  base: RgbImage,
  { plan, crf, preset }: RenderClipInput,
  context: JobContext,
): Promise<{ readonly encoder: Encoder; readonly first: Uint8Array; readonly last: Uint8Array }> {
  context.step('render');
  const { frameCount, fps, output } = plan;
  const renderer = await createRenderer(base, plan);
  const isMoving = !timelineOf(plan).isStill;
  const encoder = await createEncoder(path, { ...output, fps, frameCount, crf, preset, isMoving });
  let first = new Uint8Array();
  let last = first;
  let writing = Promise.resolve();
  for (let index = 0; index < frameCount; index++) {
    const frame = renderer.frame(index);
    if (index === 0) first = frame.y.slice();
    if (index === frameCount - 1) last = frame.y.slice();
    await writing;
    writing = encoder.write(frame);
    context.report({ frame: index + 1, frames: frameCount });
  }
  await writing;
  return { encoder, first, last };
}
