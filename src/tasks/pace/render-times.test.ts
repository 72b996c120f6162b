import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, sql } from '../../store/statement.js';
import { createRenderTimes, etaOf, usualOfTimes } from './render-times.js';

const FALLBACK = { p50Sec: 120, p90Sec: 300 };

interface Ended {
  readonly model: string;
  readonly provider?: string;
  readonly tookMs: number;
  readonly state?: string;
  readonly endedAtMs?: number;
}

function* addAttempt({ model, provider = 'hiapi', tookMs, state = 'vendor_succeeded', endedAtMs = 10_000_000 }: Ended) {
  yield sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, sent_at, ended_at, model)
    VALUES (${randomUUID()}, 'default', ${randomUUID()}, 1, ${provider}, 'key', ${state}, '{}', ${endedAtMs - tookMs},
      ${endedAtMs - tookMs}, ${endedAtMs}, ${model})`;
}

onEachStore((store) => {
  const add = (ended: Ended) => store().run(() => addAttempt(ended) as Operation<void>);

  it('says what the catalogue says while nothing was rendered, and what was seen once eight were', async () => {
    const model = randomUUID();
    let nowMs = 0;
    const times = createRenderTimes(store(), () => nowMs);
    expect(await times.usualOf(model, 'hiapi', FALLBACK)).toEqual({ ...FALLBACK, count: 0 });
    for (let render = 0; render < 8; render += 1) await add({ model, tookMs: 60_000 });
    await add({ model, tookMs: 1000, state: 'vendor_failed' });
    await add({ model, tookMs: 1000, provider: 'ark' });
    nowMs += 59_000;
    expect((await times.usualOf(model, 'hiapi', FALLBACK)).count).toBe(0);
    nowMs += 1000;
    const usual = await times.usualOf(model, 'hiapi', FALLBACK);
    expect(usual.count).toBe(8);
    expect(usual.p50Sec).toBeCloseTo(60);
    expect(usual.p90Sec).toBeCloseTo(60);
  });

  it('goes by the last fifty', async () => {
    const model = randomUUID();
    for (let render = 0; render < 60; render += 1) {
      await add({ model, tookMs: render < 10 ? 900_000 : 30_000, endedAtMs: 10_000_000 + render * 1000 });
    }
    const usual = await createRenderTimes(store(), () => 0).usualOf(model, 'hiapi', FALLBACK);
    expect(usual.count).toBe(50);
    expect(usual.p50Sec).toBeCloseTo(30);
    expect(usual.p90Sec).toBeCloseTo(30);
  });
});

it('asks the store once for many who ask together, and again after it could not be asked', async () => {
  let asked = 0;
  let isAway = true;
  const run = <Result>(): Promise<Result> => {
    asked += 1;
    return isAway ? Promise.reject(new Error('away')) : Promise.resolve({ tookMs: [20_000], underWayMs: [] } as Result);
  };
  const times = createRenderTimes({ run }, () => 5);
  await expect(times.usualOf('m', 'p', FALLBACK)).rejects.toThrow('away');
  isAway = false;
  await Promise.all(Array.from({ length: 20 }, () => times.usualOf('m', 'p', FALLBACK)));
  expect(asked).toBe(2);
});

it('mixes what was seen with the catalogue by how much was seen', () => {
  const four = usualOfTimes({ tookMs: [60_000, 60_000, 60_000, 60_000], underWayMs: [] }, { p50Sec: 240, p90Sec: 240 });
  expect(four.p50Sec).toBeCloseTo(120);
  expect(four.p90Sec).toBeCloseTo(120);
});

it('does not take a burst for as fast as the first of it that came back', () => {
  const tookMs = Array.from({ length: 50 }, (_, index) => 30_000 + index * 100);
  const underWayMs = Array.from({ length: 950 }, () => 40_000);
  expect(usualOfTimes({ tookMs, underWayMs }, FALLBACK)).toEqual({ ...FALLBACK, count: 50 });
  const half = usualOfTimes({ tookMs, underWayMs: underWayMs.slice(0, 50) }, FALLBACK);
  expect(half.p50Sec).toBeCloseTo(34.9);
  expect(half.p90Sec).toBe(300);
});

describe('what is left of a render', () => {
  it('is all of it when it was just sent', () => {
    expect(etaOf(FALLBACK, 0)).toEqual({ p50: 120, p90: 300 });
    expect(etaOf(FALLBACK, -5000)).toEqual({ p50: 120, p90: 300 });
  });

  it('goes by that it is not done yet, and is never nothing', () => {
    const late = etaOf(FALLBACK, 300_000);
    expect(late.p50).toBeGreaterThan(60);
    expect(late.p50).toBeLessThan(120);
    expect(late.p90).toBeGreaterThan(late.p50);
    for (const sinceSentMs of [1e5, 1e6, 1e7, 1e9, 1e12]) {
      const { p50, p90 } = etaOf(FALLBACK, sinceSentMs);
      expect(p50).toBeGreaterThan(0);
      expect(p90).toBeGreaterThanOrEqual(p50);
      expect(Number.isFinite(p90)).toBe(true);
    }
  });

  it('gets less from one minute to the next while a render is as usual', () => {
    const usual = { p50Sec: 120, p90Sec: 150 };
    expect(etaOf(usual, 60_000).p50).toBeLessThan(etaOf(usual, 0).p50);
    expect(etaOf(usual, 110_000).p50).toBeLessThan(etaOf(usual, 60_000).p50);
  });
});
