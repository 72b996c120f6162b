import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Call, Reply, Route } from './loopback-server.js';

/** One second of H.264, 320×320, 24 frames: rendered by this project, made small with x264. */
export const CLIP: Buffer = readFileSync(path.join(import.meta.dirname, 'clip.mp4'));

/** The smallest PNG: what a vendor sends as the last frame. */
export const LAST_FRAME: Buffer = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Where a vendor keeps what it rendered. */
export interface ClipHost {
  /** A URL that works until `expiresMs`; each call signs anew. `query` comes first in it, as the vendor's own words for the same. */
  readonly urlOf: (name: string, expiresMs: number, query?: Readonly<Record<string, string>>) => string;
  readonly route: Route;
}

/** What a host is made with. */
export interface ClipHostOptions {
  readonly origin: () => string;
  readonly nowMs: () => number;
  /** What a dead or forged URL is answered with. */
  readonly refusal: (why: 'expired' | 'forged' | 'missing') => Reply;
  readonly clip?: Buffer;
}

/** Makes a host: GET and HEAD under `/outputs/`, one byte range at a time (RFC 9110, section 14), as object stores do it. */
export function createClipHost({ origin, nowMs, refusal, clip = CLIP }: ClipHostOptions): ClipHost {
  const secret = randomBytes(16);
  const sign = (name: string, expires: string): string =>
    createHmac('sha256', secret).update(`${name} ${expires}`).digest('hex').slice(0, 32);

  const answer = (call: Call, match: RegExpExecArray): Reply => {
    const name = decodeURIComponent(match[1] ?? '');
    const expires = call.query.get('expires') ?? '';
    if (call.query.get('signature') !== sign(name, expires)) return refusal('forged');
    if (nowMs() >= Number(expires)) return refusal('expired');
    const isPicture = name.endsWith('.png');
    const bytes = isPicture ? LAST_FRAME : clip;
    const headers = { 'content-type': isPicture ? 'image/png' : 'video/mp4', 'accept-ranges': 'bytes' };
    return rangeOf(call, bytes, headers, `"${sign(name, 'etag')}"`);
  };

  return {
    urlOf: (name, expiresMs, query = {}) => {
      const expires = String(expiresMs);
      const search = new URLSearchParams({ ...query, expires, signature: sign(name, expires) });
      return `${origin()}/outputs/${encodeURIComponent(name)}?${search.toString()}`;
    },
    route: { op: 'output', method: 'GET', path: /^\/outputs\/([^/]+)$/, answer },
  };
}

function rangeOf(call: Call, bytes: Buffer, given: Readonly<Record<string, string>>, etag: string): Reply {
  const headers = { ...given, etag };
  const { range = '', 'if-range': ifRange } = call.headers;
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range);
  if (asked === null || (ifRange !== undefined && ifRange !== etag)) return { status: 200, headers, body: bytes };
  const [, from = '', to = ''] = asked;
  const length = bytes.byteLength;
  const start = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (start >= length || start > end) {
    return { status: 416, headers: { 'content-range': `bytes */${length}` }, body: '' };
  }
  const part = bytes.subarray(start, end + 1);
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${length}` }, body: part };
}

/** An object store's refusal, in its own XML. */
export function xmlRefusal(status: number, code: string, message: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
