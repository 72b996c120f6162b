import type { BlobStore } from '../blobs/blobs.js';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import type { Provider, ProviderHooks } from '../providers/provider.js';

/** A still that a vendor is to get: bytes of ours. */
export interface StillToHost {
  readonly blobKey: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** For a vendor's store, which wants a name: `first.png`. */
  readonly name: string;
}

/** Makes URLs by which a vendor fetches stills from here, under FIRSTFRAME_PUBLIC_URL. */
export interface StillSigner {
  /**
   * Whether our own URL may be at an address that is not public: for a vendor that is in the same network, and for tests. Any other
   * vendor cannot reach it there.
   */
  readonly isTrusted: boolean;
  urlOf(blobKey: string, mediaType: string, expiresAtMs: number): string;
}

/** What the ways work with. */
export interface HostWork {
  readonly provider: Provider;
  readonly blobs: BlobStore;
  /** `undefined`: nobody outside reaches this installation. */
  readonly stillUrls: StillSigner | undefined;
  readonly fetch: GuardedFetch;
  readonly hooks: ProviderHooks;
  readonly nowMs: () => number;
  /** Whether the hooks have stopped the work: then what was thrown goes out, and is not held against a way. */
  readonly isStopped: () => boolean;
}

/** A way by which a still reaches a vendor. `undefined`: this vendor does not have it. */
export type Way = (still: StillToHost) => Promise<WayOutcome | undefined>;

/** Where a still is by now, or why this way is closed to it. */
export type WayOutcome = { readonly kind: 'hosted'; readonly url: string } | ClosedWay;

/** A way that cannot be taken. */
export interface ClosedWay {
  readonly kind: 'closed';
  /** A full sentence with the limit or the fault; nothing of a signed URL but its origin. */
  readonly why: string;
  /** What opens it, as a full sentence. */
  readonly todo: string;
  /** The reason may pass by itself. */
  readonly passes: boolean;
  /** How long the vendor wants to be left alone, where it said so. */
  readonly retryAfterMs?: number;
}

/** Closes a way. */
export function closed(
  why: string,
  todo: string,
  facts: Pick<ClosedWay, 'retryAfterMs'> & { passes?: boolean } = {},
): ClosedWay {
  return { kind: 'closed', why, todo, passes: false, ...facts };
}

/** What to do where no size helps but a smaller one. */
export const USE_SMALLER = 'Use a smaller still.';
