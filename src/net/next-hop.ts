import { checkUrl, type CheckedUrl } from './check-url.js';
import { NetError } from './net-error.js';

/** One request on the way to an answer. */
export interface Hop {
  readonly target: CheckedUrl;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How far redirects are followed. */
export interface HopLimit {
  readonly followed: number;
  readonly max: number;
  readonly method: string;
  readonly trusted: readonly string[];
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** What another origin may be told: what is wanted. Everything else may be a secret that was meant for the first one. */
const HEADERS_FOR_ANYBODY: readonly string[] = ['accept', 'accept-encoding', 'accept-language', 'range', 'user-agent'];

/**
 * Where an answer sends us, or undefined when it is the answer. The next URL is checked as the first one was, its address
 * too when it is called.
 *
 * A trusted origin leads to trusted origins; a stranger's does not, or else anybody could have us call the operator's own
 * servers by a redirect. What is left behind (trust, headers) is not taken up again on the way back.
 *
 * @throws NetError `redirect` or `refused_url`; a retry does not help.
 */
export function nextHop(
  hop: Hop,
  answer: { readonly status: number; readonly headers: Headers },
  limit: HopLimit,
): Hop | undefined {
  const isFollowed = limit.max > 0 && (limit.method === 'GET' || limit.method === 'HEAD');
  if (!isFollowed || !REDIRECTS.includes(answer.status)) return undefined;
  const { origin, url, isTrusted } = hop.target;
  const location = answer.headers.get('location');
  if (location === null || !URL.canParse(location, url.href)) {
    throw refusal(
      `${origin} redirects (${answer.status}) to nowhere`,
      origin,
      'Give the URL that it means to lead to.',
    );
  }
  if (limit.followed >= limit.max) {
    throw refusal(`${origin} redirects once more after ${limit.max} hops`, origin, 'Give the URL at the end of them.');
  }
  const target = checkUrl(new URL(location, url).href, isTrusted ? limit.trusted : [], true);
  if (url.protocol === 'https:' && target.url.protocol === 'http:') {
    throw refusal(`${origin} redirects from https to http`, origin, 'Give a URL that stays on https.');
  }
  if (target.origin === origin) return { target, headers: hop.headers };
  const kept = Object.entries(hop.headers).filter(([name]) => HEADERS_FOR_ANYBODY.includes(name));
  return { target, headers: Object.fromEntries(kept) };
}

function refusal(message: string, origin: string, todo: string): NetError {
  return new NetError(message, { reason: 'redirect', retryable: false, sent: true, origin, todo });
}
