import { expect, it } from 'vitest';
import { createRandom } from '../../motion/random.js';
import { nextPollMs } from './poll-pace.js';
import { spreadOf, type UsualSec } from './render-spread.js';

const FALLBACK: UsualSec = { p50Sec: 120, p90Sec: 300 };
const noJitter = (): number => 0.5;

/** Plays renders of a spread, one for each of its thousand parts, and counts. */
function play(usual: UsualSec, vendorMs = 0) {
  const random = createRandom(7);
  const spread = spreadOf(usual);
  const renders = 2000;
  const lateMs: number[] = [];
  let polls = 0;
  for (let render = 0; render < renders; render += 1) {
    const doneMs = spread.quantileSec((render + 0.5) / renders) * 1000;
    let atMs = 0;
    do {
      atMs += nextPollMs({ sinceSentMs: atMs, usual, vendorMs, random });
      polls += 1;
    } while (atMs < doneMs);
    lateMs.push(atMs - doneMs);
  }
  lateMs.sort((a, b) => a - b);
  return { polls: polls / renders, p50Ms: lateMs[renders * 0.5] ?? 0, p90Ms: lateMs[renders * 0.9] ?? 0 };
}

it('asks twelve times a clip at most, on the average, and knows of nine ends in ten within 11 s, by the catalogue’s usual times', () => {
  const { polls, p50Ms, p90Ms } = play(FALLBACK);
  expect(polls).toBeLessThanOrEqual(12);
  expect(p90Ms).toBeLessThanOrEqual(11_000);
  expect(p50Ms).toBeLessThanOrEqual(6500);
});

it.each([
  [120, 230],
  [120, 180],
  [120, 140],
  [90, 150],
  [60, 180],
])('knows of nine ends in ten within 8 s with twelve questions where p50 is %i s and p90 %i s', (p50Sec, p90Sec) => {
  const { polls, p90Ms } = play({ p50Sec, p90Sec });
  expect(polls).toBeLessThanOrEqual(12);
  expect(p90Ms).toBeLessThanOrEqual(8000);
});

it('asks twelve times at most of renders that take an hour, and of such that take a second', () => {
  expect(play({ p50Sec: 3600, p90Sec: 7200 }).polls).toBeLessThanOrEqual(12);
  const short = play({ p50Sec: 1, p90Sec: 2 });
  expect(short.polls).toBeLessThanOrEqual(12);
  expect(short.p90Ms).toBeLessThan(250);
});

it('is never faster than the vendor’s own floor', () => {
  for (const random of [() => 0, () => 0.999_999]) {
    for (let sinceSentMs = 0; sinceSentMs < 900_000; sinceSentMs += 1234) {
      const ask = { sinceSentMs, usual: { p50Sec: 1, p90Sec: 2 }, vendorMs: 15_000, random };
      expect(nextPollMs(ask)).toBeGreaterThanOrEqual(15_000);
    }
  }
});

it('grows after p90', () => {
  const at = (sinceSentMs: number) => nextPollMs({ sinceSentMs, usual: FALLBACK, vendorMs: 0, random: noJitter });
  expect(at(200_000)).toBe(at(120_000));
  expect(at(600_000)).toBeGreaterThan(at(290_000) * 1.9);
});

it('looks once early, for what a vendor refuses after all', () => {
  const first = nextPollMs({ sinceSentMs: 0, usual: FALLBACK, vendorMs: 0, random: noJitter });
  expect(first).toBeGreaterThan(10_000);
  expect(first).toBeLessThan(25_000);
  const second = nextPollMs({ sinceSentMs: first, usual: FALLBACK, vendorMs: 0, random: noJitter });
  expect(first + second).toBeGreaterThan(45_000);
});

it('keeps the vendor’s floor where nothing is known of a model, and a fixed pace whatever is known', () => {
  expect(nextPollMs({ sinceSentMs: 0, vendorMs: 5000, random: noJitter })).toBe(5000);
  const asked = { sinceSentMs: 1000, usual: FALLBACK, vendorMs: 15_000, fixedMs: 40, random: Math.random };
  expect(nextPollMs(asked)).toBe(40);
});

it('takes a clock that was set back, and times that are none', () => {
  for (const usual of [FALLBACK, { p50Sec: 0, p90Sec: 0 }, { p50Sec: 100, p90Sec: 1 }, { p50Sec: 1, p90Sec: 1e9 }]) {
    const waitMs = nextPollMs({ sinceSentMs: -60_000, usual, vendorMs: 0, random: noJitter });
    expect(Number.isInteger(waitMs)).toBe(true);
    expect(waitMs).toBeGreaterThanOrEqual(50);
  }
});
