import { isIP } from 'node:net';
import { proveReachable } from './prove-reachable.js';
import { type ClosedWay, closed, type HostWork, type Way } from './way.js';

/** A service gives no URL a longer life. */
const LIFE_MAX_MS = 7 * 86_400_000;

/** What opens this way. */
const OPEN_BUCKET = 'Let FIRSTFRAME_BLOBS name a bucket by the endpoint that the internet knows it by.';

/**
 * The way on which a vendor fetches a still from the bucket itself, by a presigned URL; proven like our own. Not for a vendor that asks
 * with HEAD first: to a signature that is another call.
 */
export function createPresignedWay({ provider, blobs, stillUrls, ...work }: HostWork): Way {
  let outOfReach: ClosedWay | undefined;
  return async (still) => {
    const limits = provider.stillTransport?.url;
    if (limits === undefined || blobs.presign === undefined) return undefined;
    const { maxBytes, maxChars = Infinity, isNameNeeded = false, isHeadNeeded = false, aliveMs } = limits;
    if (isHeadNeeded || still.sizeBytes > maxBytes) return undefined;
    if (aliveMs > LIFE_MAX_MS) return closed('Its queue is longer than a presigned URL lives.', OPEN_BUCKET);
    const url = await blobs.presign(still.blobKey, { expiresInMs: aliveMs, mediaType: still.mediaType });
    const { hostname, origin } = new URL(url);
    if (url.length > maxChars) {
      return closed(`Its presigned URL has ${url.length} characters, and ${maxChars} are taken.`, OPEN_BUCKET);
    }
    if (isNameNeeded && isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) {
      return closed(`The bucket (${origin}) is an address, and it fetches only from a host with a name.`, OPEN_BUCKET);
    }
    if (outOfReach !== undefined) return outOfReach;
    const isTrusted = stillUrls?.isTrusted === true;
    const proof = await proveReachable(url, still, { ...work, blobs, isTrusted, isHeadAsked: false });
    if (proof.kind === 'reachable') return { kind: 'hosted', url };
    outOfReach = closed(`The bucket (${origin}) is not reachable from outside: ${proof.why}.`, OPEN_BUCKET, {
      passes: proof.passes,
    });
    return outOfReach;
  };
}
