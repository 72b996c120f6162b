import { spreadOf, type UsualSec } from './render-spread.js';

/** When to ask about a render again. */
export interface PollAsk {
  /** Since the order was sent. */
  readonly sinceSentMs: number;
  /** How long such renders take. Absent: not known, and the vendor's floor is the pace. */
  readonly usual?: UsualSec | undefined;
  /** The vendor's own floor: it is not asked again before. */
  readonly vendorMs: number;
  /** One pace for every provider (FIRSTFRAME_POLL_MS), instead of all else. */
  readonly fixedMs?: number | undefined;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** When the dense questions begin, so many renders are done; asking from the start on would cost a third more questions. */
const FIRST_SHARE = 0.12;

/** One look before that, at a third of the wait: what a vendor refuses after all (moderation, a still it cannot read) it refuses early. */
const EARLY_SHARE = 1 / 3;

/** Questions that a render may need on the average, between the first of the dense ones and its end. */
const DENSE_POLLS = 9.5;

/** No closer than this, or than an eighth of what is usual where that is less: it is near enough for a person who waits. */
const DENSE_MS = 7_000;
const DENSE_OF_USUAL = 1 / 8;

/** Renders that were sent together are not to be asked about together for ever. */
const JITTER = 0.05;

/** Below this a process does nothing but ask. */
const LEAST_MS = 50;

/**
 * Ms until a render is asked about again: one early look, then nothing until the first of its kind are done, dense from there to p90,
 * and slower the longer it goes on after that. The pace of the dense part is such that a render needs 12 questions on the average,
 * however its model's times are spread. How soon its end is known follows from that: in nine of ten cases within 8 s for p50 120 s and
 * p90 230 s, within 11 s for 120 s and 300 s (where no schedule of 12 questions does better than 9.6 s, and 8 s cost 14).
 */
export function nextPollMs({ sinceSentMs, usual, vendorMs, fixedMs, random }: PollAsk): number {
  if (fixedMs !== undefined) return Math.max(1, Math.round(fixedMs));
  const floorMs = Math.max(vendorMs, LEAST_MS);
  if (usual === undefined) return jittered(floorMs, floorMs, random);
  const spread = spreadOf(usual);
  const firstMs = spread.quantileSec(FIRST_SHARE) * 1000;
  const sinceMs = Math.max(0, sinceSentMs);
  const earlyMs = firstMs * EARLY_SHARE;
  const denseMs = Math.max(
    (spread.meanSec * 1000 - firstMs) / DENSE_POLLS,
    Math.min(DENSE_MS, usual.p50Sec * 1000 * DENSE_OF_USUAL),
  );
  if (sinceMs < earlyMs * (1 - JITTER)) return jittered(earlyMs - sinceMs, floorMs, random);
  if (sinceMs < firstMs - denseMs) return jittered(firstMs - sinceMs, floorMs, random);
  const p90Ms = spread.quantileSec(0.9) * 1000;
  return jittered(denseMs * Math.max(1, sinceMs / p90Ms), floorMs, random);
}

function jittered(waitMs: number, floorMs: number, random: () => number): number {
  return Math.ceil(Math.max(floorMs, waitMs * (1 + JITTER * (2 * random() - 1))));
}
