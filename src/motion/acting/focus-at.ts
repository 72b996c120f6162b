import type { InFocus, TimedAction } from '../actions.js';
import type { LoopClock } from '../loop-clock.js';
import type { BlurAt } from '../timeline.js';
import type { Timing } from '../timing.js';

/** The part of a focus pull's time in which the focus first goes to where the pull begins. */
const LEAD_SHARE = 1 / 3;

interface Leg {
  readonly timing: Timing;
  readonly to: BlurAt;
}

/**
 * Puts focus pulls one after the other. The first begins in the still, where everything is as sharp as it is; a pull that is to begin
 * elsewhere than the focus is goes there first, in a third of its time.
 */
export function createFocus(actions: readonly TimedAction[], clock: LoopClock): (moment: number) => BlurAt {
  let inFocus: InFocus = 'everything';
  const legs: Leg[] = [];
  for (const { action, from, to, easing } of [...actions].sort((one, other) => one.from - other.from)) {
    if (action.kind !== 'focus_pull') continue;
    const isElsewhere = action.from !== 'everything' && action.from !== inFocus;
    const start = isElsewhere ? from + LEAD_SHARE * (to - from) : from;
    if (isElsewhere) {
      legs.push({ timing: { from, to: start, easing: 'ease' }, to: blurOf(action.from, action.strength) });
    }
    legs.push({ timing: { from: start, to, easing }, to: blurOf(action.to, action.strength) });
    inFocus = action.to;
  }
  return (moment) =>
    legs.reduce(
      (blur, { timing, to }) => {
        const done = clock.progress(timing, moment);
        return {
          subject: blur.subject + (to.subject - blur.subject) * done,
          background: blur.background + (to.background - blur.background) * done,
        };
      },
      { subject: 0, background: 0 },
    );
}

function blurOf(inFocus: InFocus, strength: number): BlurAt {
  return {
    subject: inFocus === 'everything' || inFocus === 'subject' ? 0 : strength,
    background: inFocus === 'everything' || inFocus === 'background' ? 0 : strength,
  };
}
