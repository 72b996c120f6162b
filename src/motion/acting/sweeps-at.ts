import type { TimedAction } from '../actions.js';
import type { LoopClock, Tick } from '../loop-clock.js';
import type { SweepAt } from '../timeline.js';

/** Bands of light on their way at one frame; one that has not entered the picture yet, or has left it, is not among them. */
export function createSweeps(actions: readonly TimedAction[], clock: LoopClock): (tick: Tick) => readonly SweepAt[] {
  return ({ passing }) =>
    actions.flatMap(({ action, ...timing }) => {
      if (action.kind !== 'light_sweep') return [];
      const position = clock.passage(timing, passing);
      if (position === 0 || position === 1) return [];
      return [{ towards: action.towards, strength: action.strength, position }];
    });
}
