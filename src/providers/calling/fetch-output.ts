import type { GuardedResponse } from '../../net/guarded-fetch.js';
import { ProviderError, type ProviderHooks } from '../provider.js';
import type { VendorAccount } from './call-vendor.js';
import { readRetryAfter } from './read-retry-after.js';
import { unanswered } from './unanswered.js';

/** Whose output it is: the provider's id, and its name in a sentence. */
export interface Vendor {
  readonly provider: string;
  readonly name: string;
}

/** Above what any model makes. */
const OUTPUT_MAX_BYTES = 2 * 1024 ** 3;

/** A clip on a slow line; one that stalls ends much sooner. */
const OUTPUT_TIMEOUT_MS = 30 * 60_000;

/** How a URL that has died is answered. */
const DEAD: readonly number[] = [401, 403, 404, 410];

/** What a URL of an output gave: its bytes, or that it gives nothing any more. */
export type FetchedOutput =
  | { readonly kind: 'bytes'; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly kind: 'dead'; readonly status: number };

/**
 * Fetches an output. The key does not go along: the URL is signed, and its host may be another.
 * @throws ProviderError, `retryable` where the same URL may give it yet; so do the bytes where they break off
 */
export async function fetchOutput(
  { provider, name }: Vendor,
  { baseUrl, fetch, nowMs }: VendorAccount,
  url: string,
  hooks: ProviderHooks,
): Promise<FetchedOutput> {
  const { signal, beforeSend } = hooks;
  let response: GuardedResponse;
  try {
    response = await fetch(url, {
      maxBytes: OUTPUT_MAX_BYTES,
      maxRedirects: 5,
      totalTimeoutMs: OUTPUT_TIMEOUT_MS,
      trustedOrigins: [baseUrl],
      ...{ signal, beforeSend },
    });
  } catch (error) {
    throw unanswered(provider, error, `The output of ${name} could not be opened`, signal);
  }
  const { status, headers } = response;
  const isPage = headers.get('content-type')?.startsWith('text/html') === true;
  if (status === 200 && !isPage) {
    return { kind: 'bytes', bytes: readBytes(response, (error) => unanswered(provider, error, `The output of ${name} broke off`, signal)) };
  }
  response.discard();
  if (DEAD.includes(status)) return { kind: 'dead', status };
  const what = isPage ? 'a web page' : `status ${status}`;
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), nowMs());
  throw new ProviderError(provider, `The output of ${name} was answered with ${what}`, { retryable: true, retryAfterMs });
}

async function* readBytes(
  { body }: GuardedResponse,
  explain: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw explain(error);
  }
}
