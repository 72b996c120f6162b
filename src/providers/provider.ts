import type { Failure, Progress } from '../contract/task.js';

/**
 * What an adapter does: the one file its author reads. An adapter translates between a task and one vendor's API; it keeps no state,
 * writes nothing of the store, and is called again after a crash with what it answered before.
 */
export interface Provider {
  /** On attempts, in routes and in reports: `local`, `hiapi`, `ark`… */
  readonly id: string;
  /** Whether sending an order twice costs nothing and makes one render: an attempt that nobody knows the end of is then just sent again. */
  readonly isFreeToRepeat: boolean;
  /** A fingerprint of the key that orders are sent under; an order is polled under the same one. */
  readonly credential: string;
  /**
   * Whether the vendor knows an order that is sent again by its attempt's id, as long as its body is the same, and makes one job of both.
   * Absent: it does not, and what nobody knows the end of must not be sent again.
   */
  readonly knowsRepeats?: boolean;
  /** How stills reach the vendor. Absent: it reads `stills` by itself. */
  readonly stillTransport?: StillTransport;
  /** What the vendor lets one key do at once. Absent: nothing is known of a limit. */
  readonly pace?: VendorPace;
  /** Its address is not on the public internet: a gateway of one's own, or a vendor that is played. Absent: it is taken for the vendor's. */
  readonly isPrivate?: true;
  /** The vendor's region, where its models and prices differ by it (`cn`). Absent: the international one. */
  readonly region?: string;
  /**
   * The exact body that `submit` sends for an order, to be kept before it is sent. `undefined`: it cannot be sent at all, and `submit`
   * says why. Not there where a body is always the same for the same order.
   */
  bodyOf?(order: RenderOrder): string | undefined;
  /**
   * Sends an order, once. `hooks.beforeSend` is called right before the first byte leaves and may throw.
   * @throws ProviderError when nobody knows whether there is a job now; never for a proven rejection.
   */
  submit(order: RenderOrder, hooks: ProviderHooks): Promise<SubmitAnswer>;
  /**
   * Asks how an order is. May take as long as the render itself where that is what asking means (`local`).
   * @throws ProviderError when it could not be asked: that says nothing about the render.
   */
  poll(handle: string, order: RenderOrder, hooks: ProviderHooks): Promise<PollAnswer>;
  /** Asks for an end. `too_late`: there is a clip, or one is billed. `uncertain`: nobody can say. */
  cancel(handle: string): Promise<'confirmed' | 'too_late' | 'uncertain'>;
  /**
   * The bytes of an output, by the `source` it was announced with.
   * @throws ProviderError, `retryable` when asking again may help.
   */
  open(source: string, hooks: ProviderHooks): Promise<AsyncIterable<Uint8Array>>;
  /** Lets go of whatever is kept for an order that has ended. May be called twice, and for orders it never saw. */
  release(handle: string): Promise<void>;
  /** The orders that something is kept for on this machine. Not there where nothing ever is. */
  kept?(): Promise<readonly string[]>;
  /**
   * Looks among the vendor's own tasks for an order that nobody knows the end of. `absent` only where the vendor's list is complete and
   * could not have missed it; whatever is not sure is `unsure`. Not there where the vendor has no list.
   * @throws ProviderError when it could not be asked
   */
  find?(order: RenderOrder, sentAtMs: number, hooks: ProviderHooks, others?: OtherOrders): Promise<FoundJob>;
  /**
   * The vendor's own list of the account's clips, whoever asked for them, newest first where the vendor keeps an order. A clip is never
   * left out in silence; one may come twice where the list moves while it is read. Not there where the vendor has no list.
   * @throws ProviderError when a page could not be had; what came before it stands
   */
  list?(ask: ListAsk): AsyncIterable<ListedJob>;
  /** How far back that list goes, in ms: what is older is not in it, which proves nothing. Absent: as far back as the account. */
  readonly listReachMs?: number;
  /** Reads a callback of the vendor's. `undefined`: it is none, or is forged. Not there where the vendor has no callbacks. */
  hear?(callback: VendorCallback): Promise<HeardCallback | undefined>;
  /**
   * What a render is billed, in whole micro-dollars, by the `facts` of its last poll. `undefined`: they do not say. Not there where they
   * never do.
   */
  billedMicroUsd?(facts: unknown): number | undefined;
  /** Brings a still to the vendor's own store. Not there where the vendor has none. @throws ProviderError */
  upload?(still: UploadedStill, hooks: ProviderHooks): Promise<{ readonly url: string; readonly expiresAtMs: number }>;
}

/** By which ways a vendor takes a still, and how much of it. */
export interface StillTransport {
  /** A still that it fetches: bytes at most. Absent: it fetches none. */
  readonly url?: {
    readonly maxBytes: number;
    /** Characters of the URL, where they are counted. */
    readonly maxChars?: number;
    /** Whether the host must have a name, an address not being taken. */
    readonly isNameNeeded?: boolean;
    /** Whether it fetches by https alone. */
    readonly isHttpsNeeded?: boolean;
    /** Whether it asks with HEAD before it fetches: a presigned URL of a bucket answers GET alone. */
    readonly isHeadNeeded?: boolean;
    /** How long a URL must stay good: as long as an order may wait in the vendor's queue. */
    readonly aliveMs: number;
  };
  /** A still inside the request: characters of the whole data URI at most. Absent: none. */
  readonly dataUri?: { readonly maxChars: number };
  /** A still in its own store, by `upload`: bytes at most. Absent: it has none. */
  readonly upload?: { readonly maxBytes: number };
}

