/** Longest wait that a Retry-After is believed for. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/** Reads a Retry-After header, seconds or a date (RFC 9110, section 10.2.3), in ms from now; `undefined` for none and for nonsense. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(Math.ceil(waitMs), 0), RETRY_AFTER_MAX_MS) : undefined;
}
