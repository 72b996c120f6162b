import { NetError } from '../../net/net-error.js';
import { ProviderError } from '../provider.js';
import type { Vendor } from './vendor-account.js';

/**
 * The error that a call without an answer ends with: what `beforeSend` threw as it was, what is none of the net's as it was, the rest as
 * ProviderError with the NetError as its cause. Of one that `signal` stopped midway nobody knows what came of it, as of any other.
 * `what` leads its message.
 */
export function unanswered({ provider }: Vendor, error: unknown, what: string, signal?: AbortSignal): unknown {
  if (!(error instanceof NetError)) return error;
  const { reason, cause, retryable, message, todo } = error;
  if (reason === 'aborted' && signal?.aborted !== true && cause instanceof Error) return cause;
  return new ProviderError(provider, `${what}: ${message}. ${todo}`, { retryable, cause: error });
}
