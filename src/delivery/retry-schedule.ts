/**
 * How long after a try that failed the next one comes; the first is due at once. Standard Webhooks' own example schedule
 * (spec/standard-webhooks.md, "Deliverability and reliability", 1.0.0), whose delays add up to 75 h 35 min: long enough for a weekend.
 */
export const RETRY_DELAYS_SEC: readonly number[] = [
  0,
  5,
  5 * 60,
  30 * 60,
  2 * 3600,
  5 * 3600,
  10 * 3600,
  14 * 3600,
  20 * 3600,
  24 * 3600,
];

/** Each wait is this share longer or shorter, so that receivers that fell together are not asked together. */
export const RETRY_SPREAD = 0.2;

/** A receiver's `Retry-After` is honoured up to here; a longer one would let it keep rows alive for years. */
export const RETRY_AFTER_MAX_SEC = 24 * 3600;

/** What decides about the next try. */
export interface FailedSoFar {
  /** Tries made. */
  readonly tries: number;
  /** What a 429 or a 503 asked for. */
  readonly retryAfterSec: number | undefined;
  /** 0 up to 1. */
  readonly random: () => number;
}

/** Ms from now to the next try; `undefined`: there is none. A `Retry-After` makes it later, never sooner: it must not use tries up. */
export function nextRetryMs({ tries, retryAfterSec, random }: FailedSoFar): number | undefined {
  const delaySec = RETRY_DELAYS_SEC[tries];
  if (delaySec === undefined) return undefined;
  const spread = 1 - RETRY_SPREAD + 2 * RETRY_SPREAD * random();
  const askedSec = Math.min(retryAfterSec ?? 0, RETRY_AFTER_MAX_SEC);
  return Math.round(Math.max(delaySec * spread, askedSec) * 1000);
}

/** Seconds that a `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or a date); `undefined` for anything else. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text);
  const atMs = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, (atMs - nowMs) / 1000);
}
