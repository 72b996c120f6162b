import type { GuardedResponse } from '../../net/guarded-fetch.js';
import { ProviderError, type ProviderHooks } from '../provider.js';
import { type RunwayAccess, whyNot } from './call-runway.js';
import { readSignedSource } from './signed-source.js';

/** A large clip over a slow line; a server that stalls is noticed much earlier. */
const CLIP_MAX_BYTES = 4 * 1024 ** 3;
const CLIP_TIMEOUT_MS = 3_600_000;
/** How a URL that has died is answered. */
const DEAD: readonly number[] = [401, 403, 404, 410];

/** Asks for a task's output URLs as they are now, by their places; throws ProviderError. */
export type AskUrls = (taskId: string) => Promise<ReadonlyMap<number, string>>;

/**
 * Fetches a clip, by a new URL where the one at hand has died. The key does not go along: the URL is signed, and its host is another.
 * @throws ProviderError, not `retryable` when the vendor has the clip no more
 */
export async function openClip(
  access: RunwayAccess,
  source: string,
  hooks: ProviderHooks,
  askUrls: AskUrls,
): Promise<AsyncIterable<Uint8Array>> {
  const known = readSignedSource(source);
  const first = await get(access, known?.url ?? source, hooks);
  if (!DEAD.includes(first.status) || known === undefined) return bytesOrWhy(first, hooks.signal);
  first.discard();
  const fresh = (await askUrls(known.taskId)).get(known.index);
  if (fresh === undefined) {
    throw new ProviderError('runway', 'Runway has the clip no more', { retryable: false });
  }
  return bytesOrWhy(await get(access, fresh, hooks), hooks.signal);
}

async function get({ fetch, baseUrl }: RunwayAccess, url: string, hooks: ProviderHooks): Promise<GuardedResponse> {
  try {
    return await fetch(url, {
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
}

/** A URL that is dead although it was made this moment is the store's trouble, not the clip's end. */
function bytesOrWhy(response: GuardedResponse, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (response.status === 200 && !isPage) return bytesOf(response, signal);
  response.discard();
  const what = isPage ? 'a web page' : `status ${response.status}`;
  throw new ProviderError('runway', `The clip at Runway was answered with ${what}`, { retryable: true });
}

async function* bytesOf(response: GuardedResponse, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* response.body;
  } catch (error) {
    throw whyNot(error, signal);
  }
}
