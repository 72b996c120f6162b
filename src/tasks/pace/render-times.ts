import { readRenderTimes } from '../../store/operations/render-times.js';
import type { Store } from '../../store/store.js';
import { spreadOf, type UsualSec } from './render-spread.js';

/** What is usual of a model at a provider, and how many renders of our own say so. */
export interface UsualTimes extends UsualSec {
  readonly count: number;
}

/** What this installation has seen of how long renders take. */
export interface RenderTimes {
  /**
   * How long renders of a model take at a provider, by the last 50 that succeeded. While there are fewer than 8, `fallback` (what the
   * catalogue says) has its part in it, and all of it where there are none. Read from the store once a minute at most.
   * @throws StoreError
   */
  usualOf(model: string, provider: string, fallback: UsualSec): Promise<UsualTimes>;
}

/** As many as tell p90, and no more, so that a vendor that has become faster or slower is believed by tomorrow. */
const LAST = 50;

/** From so many on the catalogue is not asked. */
const ENOUGH = 8;

/** A minute old is as good as new; without this every question to a vendor would be one to the store. */
const KEEP_MS = 60_000;

/** Makes the memory of one process. */
export function createRenderTimes(store: Pick<Store, 'run'>, nowMs: () => number): RenderTimes {
  const kept = new Map<string, { readonly readAtMs: number; readonly times: Promise<readonly number[]> }>();
  return {
    usualOf: async (model, provider, fallback) => {
      const name = JSON.stringify([model, provider]);
      let entry = kept.get(name);
      const ageMs = entry === undefined ? KEEP_MS : nowMs() - entry.readAtMs;
      // Younger than nothing: the clock was set back.
      if (entry === undefined || ageMs >= KEEP_MS || ageMs < 0) {
        entry = { readAtMs: nowMs(), times: store.run(() => readRenderTimes(model, provider, LAST)) };
        kept.set(name, entry);
      }
      const reading = entry;
      try {
        return usualOfTimes(await reading.times, fallback);
      } catch (error) {
        if (kept.get(name) === reading) kept.delete(name);
        throw error;
      }
    },
  };
}

/** What is usual, by times in ms and by what was known before. */
export function usualOfTimes(timesMs: readonly number[], fallback: UsualSec): UsualTimes {
  const count = timesMs.length;
  if (count === 0) return { p50Sec: fallback.p50Sec, p90Sec: fallback.p90Sec, count };
  const sorted = [...timesMs].sort((a, b) => a - b);
  const share = Math.min(1, count / ENOUGH);
  // Between two times by their ratio: half way from 60 s to 240 s is 120 s.
  const mixed = (ownSec: number, knownSec: number): number =>
    Math.exp(share * Math.log(Math.max(ownSec, 0.001)) + (1 - share) * Math.log(Math.max(knownSec, 0.001)));
  const p50Sec = mixed(quantile(sorted, 0.5) / 1000, fallback.p50Sec);
  return { p50Sec, p90Sec: Math.max(p50Sec, mixed(quantile(sorted, 0.9) / 1000, fallback.p90Sec)), count };
}

/**
 * In how many seconds a render that was sent so long ago will be done: by the first with even odds, by the second nine times out of
 * ten. Whole seconds, and never none: it is not done yet.
 */
export function etaOf(usual: UsualSec, sinceSentMs: number): { readonly p50: number; readonly p90: number } {
  const spread = spreadOf(usual);
  const elapsedSec = Math.max(0, sinceSentMs) / 1000;
  return {
    p50: Math.max(1, Math.round(spread.remainingSec(0.5, elapsedSec))),
    p90: Math.max(1, Math.round(spread.remainingSec(0.9, elapsedSec))),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
