import { describe, expect, it } from 'vitest';
import { readTimes, type TimeSaid } from './times.js';
import { readWords } from './words.js';

/** What a prompt says of time, in a clip of ten seconds. */
const times = (prompt: string): TimeSaid[] =>
  readTimes(prompt, readWords(prompt), 10).flatMap(({ time }) => time ?? []);

describe('a time', () => {
  it.each([
    ['for the first two seconds', { from: 0, to: 0.2 }],
    ['in the last second', { from: 0.9, to: 1 }],
    ['until the last 2s', { to: 0.8 }],
    ['after two seconds', { from: 0.2 }],
    ['at the 3 second mark', { from: 0.3 }],
    ['from 2s to 4s', { from: 0.2, to: 0.4 }],
    ['between 2 and 4 seconds', { from: 0.2, to: 0.4 }],
    ['0:02–0:04', { from: 0.2, to: 0.4 }],
    ['seconds 2 to 4', { from: 0.2, to: 0.4 }],
    ['2-4s', { from: 0.2, to: 0.4 }],
    ['for half a second', { length: 0.05 }],
    ['over 3 seconds', { length: 0.3 }],
    ['for 1,5 seconds', { length: 0.15 }],
    ['for two and a half seconds', { length: 0.25 }],
    ['but only during the last two seconds', { from: 0.8, to: 1 }],
    ['a 2-second hold', { length: 0.2 }],
    ['the second half', { from: 0.5, to: 1 }],
    ['the middle third', { from: 1 / 3, to: 2 / 3 }],
    ['for the first 20% of the clip', { from: 0, to: 0.2 }],
    ['halfway through', { from: 0.5 }],
    ['throughout', { from: 0, to: 1 }],
    ['at the end', { order: 'end' }],
    ['at first', { order: 'start' }],
    ['for a moment', { isBrief: true }],
    ['a 5-second clip', { clipSec: 5 }],
    ['for the first 25 seconds', { from: 0, to: 1 }],
  ] as const)('is read from "%s"', (prompt, expected) => {
    const [time] = times(prompt);
    expect(Object.keys(time ?? {})).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      const read = time?.[key as keyof TimeSaid];
      if (typeof value === 'number') expect(read).toBeCloseTo(value, 9);
      else expect(read).toBe(value);
    }
  });

  it.each([
    'halfway to the crane',
    'in the middle of the table',
    'at the start line',
    'two bottles',
    'first light',
    '4k at 24 fps',
    'push in 20%',
    'the second bottle',
  ])('is not in "%s"', (prompt) => {
    expect(times(prompt)).toEqual([]);
  });
});
