import type { TimedAction } from '../actions.js';
import type { LoopClock } from '../loop-clock.js';
import type { LightAt } from '../timeline.js';

/**
 * Adds up light changes: levels multiply, warmth is summed, and each key takes over its share of the light that the others left. Where
 * warmth would pass −1 or 1, all of it is less.
 */
export function createLight(actions: readonly TimedAction[], clock: LoopClock): (moment: number) => LightAt {
  const sumAt = (moment: number): LightAt => {
    let [level, warmth, unkeyed] = [1, 0, 1];
    for (const { action, ...timing } of actions) {
      if (action.kind !== 'light_change') continue;
      const done = clock.progress(timing, moment);
      level *= 1 + (action.level - 1) * done;
      warmth += action.warmth * done;
      unkeyed *= 1 - action.key * done;
    }
    return { level, warmth, key: 1 - unkeyed };
  };
  const most = clock.ticks.reduce((far, { moment }) => Math.max(far, Math.abs(sumAt(moment).warmth)), 1);
  return (moment) => {
    const sum = sumAt(moment);
    return { ...sum, warmth: sum.warmth / most };
  };
}
