import { z } from 'zod';
import { BlobError } from '../../../blobs/blob-error.js';
import { sha256OfKey } from '../../../blobs/blob-key.js';
import type { OpenBlob } from '../../../blobs/blobs.js';
import type { StillVerdict } from '../../../tasks/still-urls.js';
import { endpoint } from '../../endpoint.js';
import { parseRange } from '../../replies/parse-range.js';
import { type Refused, refuse } from '../../replies/refusal.js';
import { toReadable } from '../../replies/to-readable.js';

/**
 * `GET /files/stills/{blobKey}/{name}`: a still for the vendor that it was signed for. HEAD as GET, never a redirect, always a length:
 * vendors look at the one, refuse the other, and need the third.
 */
export const readStillEndpoint = endpoint({
  method: 'GET',
  path: '/files/stills/{blobKey}/{name}',
  scope: 'open',
  summary: 'The bytes of a still, by the signed URL that a vendor was given',
  headers: { Range: 'One range of bytes' },
  params: z.object({ blobKey: z.string(), name: z.string() }),
  query: z.object({ expires: z.string().default(''), signature: z.string().default('') }),
  reply: 'application/octet-stream',
  refusals: [403, 404, 410, 416],
  async handle({ room: { tasks }, params, query, request }) {
    const verdict: StillVerdict = tasks.stillUrls?.verify({ ...params, ...query }) ?? { kind: 'forged' };
    if (verdict.kind === 'forged') return refuse(403, 'this URL was not signed here');
    if (verdict.kind === 'expired') return refuse(410, 'this URL has expired');
    const { blobKey } = params;
    const whole = await open(() => tasks.blobs.open(blobKey));
    if ('refusal' in whole) return whole;
    const { sizeBytes } = whole;
    const range = parseRange(request.headers.get('range'), sizeBytes);
    const isEmpty = request.method === 'HEAD' || range !== undefined;
    if (isEmpty) await whole.close();
    if (range === 'outside') {
      const contentRange = { 'content-range': `bytes */${sizeBytes}` };
      return refuse(416, `the still has ${sizeBytes} bytes; ask for some of them`, { headers: contentRange });
    }
    const headers: Record<string, string> = {
      etag: `"${sha256OfKey(blobKey)}"`,
      'accept-ranges': 'bytes',
      // Nobody between here and the vendor has any business keeping it.
      'cache-control': 'private, no-store',
      'content-type': verdict.mediaType,
      'content-length': String(range === undefined ? sizeBytes : range.end - range.start + 1),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'referrer-policy': 'no-referrer',
      ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}` }),
    };
    const status = range === undefined ? 200 : 206;
    if (request.method === 'HEAD') return new Response(null, { status, headers });
    const part = range === undefined ? whole : await open(() => tasks.blobs.open(blobKey, range));
    if ('refusal' in part) return part;
    return new Response(
      toReadable(part.bytes, () => void part.close()),
      { status, headers },
    );
  },
});

/** Bytes that are gone are as good as expired. */
async function open(opening: () => Promise<OpenBlob>): Promise<OpenBlob | Refused> {
  try {
    return await opening();
  } catch (error) {
    if (!(error instanceof BlobError && error.reason === 'missing')) throw error;
    return refuse(410, 'this still is not kept any more');
  }
}
