import { readRenderTimes, type SeenRenders } from '../../store/operations/render-times.js';
import type { Store } from '../../store/store.js';
import { spreadOf, type UsualSec } from './render-spread.js';

/** What is usual of a model at a provider, and how many renders of our own say so. */
export interface UsualTimes extends UsualSec {
  readonly count: number;
}

/** What this installation has seen of how long renders take. */
export interface RenderTimes {
  /**
   * How long renders of a model take at a provider, by the last 50 that succeeded and those sent since that have
   * not. While there are fewer than 8, `fallback` (what the
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
  const kept = new Map<string, { readonly readAtMs: number; readonly times: Promise<SeenRenders> }>();
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

/** What is usual, by what was seen and by what was known before. */
export function usualOfTimes(seen: SeenRenders, fallback: UsualSec): UsualTimes {
  const count = seen.tookMs.length;
  if (count === 0) return { p50Sec: fallback.p50Sec, p90Sec: fallback.p90Sec, count };
  const share = Math.min(1, count / ENOUGH);
  // Between two times by their ratio: half way from 60 s to 240 s is 120 s.
  const mixed = (ownMs: number | undefined, knownSec: number): number =>
    ownMs === undefined
      ? knownSec
      : Math.exp(share * Math.log(Math.max(ownMs / 1000, 0.001)) + (1 - share) * Math.log(Math.max(knownSec, 0.001)));
  const [p50Ms, p90Ms] = quantiles(seen, [0.5, 0.9]);
  const p50Sec = mixed(p50Ms, fallback.p50Sec);
  return { p50Sec, p90Sec: Math.max(p50Sec, mixed(p90Ms, fallback.p90Sec)), count };
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

/**
 * By when which shares of the renders are done, those that are still under way counted for as long as they have been (Kaplan and Meier's
 * estimate). `undefined`: too few are done to tell.
 */
function quantiles({ tookMs, underWayMs }: SeenRenders, shares: readonly number[]): readonly (number | undefined)[] {
  const seen = [...tookMs.map((ms) => ({ ms, isDone: true })), ...underWayMs.map((ms) => ({ ms, isDone: false }))];
  seen.sort((a, b) => (a.ms === b.ms ? Number(b.isDone) - Number(a.isDone) : a.ms - b.ms));
  const found: (number | undefined)[] = shares.map(() => undefined);
  let left = 1;
  seen.forEach(({ ms, isDone }, index) => {
    if (!isDone) return;
    left *= 1 - 1 / (seen.length - index);
    shares.forEach((share, at) => {
      if (1 - left >= share - 1e-9) found[at] ??= ms;
    });
  });
  return found;
}
