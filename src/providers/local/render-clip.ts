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
import type { PassageModel } from '../../render/passage/passage-model.js';
import { baseSize, createRenderer, type Ending, type RenderPlan, timelineOf } from '../../render/renderer.js';
import { findPassage } from './find-passage.js';

/** What of a still is shown. */
export interface ShownStill {
  readonly framing: Framing;
  /** What of the still is shown, in its own pixels: how much detail there is to take. */
  readonly framed: SizePx;
  /** What shows through where the still is transparent. */
  readonly background: Rgb;
}

/** A clip to render: what of the still, how it moves, how it is encoded. */
export interface RenderClipInput extends ShownStill {
  readonly plan: RenderPlan;
  /** The still that the clip ends on; undefined where it may end as it will. */
  readonly last?: ShownStill;
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
  /** The same of the last still and the frame that shows it, or comes nearest (`Timeline.lastStillAt`); absent without one. */
  readonly lastStill?: Likeness;
  /** The first and the last frame against what the renderer painted: what encoding cost. */
  readonly firstFrame: Likeness;
  readonly lastFrame: Likeness;
}

/** What was made. */
export interface RenderedClip {
  readonly frames: number;
  readonly sizeBytes: number;
  readonly fidelity: Fidelity;
  /** How the first still became the last: by which way, how sure (0 to 1), in how many layers. */
  readonly passage?: PassageFacts;
}

/** What is worth telling of a passage. */
export interface PassageFacts extends Pick<PassageModel, 'way' | 'confidence'> {
  readonly layers: number;
}

/**
 * The job that makes a clip: decodes the still, paints and encodes frame after frame, then opens the file once more and
 * measures its ends. Reads `still`, and `last` where the input has one, writes `clip`, reports each frame as `{ frame, frames }`. Runs in the media process.
 */
export async function renderClip(input: RenderClipInput, context: JobContext): Promise<RenderedClip> {
  const { plan } = input;
  context.step('decode the still');
  const stills = stillsOf(input, context);
  const finest = Math.min(...stills.map((still) => finestOf(plan.output, still)));
  const size = baseSize(plan, finest, input.last !== undefined);
  const [base, lastBase] = await Promise.all(stills.map((still) => decodeStill(still.path, { ...still, ...size })));
  if (base === undefined) throw new RangeError('a clip has a first still');
  if (lastBase !== undefined) context.step('compare the stills');
  const ending = lastBase && { still: lastBase, passage: await findPassage(base, lastBase) };
  const path = context.output('clip');
  const { encoder, first, last } = await encodeFrames(path, { base, ending }, input, context);
  // Not from the base, or a fault in it would match itself. The encoder's last frames leave a core free for it.
  const decoding = Promise.all(stills.map((still) => referenceOf(still, plan.output)));
  const [[reference, lastReference]] = await Promise.all([decoding, encoder.finish()]);
  if (reference === undefined) throw new RangeError('a clip has a first still');

  context.step('measure the clip');
  const { size: sizeBytes } = await stat(path);
  const decoded = await decodeEndFrames(path);
  const likenessTo = async (still: RgbImage, index: number): Promise<Likeness> => {
    const shown = await lumaAt(path, index, plan.frameCount, decoded);
    return compareLuma(await reduceLuma(shown, plan.output, still), lumaOf(still.rgb), still);
  };
  const compare = (a: Uint8Array, b: Uint8Array): Likeness => compareLuma(a, b, plan.output);
  const { wholeStillAt, lastStillAt } = timelineOf(plan, input.last !== undefined);
  const still = await likenessTo(reference, wholeStillAt);
  const hasLast = lastReference !== undefined && lastStillAt !== undefined;
  const lastStill = hasLast ? await likenessTo(lastReference, lastStillAt) : undefined;
  return {
    frames: plan.frameCount,
    sizeBytes,
    fidelity: {
      still,
      ...(lastStill && { lastStill }),
      firstFrame: compare(decoded.first.y, first),
      lastFrame: compare(decoded.last.y, last),
    },
    ...(ending && { passage: factsOf(ending.passage) }),
  };
}

/** A still and where it lies. */
interface StillFile extends ShownStill {
  readonly path: string;
}

function stillsOf({ framing, framed, background, last }: RenderClipInput, context: JobContext): readonly StillFile[] {
  const first = { framing, framed, background, path: context.file('still') };
  return last === undefined ? [first] : [first, { ...last, path: context.file('last') }];
}

function factsOf({ way, confidence, layers }: PassageModel): PassageFacts {
  return { way, confidence, layers: layers.length };
}

/** The still's own pixels for each of the clip's; below 1 where it has to be magnified. */
export function finestOf(output: SizePx, { framing, framed }: Omit<ShownStill, 'background'>): number {
  const [across, down] = [framed.widthPx / output.widthPx, framed.heightPx / output.heightPx];
  return framing.kind === 'crop' ? Math.min(across, down) : Math.max(across, down);
}

/**
 * The still at the clip's size, or at its own where that is smaller: held up to a blown-up still, a frame would be held up to the
 * blowing up.
 */
async function referenceOf(still: StillFile, { widthPx, heightPx }: SizePx): Promise<RgbImage> {
  const scale = Math.min(1, finestOf({ widthPx, heightPx }, still));
  return decodeStill(still.path, {
    ...still,
    widthPx: Math.floor(widthPx * scale),
    heightPx: Math.floor(heightPx * scale),
  });
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
  { base, ending }: { readonly base: RgbImage; readonly ending: Ending | undefined },
  { plan, crf, preset }: RenderClipInput,
  context: JobContext,
): Promise<{ readonly encoder: Encoder; readonly first: Uint8Array; readonly last: Uint8Array }> {
  context.step('render');
  const { frameCount, fps, output } = plan;
  const renderer = await createRenderer(base, plan, ending);
  // Two stills that the passage takes for the same may yet differ a little.
  const isPairSame = ending === undefined || Buffer.compare(base.rgb, ending.still.rgb) === 0;
  const isMoving = !isPairSame || !timelineOf(plan, ending !== undefined).isStill;
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
