import type { TimedMove } from '../directions.js';
import type { LoopClock } from '../loop-clock.js';

/** A move that lies wholly before the camera is on the whole still, or wholly after. */
export interface Leg extends TimedMove {
  /** It comes home: it ends with nothing of itself left, and begins with all of it undone. */
  readonly isHomeward: boolean;
  /** How much of the move this is; a move that passes over home is two legs. */
  readonly share: number;
}

/** A move is not parted for less than this share of the clip. */
const LEAST_PART = 0.05;

/**
 * Sorts moves by the moment at which the clip shows the whole still: what comes later leaves it, what comes before leads to it. A
 * move that would pass over it is parted in two, each from rest to rest: the camera cannot be in motion and on the whole still at once.
 * Homeward legs last: each list goes away from home.
 */
export function legsOf(moves: readonly TimedMove[], home: number, clock: LoopClock): readonly Leg[] {
  const legs = moves.flatMap((timed): Leg[] => {
    const [before, after] = [home - timed.from, timed.to - home];
    if (after < LEAST_PART && before > after) {
      return [{ ...timed, to: Math.min(timed.to, home), isHomeward: true, share: 1 }];
    }
    if (before < LEAST_PART) return [{ ...timed, from: Math.max(timed.from, home), isHomeward: false, share: 1 }];
    const done = clock.progress(timed, home);
    return [
      { ...timed, to: home, easing: 'ease', isHomeward: true, share: done },
      { ...timed, from: home, easing: 'ease', isHomeward: false, share: 1 - done },
    ];
  });
  return [
    ...legs.filter(({ isHomeward }) => !isHomeward).sort((one, other) => one.from - other.from),
    ...legs.filter(({ isHomeward }) => isHomeward).sort((one, other) => other.to - one.to),
  ];
}

/** How much of a leg lies between home and the camera, signed: 0 at home, its share at the far end, negative before home. */
export function awayAt(leg: Leg, moment: number, clock: LoopClock): number {
  return leg.share * (clock.progress(leg, moment) - (leg.isHomeward ? 1 : 0));
}
