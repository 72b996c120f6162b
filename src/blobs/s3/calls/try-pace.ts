import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after some ms, or sooner when the signal says so. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

/** How often a call is sent before it has failed: where one of twenty fails, one of a billion fails seven times. */
export const TRIES = 7;

const FIRST_MS = 100;
const LONGEST_MS = 5_000;
/** What a service may ask for at most: whoever waits here has a lease that runs out. */
const ASKED_MAX_MS = 10_000;

/** How long to wait after `tried` tries: twice as long each time, and half of it by chance, so that nodes do not come back together. */
export function waitMs(tried: number, random: () => number, askedMs = 0): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tried - 1));
  return Math.max(Math.min(askedMs, ASKED_MAX_MS), longest * (0.5 + random() / 2));
}

/** The real clock. */
export async function pauseByClock(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal });
}
