import type { Loop } from './directions.js';
import { ease, evenly } from './ease.js';
import { progressAt, type Timing } from './timing.js';

/** What time it is at one frame. */
export interface Tick {
  /** How far the directions have got, 0 to 1. In a loop that goes forward and back, so does this. */
  readonly moment: number;
  /** The same for what goes over the picture one way only, a band of light. */
  readonly passing: number;
  /** How long the camera's hand has been unsteady. */
  readonly swaySec: number;
  /** How much of the first frame lies over this one, 0 to 1. */
  readonly fade: number;
}

/** A clip's time, frame by frame, as its loop bends it. */
export interface LoopClock {
  /** One a frame. */
  readonly ticks: readonly Tick[];
  /** How much of a change is done at a moment, 0 to 1. See {@link progressAt}. */
  progress(timing: Timing, moment: number): number;
  /** How much of its way a thing that goes over the picture has made, 0 to 1. */
  passage(timing: Timing, passing: number): number;
  /** After this time the clip begins again while the hand goes on, so its unsteadiness has to repeat; undefined: it need not. */
  readonly swayPeriodSec: number | undefined;
}

/** What a clock goes by. */
export interface ClockSetting {
  readonly frameCount: number;
  readonly durationSec: number;
  readonly loop: Loop;
  /**
   * All is done before the loop returns to its beginning, because the picture it leads to has to be seen by itself: in a crossfade the
   * directions are done when the first frame begins to show through, in a seam bands of light are out of the picture at the turn.
   */
  readonly isEarly?: boolean;
}

/** The part of a crossfade's clip over which its first frame comes back. */
const TAIL = 0.25;
/** The share of its time in which a hand comes to rest where time is turned round. */
const BRAKE = 0.2;

/**
 * Sets the clock of a clip of `frameCount` frames. Without a loop the first frame is moment 0 and the last moment 1. In a loop one
 * frame more would be frame 0 again:
 *
 * - `pingpong`: forward to the middle of the clip, then the same frames back. Time stands at both turns, so nothing may be in motion
 *   there: every change begins and ends at rest.
 * - `seam`: forward and back like a pendulum, by a cosine, which is in motion at once on both sides of the seam; so changes run
 *   evenly in it, and their own easing would only make it dwell. Bands of light go on one way, through the whole clip; early, they go
 *   over once on the way there, and the way back has none.
 * - `crossfade`: forward; over the clip's tail the first frame comes to lie over the others, and it is all there is when the clip
 *   begins again, from rest.
 */
export function createLoopClock(setting: ClockSetting): LoopClock {
  const { loop, frameCount, durationSec } = setting;
  const ticks = Array.from({ length: frameCount }, (_, index) => tickOf(index, setting));
  // Pendulum time is eased already.
  const bend = (timing: Timing): Timing => (loop === 'seam' ? { ...timing, easing: 'linear' } : timing);
  const restsAtEdges = loop === 'pingpong' || loop === 'crossfade';
  return {
    ticks,
    progress: (timing, moment) => progressAt(bend(timing), moment, restsAtEdges),
    passage: (timing, passing) => progressAt(timing, passing, restsAtEdges),
    swayPeriodSec: loop === 'seam' ? durationSec : undefined,
  };
}

function tickOf(index: number, { loop, frameCount, durationSec, isEarly }: ClockSetting): Tick {
  const round = index / frameCount;
  // Of an odd number of frames the middle two are the same, or none would show where it all leads.
  const there = Math.min(index, frameCount - index) / Math.max(1, Math.floor(frameCount / 2));
  switch (loop) {
    case 'none': {
      const moment = index / Math.max(1, frameCount - 1);
      return { moment, passing: moment, swaySec: moment * durationSec, fade: 0 };
    }
    case 'pingpong':
      return { moment: there, passing: there, swaySec: restingSec(there, durationSec / 2), fade: 0 };
    case 'seam': {
      const moment = (1 - Math.cos(Math.PI * there)) / 2;
      const passedOver = round < 0.5 ? there : 1;
      return { moment, passing: isEarly === true ? passedOver : round, swaySec: round * durationSec, fade: 0 };
    }
    case 'crossfade': {
      const tailFrom = Math.round(frameCount * (1 - TAIL)) / frameCount;
      const moment = isEarly === true ? Math.min(1, round / tailFrom) : round;
      const fade = ease((round - tailFrom) / (1 - tailFrom));
      return { moment, passing: moment, swaySec: restingSec(moment, durationSec), fade };
    }
  }
}

/** Time for the hand that stands still at both ends and otherwise goes at its usual rate. */
function restingSec(moment: number, durationSec: number): number {
  return evenly(moment, BRAKE, BRAKE) * (1 - BRAKE) * durationSec;
}