/** What one key may do at a vendor. */
export interface VendorPace {
  /** Questions a second, over all processes. */
  readonly callsPerSec: number;
  /** Orders a second; absent: as questions. */
  readonly submitsPerSec?: number;
  /** Renders under way at once; absent: the vendor queues what is too many. */
  readonly rendersAtOnce?: number;
}

/** What is known of the vendor's tasks beside the one that is looked for. */
export interface OtherOrders {
  /** Whether a task is of another attempt of this installation's: then it is not the one. */
  readonly has: (handle: string) => Promise<boolean>;
}

/** What a vendor's list says of an order. */
export type FoundJob =
  | { readonly kind: 'found'; readonly handle: string }
  | { readonly kind: 'absent' }
  /** `candidates`: the vendor's tasks that may be it, for a person, or for who knows which of them are other attempts'. */
  | { readonly kind: 'unsure'; readonly candidates?: readonly string[] };

/** Which part of a vendor's list is wanted, and how it is read. */
export interface ListAsk {
  /** What was made before may be left out. */
  readonly sinceMs: number;
  readonly hooks: ProviderHooks;
  /** Awaited before each page is asked for: where the pace of the key is kept. */
  readonly beforePage?: () => Promise<void>;
}

/** A job as a vendor's list shows it. What a list does not tell is absent. */
export interface ListedJob {
  readonly handle: string;
  /** The catalogue's id where the adapter knows the vendor's name, else that name. */
  readonly model?: string;
  /** The vendor's own route. */
  readonly vendorRoute?: string;
  /** A status that is not known is `running`. */
  readonly status: 'running' | 'succeeded' | 'failed';
  /** By the vendor's clock. */
  readonly createdAtMs?: number;
  /** Of one that succeeded, the clip first. Absent: the list names none, and `poll` may. Empty: there is no clip in it. */
  readonly outputs?: readonly ProviderOutput[];
  /** What `poll` would say of it. */
  readonly facts?: unknown;
  readonly prompt?: string;
}

/** A callback as it came: the raw bytes are what a signature is over. */
export interface VendorCallback {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

/** What a callback says. One without a signature is only a reason to ask. */
export interface HeardCallback {
  readonly handle: string;
  readonly isSigned: boolean;
}

/** A still on its way to a vendor's store. */
export interface UploadedStill {
  readonly bytes: () => AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly name: string;
}

/** One order: what an attempt sends. */
export interface RenderOrder {
  readonly attemptId: string;
  /** What `preparing` settled, as JSON data; each adapter knows its own. */
  readonly plan: unknown;
  /** The stills by the role they play; keys of the blob store. */
  readonly stills: { readonly first?: string; readonly last?: string };
  /** The same as URLs that the vendor can read: public ones, data URIs, or of its own store. Absent for who reads `stills`. */
  readonly frames?: { readonly first?: string; readonly last?: string };
  /** Unguessable, for this attempt alone: where the vendor may call back. */
  readonly callbackUrl?: string;
  /** What `bodyOf` said when it was sent first: sent as it is, byte for byte. */
  readonly body?: string;
  /** It may have been sent before: a refusal now is no proof that there is no job from then. Only to who `knowsRepeats`. */
  readonly isRepeat?: boolean;
}

/** How a call is watched and stopped. */
export interface ProviderHooks {
  readonly signal: AbortSignal;
  readonly beforeSend: () => void;
  readonly onProgress: (progress: Progress) => void;
}

/** What became of an order. `rejected` is proof that there is no job, and nothing to pay. */
export type SubmitAnswer =
  | {
      readonly kind: 'accepted';
      readonly handle: string;
      /** What the vendor said of it beside, as JSON data: the most that it may cost, for one. */
      readonly facts?: unknown;
    }
  | {
      readonly kind: 'rejected';
      readonly failure: Failure;
      /** The reason passes by itself (too many requests, no connection): the same order may go through after so long. Absent: it does not. */
      readonly retryAfterMs?: number;
      /**
       * It was not this order that was refused, but the key, or an account without money: until somebody has changed that, every other
       * order will be, too. Absent: it was this order.
       */
      readonly trouble?: 'auth' | 'balance';
    };

/** How a render is. An unknown status of a vendor's is `running`. */
export type PollAnswer =
  | { readonly kind: 'running'; readonly askAgainInMs: number; readonly progress?: Progress }
  | {
      readonly kind: 'succeeded';
      readonly outputs: readonly ProviderOutput[];
      /** What the adapter has to say of the render, as JSON data. */
      readonly facts?: unknown;
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** The vendor knows no such job, or none any more: of a handle it proves nothing, and of a young job nothing yet. */
      readonly isLost?: true;
    };

/** Something to fetch. */
export interface ProviderOutput {
  readonly type: string;
  readonly source: string;
  readonly expiresAtMs?: number;
  /** The adapter has read this very file to its end and decoded it: it need not be verified once more. */
  readonly isDecoded?: boolean;
}

/** No answer was to be had: the network, a 5xx, a reply that is none. Says nothing about the render. */
export class ProviderError extends Error {
  readonly provider: string;
  /** Whether the same call may go through later. */
  readonly retryable: boolean;
  /** How long the vendor wants to be left alone, where it said so. */
  readonly retryAfterMs: number | undefined;
  /** Of an output: its URL never gives it again, so the vendor must be asked for another, or has none. */
  readonly isDead: boolean;

  constructor(
    provider: string,
    message: string,
    facts: {
      readonly retryable: boolean;
      readonly retryAfterMs?: number | undefined;
      /** Default: false. */
      readonly isDead?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'ProviderError';
    this.provider = provider;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.isDead = facts.isDead === true;
  }
}
