import { describe, expect, it } from 'vitest';
import { nextRetryMs, parseRetryAfter, RETRY_AFTER_MAX_SEC, RETRY_DELAYS_SEC } from './retry-schedule.js';

const MIDDLE = { retryAfterSec: undefined, random: () => 0.5 };

describe('the schedule', () => {
  it('is ten tries over 75 h 35 min', () => {
    const delays = RETRY_DELAYS_SEC.map((_, tries) => nextRetryMs({ ...MIDDLE, tries }));
    expect(delays).toEqual([0, 5e3, 3e5, 18e5, 72e5, 18e6, 36e6, 504e5, 72e6, 864e5]);
    expect(RETRY_DELAYS_SEC.reduce((sum, delay) => sum + delay, 0)).toBe(75 * 3600 + 35 * 60 + 5);
  });

  it('ends with the tenth try', () => {
    expect(nextRetryMs({ ...MIDDLE, tries: 10 })).toBeUndefined();
    expect(nextRetryMs({ tries: 10, retryAfterSec: 60, random: () => 0.5 })).toBeUndefined();
  });

  it('is spread by a fifth either way', () => {
    expect(nextRetryMs({ tries: 2, retryAfterSec: undefined, random: () => 0 })).toBe(240_000);
    expect(nextRetryMs({ tries: 2, retryAfterSec: undefined, random: () => 1 })).toBe(360_000);
  });

  it('waits as long as it is asked to, and never shorter than it would', () => {
    expect(nextRetryMs({ tries: 1, retryAfterSec: 90, random: () => 0.5 })).toBe(90_000);
    expect(nextRetryMs({ tries: 2, retryAfterSec: 1, random: () => 0.5 })).toBe(300_000);
    expect(nextRetryMs({ tries: 1, retryAfterSec: 0, random: () => 0.5 })).toBe(5_000);
  });

  it.each([86_401, 1e12, Infinity])('waits a day at most when asked for %d s', (retryAfterSec) => {
    expect(nextRetryMs({ tries: 1, retryAfterSec, random: () => 0.5 })).toBe(RETRY_AFTER_MAX_SEC * 1000);
  });
});

describe('Retry-After', () => {
  const nowMs = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

  it.each([
    ['120', 120],
    ['0', 0],
    [' 7 ', 7],
    ['Wed, 21 Oct 2026 07:30:00 GMT', 120],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
  ])('%s is %d s', (text, sec) => {
    expect(parseRetryAfter(text, nowMs)).toBe(sec);
  });

  it.each([null, '', 'soon', '-5', '1.5', '2026-10-21'])('%s asks for nothing', (text) => {
    expect(parseRetryAfter(text, nowMs)).toBeUndefined();
  });
});
