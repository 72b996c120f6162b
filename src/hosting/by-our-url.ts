import { isIP } from 'node:net';
import { proveReachable } from './prove-reachable.js';
import { type ClosedWay, closed, type HostWork, USE_SMALLER, type Way } from './way.js';

/** What the variable is to be. */
const SET_PUBLIC_URL =
  'Set FIRSTFRAME_PUBLIC_URL to the URL by which `firstframe serve` is reached from the internet, by its name and without a login or a redirect.';

/**
 * The way on which a vendor fetches a still from here. Each URL is proven to work from outside before it is given away. When one is
 * out of reach so are the others: they are not tried.
 */
export function createOurUrlWay({ provider, stillUrls, nowMs, ...work }: HostWork): Way {
  let outOfReach: ClosedWay | undefined;
  return async (still) => {
    const limits = provider.stillTransport?.url;
    if (limits === undefined) return undefined;
    const { maxBytes, maxChars, isNameNeeded = false, isHttpsNeeded = false, aliveMs } = limits;
    if (still.sizeBytes > maxBytes) return closed(`It fetches ${maxBytes} bytes at most.`, USE_SMALLER);
    if (stillUrls === undefined) {
      const why = `It fetches up to ${maxBytes} bytes, and nothing here can be reached from outside: no server at a FIRSTFRAME_PUBLIC_URL.`;
      return closed(why, SET_PUBLIC_URL);
    }
    const url = stillUrls.urlOf(still.blobKey, still.mediaType, nowMs() + aliveMs);
    if (maxChars !== undefined && url.length > maxChars) {
      const why = `Under FIRSTFRAME_PUBLIC_URL its URL has ${url.length} characters, and ${maxChars} are taken.`;
      return closed(why, 'Set FIRSTFRAME_PUBLIC_URL to a shorter one.');
    }
    const { hostname, origin, protocol } = new URL(url);
    if (isNameNeeded && isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) {
      const why = `FIRSTFRAME_PUBLIC_URL (${origin}) is an address, and it fetches only from a host with a name.`;
      return closed(why, SET_PUBLIC_URL);
    }
    if (isHttpsNeeded && protocol !== 'https:' && !stillUrls.isTrusted) {
      const why = `FIRSTFRAME_PUBLIC_URL (${origin}) is not https, and it fetches by https alone.`;
      return closed(why, 'Set FIRSTFRAME_PUBLIC_URL to an https URL, such as that of a proxy with a certificate.');
    }
    if (outOfReach !== undefined) return outOfReach;
    const proof = await proveReachable(url, still, { ...work, isTrusted: stillUrls.isTrusted });
    if (proof.kind === 'reachable') return { kind: 'hosted', url };
    const why = `FIRSTFRAME_PUBLIC_URL (${origin}) is not reachable from outside: ${proof.why}.`;
    outOfReach = closed(why, SET_PUBLIC_URL, { passes: proof.passes });
    return outOfReach;
  };
}
