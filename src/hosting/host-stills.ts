import type { BlobStore } from '../blobs/blobs.js';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import type { Provider, ProviderHooks } from '../providers/provider.js';
import { byDataUri } from './by-data-uri.js';
import { createOurUrlWay } from './by-our-url.js';
import { createPresignedWay } from './by-presigned-url.js';
import { byUpload } from './by-upload.js';
import type { ClosedWay, HostWork, StillSigner, StillToHost, Way } from './way.js';

/** Which stills, for whom, and what it takes. */
export interface HostAsk {
  readonly provider: Provider;
  /** By the roles they play. */
  readonly stills: { readonly first?: StillToHost; readonly last?: StillToHost };
  readonly blobs: BlobStore;
  /** `undefined`: FIRSTFRAME_PUBLIC_URL is not set, or this process serves nobody. */
  readonly stillUrls: StillSigner | undefined;
  readonly fetch: GuardedFetch;
  readonly hooks: ProviderHooks;
  readonly nowMs: () => number;
}

/** No way led a still to its vendor. Nothing was ordered, and nothing is to be paid. */
export class HostingError extends Error {
  /** Whether a reason may pass by itself: a server that is away, a store that refuses for now. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** Full sentences for a person: every way with what closes it, the variable to set, the limit. No signed URL, no key. */
  readonly say: string;

  constructor(say: string, facts: { readonly retryable: boolean; readonly retryAfterMs?: number | undefined }) {
    super(say);
    this.name = 'HostingError';
    this.say = say;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/**
 * Brings stills to where a vendor can read them, and answers with their URLs by role: our own signed URL where there is one, proven
 * to be reachable from outside and alive for as long as an order may wait; else the bucket's presigned one; else the vendor's own store; else a data URI, where it is small
 * enough. Each still goes its own way. Costs nothing and may be done again. A provider that reads stills by itself gets none.
 *
 * @throws HostingError when no way is open; BlobError; and what `hooks` stopped it with
 */
export async function hostStills({ stills, hooks, ...ask }: HostAsk): Promise<{ first?: string; last?: string }> {
  const { first, last } = stills;
  if (ask.provider.stillTransport === undefined) return {};
  const watch = watchHooks(hooks);
  const work: HostWork = { ...ask, hooks: watch.hooks, isStopped: watch.isStopped };
  const ways: readonly Way[] = [
    createOurUrlWay(work),
    createPresignedWay(work),
    (still) => byUpload(still, work),
    (still) => Promise.resolve(byDataUri(still, work)),
  ];
  try {
    const firstUrl = first && (await host('first', first, ways, ask.provider));
    const isSame = first?.blobKey === last?.blobKey && first?.mediaType === last?.mediaType;
    const lastUrl = isSame ? firstUrl : last && (await host('last', last, ways, ask.provider));
    return {
      ...(firstUrl === undefined ? {} : { first: firstUrl }),
      ...(lastUrl === undefined ? {} : { last: lastUrl }),
    };
  } catch (error) {
    throw watch.reason() ?? error;
  }
}

async function host(role: string, still: StillToHost, ways: readonly Way[], provider: Provider): Promise<string> {
  const walls: ClosedWay[] = [];
  for (const way of ways) {
    const outcome = await way(still);
    if (outcome?.kind === 'hosted') return outcome.url;
    if (outcome !== undefined) walls.push(outcome);
  }
  const whys = walls.length === 0 ? ['It takes none.'] : walls.map(({ why }) => why);
  const todos = [...new Set(walls.map(({ todo }) => todo))];
  const waits = walls.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
  const head = `${provider.id} cannot be given the ${role} frame, of ${still.sizeBytes} bytes.`;
  throw new HostingError([head, ...whys, ...todos].join(' '), {
    retryable: walls.some(({ passes }) => passes),
    retryAfterMs: waits.length === 0 ? undefined : Math.min(...waits),
  });
}

/** Hooks that remember what they stopped the work with: adapters put it in errors of their own. */
function watchHooks(hooks: ProviderHooks) {
  let thrown: unknown;
  const beforeSend = (): void => {
    try {
      hooks.beforeSend();
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  return {
    hooks: { ...hooks, beforeSend },
    isStopped: () => thrown !== undefined || hooks.signal.aborted,
    reason: () => thrown,
  };
}
