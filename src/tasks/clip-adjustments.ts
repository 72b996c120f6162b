import type { Adjustment } from '../contract/adjustment.js';
import { LOCAL_MOTION } from '../models/local-motion.js';
import type { RenderSettings } from './render-request.js';

/** What is known of a clip before it is made. */
export interface ClipFacts {
  readonly frameCount: number;
  /** The frame that shows the whole still. */
  readonly wholeStillAt: number;
}

/** What `local/motion` makes otherwise than asked, whatever the stills. */
export function clipAdjustments(request: RenderSettings, clip: ClipFacts): readonly Adjustment[] {
  const changes = [
    request.audio ? NO_SOUND : undefined,
    durationAdjustment(request, clip),
    firstFrameAdjustment(clip),
    loopAdjustment(request),
  ];
  return changes.filter((change) => change !== undefined);
}

const NO_SOUND: Adjustment = {
  code: 'no_sound',
  field: 'audio',
  asked: 'sound',
  used: 'none',
  reason: 'The built-in renderer makes no sound.',
};

function durationAdjustment({ durationSec }: RenderSettings, { frameCount }: ClipFacts): Adjustment | undefined {
  const renderedSec = frameCount / LOCAL_MOTION.fps;
  if (Math.abs(renderedSec - durationSec) <= 1e-9) return undefined;
  const used = `${frameCount} frames, ${Number(renderedSec.toFixed(3))} s`;
  const reason = `A clip has whole frames, ${LOCAL_MOTION.fps} a second: this one is ${used}.`;
  return { code: 'duration_rounded', field: 'duration', asked: `${durationSec} s`, used, reason };
}

function firstFrameAdjustment({ wholeStillAt, frameCount }: ClipFacts): Adjustment | undefined {
  if (wholeStillAt === 0) return undefined;
  const isLast = wholeStillAt === frameCount - 1;
  return {
    code: 'first_frame_cropped',
    field: 'still',
    asked: 'first frame: the whole still',
    used: `${isLast ? 'last frame' : `frame ${wholeStillAt + 1} of ${frameCount}`}: the whole still`,
    reason: isLast
      ? 'A pull-out starts closer and ends on the whole still: there is nothing beyond its edges.'
      : 'A pull-out starts closer, for there is nothing beyond the edges of a still: the whole still comes later.',
  };
}

function loopAdjustment({ lastPath, loop = 'none' }: RenderSettings): Adjustment | undefined {
  if (lastPath === undefined || loop === 'none') return undefined;
  return {
    code: 'last_in_the_middle',
    field: 'last',
    asked: 'last frame: the last still',
    used: 'the middle of the clip: the last still',
    reason: 'A loop ends where it begins: the last still is shown in the middle, and the clip returns to the first.',
  };
}
