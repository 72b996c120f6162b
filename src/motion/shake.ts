import { createRandom } from './random.js';

/** How far a hand is off at one moment, each −1 … 1. */
export interface Sway {
  readonly x: number;
  readonly y: number;
  readonly roll: number;
}

/** Breathing, body sway and the hand's own tremor, well below what reads as jitter; Hz, and each one's share. */
const WAVES = [
  { hz: 0.31, share: 0.5 },
  { hz: 0.73, share: 0.28 },
  { hz: 1.27, share: 0.15 },
  { hz: 2.1, share: 0.07 },
] as const;

/**
 * An unsteady hand: a sum of a few sines, so that it is smooth in every derivative; the seed sets their phases. With a period it is
 * the same again after that time: each wave then goes a whole number of times into it.
 */
export function createShake(seed: number, periodSec?: number): (timeSec: number) => Sway {
  const random = createRandom(seed);
  const phases = Array.from({ length: 3 }, () => WAVES.map(() => random() * 2 * Math.PI));
  const sum = (axis: number, timeSec: number): number =>
    WAVES.reduce((total, { hz, share }, index) => {
      // A little apart on each axis, or x and y would draw a line.
      const ownRate = hz * (1 + 0.13 * axis);
      const rate = periodSec === undefined ? ownRate : Math.max(1, Math.round(ownRate * periodSec)) / periodSec;
      return total + share * Math.sin(2 * Math.PI * rate * timeSec + (phases[axis]?.[index] ?? 0));
    }, 0);
  return (timeSec) => ({ x: sum(0, timeSec), y: sum(1, timeSec), roll: sum(2, timeSec) });
}
