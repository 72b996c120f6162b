import type { Adjustment } from '../../contract/adjustment.js';
import { LOCAL_MOTION, type LocalMotionPlan } from '../../models/local-motion.js';
import type { Loop } from '../../motion/directions.js';
import type { DirectionsRead } from '../../motion/read-directions.js';
import type { RenderClipInput } from '../../providers/local/local-renderer.js';
import type { PairPlan } from '../../stills/frame-pair.js';
import type { SubjectBox } from '../../stills/find-subject.js';
import { clipAdjustments } from './clip-adjustments.js';
import { markStills, type StillMarks } from './mark-stills.js';
import type { RenderSettings } from './render-request.js';

/** What is known of a render before it is settled. */
export interface RenderFacts {
  /** The clip's size and length. */
  readonly model: LocalMotionPlan;
  /** How the still is framed, and the last one where there is one. */
  readonly stills: Pick<PairPlan, 'first'> & Partial<PairPlan>;
  /** What the prompt asks for. */
  readonly read: DirectionsRead;
  /** What a focus pull takes for its subject; undefined where there is none. */
  readonly subject?: SubjectBox;
}

/** What will be rendered, and how it differs from what was asked. */
export interface PlannedRender {
  readonly clip: RenderClipInput;
  readonly loop: Loop;
  readonly marks: StillMarks;
  /** In the order in which things happen: the stills, the prompt, the clip. */
  readonly adjustments: readonly Adjustment[];
}

/** Close to transparent, at a few Mbit/s; the encoder keeps pace with the kernels. */
const CRF = 18;
const ENCODER_PRESET = 'veryfast';

/** Settles a render. Pure. */
export function planRender(request: RenderSettings, facts: RenderFacts): PlannedRender {
  const { model, stills, read, subject } = facts;
  const { first, last } = stills;
  const { raster: output, frameCount } = model;
  const { directions } = read;
  const { loop = 'none', crf = CRF, encoderPreset: preset = ENCODER_PRESET } = request;
  const plan = { directions, loop, output, frameCount, fps: LOCAL_MOTION.fps, ...(subject && { subject }) };
  const shown = { framing: first.framing, framed: first.framed, background: first.background };
  const ending = last && { last: { framing: last.framing, framed: last.framed, background: last.background } };
  const aspectRatio = output.widthPx / output.heightPx;
  const marks = markStills(directions, { aspectRatio, frameCount, loop, hasLast: last !== undefined });
  return {
    clip: { plan, ...shown, ...ending, crf, preset },
    loop,
    marks,
    adjustments: [
      ...first.adjustments,
      ...(last?.adjustments ?? []),
      ...read.adjustments,
      ...clipAdjustments(request, marks),
    ],
  };
}
