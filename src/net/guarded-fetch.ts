import { startLimits } from './call-limits.js';
import { checkUrl } from './check-url.js';
import { explainFailure } from './explain-failure.js';
import { parseAllowedAddresses } from './judge-address.js';
import { systemNetClock, type NetClock } from './net-clock.js';
import { nextHop, type Hop } from './next-hop.js';
import { createDnsResolver, resolveBySystem, type ResolveHost } from './resolve-host.js';
import { sendHop } from './send-hop.js';

/** One call to a URL from outside. */
export interface GuardedRequest {
  /** Default: GET. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as they are. A redirect to another origin takes along only those that say what is wanted (see {@link nextHop}). */
  readonly headers?: Readonly<Record<string, string>>;
  /** An iterable is sent in chunks unless the headers hold its `content-length`. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Most bytes of the answer's body, packed and unpacked; a larger one is cut off with `too_large`. 0 takes only an empty one. */
  readonly maxBytes: number;
  /**
   * How many redirects of a GET or HEAD are followed, each checked as the first URL was. Default: 0, and then a redirect is
   * handed over as the answer it is, as it is for every other method. Callbacks: 0. Sources: 5.
   */
  readonly maxRedirects?: number;
  /** From the start of a hop until its connection stands: name, address, TLS. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** From then until the answer's headers are there, the sending of a body included. Default: 30,000. */
  readonly headersTimeoutMs?: number;
  /** While a body is waited for, `stallBytes` must come in each stretch of this length. Default: 15,000. */
  readonly stallTimeoutMs?: number;
  /** Default: 1,024. A body that is smaller has one stretch to come. */
  readonly stallBytes?: number;
  /** From the call to the last byte of the body, all hops together. Default: 60,000. */
  readonly totalTimeoutMs?: number;
  /** CIDR blocks that may be called although they are not public. Default: none. */
  readonly allowAddresses?: readonly string[];
  /**
   * URLs of the operator's (a base URL, a bucket), whose origin is called at whatever address it is. Only for calls to the
   * operator's own URLs and to those a trusted vendor gave: a stranger's URL must not get there. A redirect from elsewhere
   * does not come under it.
   */
  readonly trustedOrigins?: readonly string[];
  /** Stops the call, up to the last byte of the body. */
  readonly signal?: AbortSignal;
  /**
   * Called when a connection stands, right before the first byte of a request leaves, and so before each hop: the place for the last look at a lease.
   * What it throws ends the call as `aborted` with it as the cause, and of that hop nothing has been sent.
   */
  readonly beforeSend?: () => void;
}

/** The answer. Read `body` to its end, leave its loop, or call `discard`: until then the connection is held. */
export interface GuardedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer came from, after redirects. May hold a signature: not for logs. */
  readonly url: string;
  /** Can be read once; throws NetError when a cap or a limit is reached. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of the connection without reading on. May be called twice. */
  readonly discard: () => void;
}

/**
 * Calls a URL. Any status is an answer; without one it rejects with {@link NetError} (or, for an `allowAddresses` that
 * cannot be read, RangeError).
 */
export type GuardedFetch = (url: string, request: GuardedRequest) => Promise<GuardedResponse>;

/** What a guarded fetch is made with; every part has a default. */
export interface GuardedFetchOptions {
  /** Asked for every name. Default: DNS for strangers' URLs, the system's resolver for trusted ones. */
  readonly resolve?: ResolveHost;
  readonly clock?: NetClock;
  /** Default: `firstframe`. */
  readonly userAgent?: string;
  /** Certificates of authorities in PEM. Default: those that Node trusts. */
  readonly certificateAuthorities?: readonly string[];
}

/**
 * Makes the one way by which a URL from outside is called. Each hop has a connection of its own: the addresses and origins
 * that are allowed differ by call, and a shared connection would carry one caller's permission to another.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const clock = options.clock ?? systemNetClock;
  const resolveStranger = options.resolve ?? createDnsResolver();
  const resolveTrusted = options.resolve ?? resolveBySystem;

  return async (url, request) => {
    const trusted = request.trustedOrigins ?? [];
    const first = checkUrl(url, trusted);
    const allowed = parseAllowedAddresses(request.allowAddresses ?? []);
    const { origin } = first;
    const limits = startLimits(clock, {
      origin,
      totalTimeoutMs: request.totalTimeoutMs ?? 60_000,
      signal: request.signal,
    });
    try {
      let hop: Hop = { target: first, headers: headersOf(request, options) };
      for (let followed = 0; ; followed += 1) {
        limits.check();
        const resolve = hop.target.isTrusted ? resolveTrusted : resolveStranger;
        const answer = await sendHop({ hop, request, allowed, resolve, limits, clock, options });
        const limit = { followed, max: request.maxRedirects ?? 0, method: request.method ?? 'GET', trusted };
        const next = nextHop(hop, answer, limit);
        if (next === undefined) return answer.take();
        answer.close();
        hop = next;
      }
    } catch (error) {
      throw limits.fail(explainFailure(error, { origin, sent: limits.sent }));
    }
  };
}

function headersOf(request: GuardedRequest, options: GuardedFetchOptions): Readonly<Record<string, string>> {
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    'user-agent': options.userAgent ?? 'firstframe',
    ...Object.fromEntries(given),
    'accept-encoding': 'identity',
  };
}
