import { ease } from '../ease.js';

/** One moment of a turn that goes both ways. */
export interface TurnedAt {
  readonly moment: number;
  readonly rad: number;
}

/** How far a turn counts as having gone at least, in the midst of it, as a share of its furthest. */
const LEAST_SHARE = 0.3;
/** The longest time, as a share of the clip, in which that comes up after the turn has left 0. */
const LONGEST = 0.15;

/**
 * How far a turn has gone, whichever way, for the zoom that keeps its corners filled; never less than it has. Of a turn that goes one
 * way only that is its size. One that swings from side to side passes 0 in motion, where its size has a kink and the zoom would
 * jerk: there it counts for a little more. It still is 0 where the turn rests at 0, and at `home`.
 */
export function createTurnReach(turns: readonly TurnedAt[], home: number): (turned: TurnedAt) => number {
  const furthest = turns.reduce((most, { rad }) => Math.max(most, Math.abs(rad)), 0);
  const isZero = ({ rad }: TurnedAt): boolean => Math.abs(rad) <= 1e-9 * furthest;
  const rests = momentsOf(
    turns.filter((turned, index) => {
      if (turned.moment === home) return true;
      return isZero(turned) && [turns[index - 1], turns[index + 1]].some((next) => next === undefined || isZero(next));
    }),
  );
  const distance = (moment: number): number =>
    rests.reduce((least, rest) => Math.min(least, Math.abs(moment - rest)), Infinity);
  const crossings = turns.filter((turned, index) => {
    const next = turns[index + 1];
    // What is left of a turn and back by rounding has a sign, and rests.
    if (next === undefined || isZero(turned) || isZero(next)) return false;
    return turned.moment !== home && next.moment !== home && turned.rad * next.rad < 0;
  });
  const swings = [...crossings, ...turns.filter((turned) => isZero(turned) && distance(turned.moment) > 0)];
  if (swings.length === 0) return ({ rad }) => Math.abs(rad);

  const gaps = rests.flatMap((rest, index) => (index === 0 ? [] : [rest - (rests[index - 1] ?? 0)]));
  const step = 2 / turns.length;
  const rise = Math.min(
    LONGEST,
    ...swings.map(({ moment }) => distance(moment) / 2),
    ...gaps.filter((gap) => gap > 2 * step).map((gap) => gap / 2),
  );
  return ({ moment, rad }) => Math.hypot(rad, LEAST_SHARE * furthest * ease(distance(moment) / rise));
}

function momentsOf(turns: readonly TurnedAt[]): readonly number[] {
  return [...new Set(turns.map(({ moment }) => moment))].sort((one, other) => one - other);
}
