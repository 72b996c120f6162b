import { describe, expect, it } from 'vitest';
import { readFitting } from './fit-times.js';
import { schedule } from './schedule.js';

/** When each thing said happens, in seconds, and what is said of times that do not fit. */
const fit = (prompt: string, durationSec: number): { spans: string[]; told: string[] } => {
  const { read, adjustments } = readFitting(prompt, durationSec);
  const figure = (share: number): number => Number((share * durationSec).toFixed(1));
  return {
    spans: schedule(read.said).map(({ from, to }) => `${figure(from)}–${figure(to)}`),
    told: adjustments.map(({ code, asked, used }) => `${code}: ${asked}, ${used}`),
  };
};

describe('times that reach past the clip', () => {
  it.each([
    ['Push in over 5 seconds', 2, ['0–2'], 'over 5 seconds, 2 s for 5 s'],
    ['0-2s: push in. 2-4s: pan left. 4-5s: the light warms', 1, ['0–0.4', '0.4–0.8', '0.8–1'], '4-5s, 1 s for 5 s'],
  ] as const)('are scaled down together in "%s"', (prompt, durationSec, spans, told) => {
    expect(fit(prompt, durationSec)).toEqual({ spans, told: [`times_scaled: ${told}`] });
  });

  it.each([
    ['Hold for five seconds, then a dramatic push-in', 2],
    ['For the first ten seconds pan left, then the light dims', 2],
    ['Push in for the first two seconds, then hold', 2],
    ['Pan left for 3 seconds, then tilt up for 3 seconds', 5],
    ['After five seconds the light warms', 5],
  ])('leave each step of "%s" time to be seen', (prompt, durationSec) => {
    const { read, adjustments } = readFitting(prompt, durationSec);
    expect(adjustments.map(({ code }) => code)).toEqual(['times_scaled']);
    for (const { from, to } of schedule(read.said)) expect((to - from) * durationSec).toBeGreaterThan(0.25);
  });

  it.each([
    ['Hold for 1 second, then push in', 2],
    ['Pan left for 2 seconds, then tilt up for 3 seconds', 5],
    ['A 2-second clip: push in, then hold', 5],
    ['Push in for the first half, then hold', 1],
    ['Slow push-in. In the last second the light warms', 5],
  ])('are not in "%s"', (prompt, durationSec) => {
    expect(readFitting(prompt, durationSec).adjustments).toEqual([]);
  });
});
