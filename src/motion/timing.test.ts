import { describe, expect, it } from 'vitest';
import { type Easing, progressAt } from './timing.js';

const EASINGS = ['ease', 'settle', 'accelerate', 'snap', 'linear'] as const satisfies readonly Easing[];
const WINDOWS = [
  { from: 0, to: 1 },
  { from: 0, to: 0.4 },
  { from: 0.3, to: 0.7 },
  { from: 0.6, to: 1 },
] as const;
const ALL = EASINGS.flatMap((easing) => WINDOWS.map((window) => ({ easing, ...window })));

/** Progress at even steps over the whole clip. */
function progressesOf(timing: (typeof ALL)[number], count: number, restsAtEdges = false): number[] {
  return Array.from({ length: count }, (_, index) => progressAt(timing, index / (count - 1), restsAtEdges));
}

/** Differences from one to the next, in units of a whole clip. */
function rates(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => (value - (values[index] ?? 0)) * values.length);
}

function greatestStep(values: readonly number[]): number {
  return Math.max(...values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0))));
}

describe('the progress of a change', () => {
  it.each(ALL)('is exactly 0 up to its beginning and exactly 1 from its end on: $easing, $from to $to', (timing) => {
    for (const moment of [0, timing.from / 2, timing.from]) expect(progressAt(timing, moment)).toBe(0);
    for (const moment of [timing.to, (timing.to + 1) / 2, 1]) expect(progressAt(timing, moment)).toBe(1);
  });

  it.each(ALL)('never goes back and never too far: $easing, $from to $to', (timing) => {
    const values = progressesOf(timing, 4001);
    expect(Math.min(...rates(values))).toBeGreaterThanOrEqual(-1e-9);
    expect(Math.max(...values)).toBe(1);
  });

  it.each(ALL)('has a continuous speed and acceleration: $easing, $from to $to', (timing) => {
    for (const restsAtEdges of [false, true]) {
      // Where acceleration is continuous, half the step is half the greatest change of it.
      const [coarse = 0, fine = 0] = [4000, 8000].map((count) =>
        greatestStep(rates(rates(progressesOf(timing, count, restsAtEdges)))),
      );
      expect(fine).toBeLessThan(0.6 * coarse + 1e-4);
    }
  });

  it.each(ALL)('begins and ends at rest where the clip is turned round: $easing, $from to $to', (timing) => {
    const speeds = rates(progressesOf(timing, 8001, true));
    expect(speeds[0]).toBeLessThan(1e-2);
    expect(speeds.at(-1)).toBeLessThan(1e-2);
  });
});

describe('an easing', () => {
  const over = (easing: Easing, moment: number): number => progressAt({ from: 0, to: 1, easing }, moment);
  const speed = (easing: Easing, moment: number): number => (over(easing, moment + 1e-6) - over(easing, moment)) * 1e6;

  it('that is linear is truly so over a whole clip', () => {
    for (const moment of [0.001, 0.25, 0.5, 0.75, 0.999]) expect(over('linear', moment)).toBe(moment);
  });

  it('that is linear goes evenly inside a clip, but for a brief ramp at each end', () => {
    const at = (moment: number): number => progressAt({ from: 0.25, to: 0.75, easing: 'linear' }, moment);
    expect(at(0.5)).toBeCloseTo(0.5, 12);
    expect(at(0.6) - at(0.5)).toBeCloseTo(at(0.5) - at(0.4), 12);
  });

  it('that settles is half done after a third of its time, and slower and slower from there on', () => {
    expect(over('settle', 1 / 3)).toBeGreaterThan(0.5);
    const later = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((moment) => speed('settle', moment));
    expect(later).toEqual([...later].sort((one, other) => other - one));
    expect(speed('settle', 0)).toBeCloseTo(0, 4);
  });

  it('that accelerates is faster and faster, and ends in motion', () => {
    const speeds = [0, 0.2, 0.4, 0.6, 0.8, 0.999].map((moment) => speed('accelerate', moment));
    expect(speeds).toEqual([...speeds].sort((one, other) => one - other));
    expect(speeds.at(-1)).toBeGreaterThan(2);
  });

  it('that snaps has done nearly all of the way in a fifth of its time', () => {
    expect(over('snap', 0.2)).toBeGreaterThan(0.98);
    expect(speed('snap', 0)).toBeCloseTo(0, 2);
  });
});
