import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutputRecord } from '../store/operations/outputs.js';

/** Signed URLs of outputs: whoever has one can fetch the file until it expires, and nobody can make one. */
export interface FileUrls {
  /** `{baseUrl}/files/{outputId}/{name}?expires={Unix seconds}&signature={hex}` */
  urlOf(output: OutputRecord): SignedUrl;
  /** Whether a URL's parts are those of one that was given out, and still hold at `nowMs`. */
  verify(parts: SignedParts, nowMs: number): 'ok' | 'expired' | 'forged';
}

/** A URL and when it ends. */
export interface SignedUrl {
  readonly url: string;
  /** Unix seconds. */
  readonly expiresAtSec: number;
}

/** What a signature is over, as it came in a request. */
export interface SignedParts {
  readonly outputId: string;
  readonly name: string;
  readonly expires: string;
  readonly signature: string;
}

/** A clip that is kept for good has a URL for this long from when it is asked for, as HiAPI's have. */
const LASTING_URL_MS = 7 * 86_400_000;

/** Extensions by what we store; anything else is fetched as bytes. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

/** Makes URLs under `baseUrl`, signed with a key of their own (32 bytes, derived from the installation's secret). */
export function createFileUrls({
  baseUrl,
  key,
  nowMs,
}: {
  readonly baseUrl: string;
  readonly key: Uint8Array;
  readonly nowMs: () => number;
}): FileUrls {
  const root = baseUrl.replace(/\/+$/, '');
  const sign = (outputId: string, name: string, expires: string): string =>
    createHmac('sha256', key).update(`${outputId}\n${name}\n${expires}`).digest('hex');

  return {
    urlOf({ id, ordinal, mediaType, expiresAtMs }) {
      const name = `${ordinal}.${EXTENSIONS[mediaType ?? ''] ?? 'bin'}`;
      const expiresAtSec = Math.floor((expiresAtMs ?? nowMs() + LASTING_URL_MS) / 1000);
      const expires = String(expiresAtSec);
      return {
        url: `${root}/files/${id}/${name}?expires=${expires}&signature=${sign(id, name, expires)}`,
        expiresAtSec,
      };
    },
    verify({ outputId, name, expires, signature }, atMs) {
      const expected = Buffer.from(sign(outputId, name, expires), 'utf8');
      const given = Buffer.from(signature, 'utf8');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
      return Number(expires) * 1000 > atMs ? 'ok' : 'expired';
    },
  };
}
