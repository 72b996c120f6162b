import type { GuardedFetch } from '../net/guarded-fetch.js';
import { NetError } from '../net/net-error.js';
import { parseRetryAfter } from './retry-schedule.js';

/** A receiver that has not answered within this time has failed; its 2xx would come too late to count. */
export const CALLBACK_TIMEOUT_MS = 15_000;

/** One try. */
export interface CallbackToSend {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowAddresses: readonly string[];
  readonly signal: AbortSignal;
  /** Throws when it may not be sent any more. */
  readonly beforeSend: () => void;
  readonly nowMs: () => number;
}

/** How one try ended. `stopped`: by us, whether or not the receiver has seen any of it. */
export type TryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'failed';
      /** `undefined`: no answer. */
      readonly status: number | undefined;
      /** One word; never what the receiver said, nor where it is. */
      readonly error: string;
      readonly retryAfterSec: number | undefined;
      /** The receiver wants none of it ever again. */
      readonly isGone: boolean;
    }
  | { readonly kind: 'stopped' };

/** Sends a callback once. Only the status counts: what the receiver says beside it is not read. */
export async function sendCallback(fetch: GuardedFetch, callback: CallbackToSend): Promise<TryOutcome> {
  const { url, body, headers, allowAddresses, signal, beforeSend, nowMs } = callback;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      allowAddresses,
      signal,
      beforeSend,
      maxRedirects: 0,
      // Nothing is read of it, so nothing is too much: an endless page after a 200 is still a 200.
      maxBytes: Number.MAX_SAFE_INTEGER,
      headersTimeoutMs: CALLBACK_TIMEOUT_MS,
      totalTimeoutMs: CALLBACK_TIMEOUT_MS,
    });
    response.discard();
    return judgeStatus(response.status, response.headers, nowMs());
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (error.reason === 'aborted') return { kind: 'stopped' };
    return { kind: 'failed', status: undefined, error: error.reason, retryAfterSec: undefined, isGone: false };
  }
}

function judgeStatus(status: number, headers: Headers, nowMs: number): TryOutcome {
  if (status >= 200 && status <= 299) return { kind: 'delivered', status };
  const asksToWait = status === 429 || status === 503;
  return {
    kind: 'failed',
    status,
    error: status === 410 ? 'gone' : status >= 300 && status <= 399 ? 'redirect' : 'bad_status',
    retryAfterSec: asksToWait ? parseRetryAfter(headers.get('retry-after'), nowMs) : undefined,
    isGone: status === 410,
  };
}
