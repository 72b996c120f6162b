/** Counts requests of each key against what it may make in a minute. Each process counts for itself. */
export interface RateLimit {
  /** Counts one. Answers with 0, or with the seconds until there is room for it; a refused one is not counted. */
  take(keyId: string, perMinute: number): number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Buckets that are full again are forgotten when there are this many. */
const BUCKETS_MAX = 10_000;

/** A bucket for each key that holds a minute's requests and is filled evenly. `monotonicMs` never jumps. */
export function createRateLimit(monotonicMs: () => number): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(keyId, perMinute) {
      const now = monotonicMs();
      const perMs = perMinute / 60_000;
      let bucket = buckets.get(keyId);
      if (bucket === undefined) {
        if (buckets.size >= BUCKETS_MAX) forgetFull(buckets, now);
        bucket = { tokens: perMinute, filledAtMs: now };
        buckets.set(keyId, bucket);
      }
      bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.filledAtMs) * perMs);
      bucket.filledAtMs = now;
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
      bucket.tokens -= 1;
      return 0;
    },
  };
}

function forgetFull(buckets: Map<string, Bucket>, now: number): void {
  for (const [keyId, { filledAtMs }] of buckets) if (now - filledAtMs > 60_000) buckets.delete(keyId);
}
