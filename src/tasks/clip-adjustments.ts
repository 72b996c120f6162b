import type { Adjustment } from '../contract/adjustment.js';
import { LOCAL_MOTION } from '../models/local-motion.js';
import type { StillMarks } from './mark-stills.js';
import type { RenderSettings } from './render-request.js';

/** What `local/motion` makes otherwise than asked, whatever the stills. */
export function clipAdjustments(request: RenderSettings, clip: StillMarks): readonly Adjustment[] {
  const changes = [
    request.audio ? NO_SOUND : undefined,
    durationAdjustment(request, clip),
    firstFrameAdjustment(clip),
    loopAdjustment(clip),
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

function durationAdjustment({ durationSec }: RenderSettings, { frameCount }: StillMarks): Adjustment | undefined {
  const renderedSec = frameCount / LOCAL_MOTION.fps;
  if (Math.abs(renderedSec - durationSec) <= 1e-9) return undefined;
  const used = `${frameCount} frames, ${Number(renderedSec.toFixed(3))} s`;
  const reason = `A clip has whole frames, ${LOCAL_MOTION.fps} a second: this one is ${used}.`;
  return { code: 'duration_rounded', field: 'duration', asked: `${durationSec} s`, used, reason };
}

function firstFrameAdjustment({ wholeStillAt, showsWholeStill, frameCount }: StillMarks): Adjustment | undefined {
  if (showsWholeStill && wholeStillAt === 0) return undefined;
  const change = { code: 'first_frame_cropped', field: 'still', asked: 'first frame: the whole still' };
  if (!showsWholeStill) {
    const reason =
      'It starts closer, and when it has come to the whole still, light or focus are no longer those of the still.';
    return { ...change, used: 'no frame: the whole still as it is', reason };
  }
  if (wholeStillAt === frameCount - 1) {
    const reason = 'A pull-out starts closer and ends on the whole still: there is nothing beyond its edges.';
    return { ...change, used: 'last frame: the whole still', reason };
  }
  const at = frameTold(wholeStillAt, frameCount);
  const reason = `A pull-out starts closer, for there is nothing beyond the edges of a still: ${at} shows all of it.`;
  return { ...change, used: `${at}: the whole still`, reason };
}

function loopAdjustment({ lastStillAt, frameCount }: StillMarks): Adjustment | undefined {
  if (lastStillAt === undefined || lastStillAt === frameCount - 1) return undefined;
  const at = frameTold(lastStillAt, frameCount);
  return {
    code: 'last_before_the_end',
    field: 'last',
    asked: 'last frame: the last still',
    used: `${at}: the last still`,
    reason: `A loop ends where it begins: ${at} shows the last still, and the clip returns to the first.`,
  };
}

function frameTold(index: number, frameCount: number): string {
  return `frame ${index + 1} of ${frameCount}`;
}
