import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StillSigner } from '../hosting/way.js';

/** Signed URLs by which vendors fetch stills from here: whoever has one can read the still until it expires, and nobody can make one. */
export interface StillUrls extends StillSigner {
  /** `{baseUrl}/files/stills/{blobKey}/still.{extension}?expires={Unix seconds}&signature={hex}`; alive until `expiresAtMs` or a little longer. */
  urlOf(blobKey: string, mediaType: string, expiresAtMs: number): string;
  /** Whether a URL's parts are those of one that was given out and still holds; its type is the one that it was given out with. */
  verify(parts: SignedStill): StillVerdict;
}

/** What a URL is; `mediaType` is what it was given out for. */
export type StillVerdict =
  { readonly kind: 'ok'; readonly mediaType: string } | { readonly kind: 'expired' } | { readonly kind: 'forged' };

/** What a signature is over, as it came in a request. */
export interface SignedStill {
  readonly blobKey: string;
  readonly name: string;
  readonly expires: string;
  readonly signature: string;
}

/** Names by media type. The name is signed, and so the type it stands for is as it was given. */
const NAMES: Readonly<Record<string, string>> = {
  'image/jpeg': 'still.jpg',
  'image/png': 'still.png',
  'image/webp': 'still.webp',
  'image/gif': 'still.gif',
  'image/bmp': 'still.bmp',
  'image/tiff': 'still.tiff',
  'image/avif': 'still.avif',
  'image/heic': 'still.heic',
};
const TYPES = new Map(Object.entries(NAMES).map(([mediaType, name]) => [name, mediaType]));

/**
 * Makes URLs under `baseUrl`, which the vendors reach, signed with a key of their own (32 bytes, derived from the installation's
 * secret). `isTrusted`: see {@link StillSigner}; default no.
 */
export function createStillUrls({
  baseUrl,
  key,
  nowMs,
  isTrusted = false,
}: {
  readonly baseUrl: string;
  readonly key: Uint8Array;
  readonly nowMs: () => number;
  readonly isTrusted?: boolean;
}): StillUrls {
  const root = baseUrl.replace(/\/+$/, '');
  const sign = (blobKey: string, name: string, expires: string): string =>
    createHmac('sha256', key).update(`${blobKey}\n${name}\n${expires}`).digest('hex');

  return {
    isTrusted,
    urlOf(blobKey, mediaType, expiresAtMs) {
      const name = NAMES[mediaType] ?? 'still.bin';
      const expires = String(Math.ceil(expiresAtMs / 1000));
      return `${root}/files/stills/${blobKey}/${name}?expires=${expires}&signature=${sign(blobKey, name, expires)}`;
    },
    verify({ blobKey, name, expires, signature }) {
      const expected = Buffer.from(sign(blobKey, name, expires), 'utf8');
      const given = Buffer.from(signature, 'utf8');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'forged' };
      if (Number(expires) * 1000 <= nowMs()) return { kind: 'expired' };
      return { kind: 'ok', mediaType: TYPES.get(name) ?? 'application/octet-stream' };
    },
  };
}
