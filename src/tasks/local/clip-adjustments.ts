import type { Adjustment } from '../../contract/adjustment.js';
import { LOCAL_MOTION } from '../../models/local-motion.js';
import type { CameraLimit } from '../../motion/camera/compose-camera.js';
import { MAX_ADDED_ZOOM, MAX_ARC_RAD, MAX_ROLL_RAD } from '../../motion/moves.js';
import type { StillMarks } from './mark-stills.js';
import type { RenderSettings } from './render-request.js';

/** What `local/motion` makes otherwise than asked, whatever the stills. */
export function clipAdjustments(request: RenderSettings, clip: StillMarks): readonly Adjustment[] {
  const changes = [
    request.audio ? NO_SOUND : undefined,
    durationAdjustment(request, clip),
    firstFrameAdjustment(clip),
    lastStillAdjustment(request, clip),
    ...(clip.limits ?? []).map(limitAdjustment),
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

function firstFrameAdjustment(clip: StillMarks): Adjustment | undefined {
  const { wholeStillAt, showsWholeStill, lastStillAt, frameCount } = clip;
  if (showsWholeStill && wholeStillAt === 0) return undefined;
  const change = { code: 'first_frame_cropped', field: 'still', asked: 'first frame: the whole still' };
  if (!showsWholeStill) {
    const meanwhile =
      lastStillAt === undefined
        ? 'light or focus are no longer those of the still'
        : 'the picture is on its way to the last still';
    const reason = `It starts closer, and when it has come to the whole still, ${meanwhile}.`;
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

function lastStillAdjustment({ loop = 'none' }: RenderSettings, clip: StillMarks): Adjustment | undefined {
  const { lastStillAt, showsLastStill, frameCount } = clip;
  if (lastStillAt === undefined) return undefined;
  const change = { field: 'last', asked: 'last frame: the last still' };
  const at = frameTold(lastStillAt, frameCount);
  if (showsLastStill !== true) {
    const reason = `Where the clip comes nearest to it, in ${at}, camera, light or focus are not those of the last still.`;
    return { code: 'last_not_whole', ...change, used: 'no frame: the last still as it is', reason };
  }
  if (lastStillAt === frameCount - 1) return undefined;
  const reason =
    loop === 'none'
      ? `The camera goes on from the whole of the last still, which ${at} shows.`
      : `A loop ends where it begins: ${at} shows the last still, and the clip returns to the first.`;
  return { code: 'last_before_the_end', ...change, used: `${at}: the last still`, reason };
}

/** What moves add up to where they are too much, and what they are held to instead. */
const LIMITS: Readonly<Record<CameraLimit, Pick<Adjustment, 'asked' | 'used' | 'reason'>>> = {
  zoom: {
    asked: 'push-ins, one on top of the other',
    used: `at most ${MAX_ADDED_ZOOM}× closer`,
    reason: `Added up, the push-ins come closer than ${MAX_ADDED_ZOOM}×, where a still has no more to show: all of them go less far.`,
  },
  offset: {
    asked: 'pans or tilts, one on top of the other',
    used: 'up to the edge of the still',
    reason: 'Added up, the pans and tilts lead past the edge of the still: all of them go less far.',
  },
  roll: {
    asked: 'rolls, one on top of the other',
    used: `at most ${degrees(MAX_ROLL_RAD)}`,
    reason: `Added up, the rolls turn further than ${degrees(MAX_ROLL_RAD)}: all of them turn less.`,
  },
  arc: {
    asked: 'arcs, one on top of the other',
    used: `at most ${degrees(MAX_ARC_RAD)}`,
    reason: `Added up, the arcs go further round than ${degrees(MAX_ARC_RAD)}, which is as much as a flat still gives: all of them go less far.`,
  },
  sway: {
    asked: 'handheld, several times at once',
    used: 'less sway of each',
    reason: 'Added up, the handheld moves need more room than a slight push makes: all of them sway less.',
  },
};

function limitAdjustment(limit: CameraLimit): Adjustment {
  return { code: 'amount_limited', field: 'prompt', ...LIMITS[limit] };
}

function degrees(rad: number): string {
  return `${Math.round((rad * 180) / Math.PI)}°`;
}

function frameTold(index: number, frameCount: number): string {
  return `frame ${index + 1} of ${frameCount}`;
}
