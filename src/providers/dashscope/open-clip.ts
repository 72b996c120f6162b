import type { GuardedResponse } from '../../net/guarded-fetch.js';
import { ProviderError, type ProviderHooks } from '../provider.js';
import { type DashscopeAccess, whyNot } from './call-dashscope.js';

/** A large clip over a slow line; a server that stalls is noticed much earlier. */
const CLIP_MAX_BYTES = 4 * 1024 ** 3;
const CLIP_TIMEOUT_MS = 3_600_000;

/**
 * Fetches a clip. The key does not go along: the URL is signed, and its host is another.
 * @throws ProviderError; after a 403 or 404 the clip is gone, for the vendor signs no new URL.
 */
export async function openClip(
  { fetch, baseUrl }: DashscopeAccess,
  source: string,
  hooks: ProviderHooks,
): Promise<AsyncIterable<Uint8Array>> {
  let response: GuardedResponse;
  try {
    response = await fetch(source, {
      maxBytes: CLIP_MAX_BYTES,
      maxRedirects: 3,
      totalTimeoutMs: CLIP_TIMEOUT_MS,
      trustedOrigins: [baseUrl],
      signal: hooks.signal,
      beforeSend: hooks.beforeSend,
    });
  } catch (error) {
    throw whyNot(error, hooks.signal);
  }
  const { status } = response;
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (status === 200 && !isPage) return bytesOf(response, hooks.signal);
  response.discard();
  if ([403, 404, 410].includes(status)) {
    const words = `The clip at DashScope cannot be fetched any more (${status}): its URL lives for 24 hours, and there is no other.`;
    throw new ProviderError('dashscope', words, { retryable: false });
  }
  const what = isPage ? 'a web page' : `status ${status}`;
  throw new ProviderError('dashscope', `The clip at DashScope was answered with ${what}`, { retryable: true });
}

async function* bytesOf(response: GuardedResponse, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* response.body;
  } catch (error) {
    throw whyNot(error, signal);
  }
}
