import { z } from 'zod';
import { BlobError } from '../../../blobs/blob-error.js';
import { readOutput } from '../../../store/operations/storages.js';
import { endpoint } from '../../endpoint.js';
import { parseRange } from '../../replies/parse-range.js';
import { refuse } from '../../replies/refusal.js';
import { toReadable } from '../../replies/to-readable.js';

/** What is shown as what it is; anything else is handed out as bytes to be saved. None of these can run a script. */
const SHOWN_TYPES: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/avif',
  'image/gif',
]);

/** A day: a URL that ends is not kept for longer than it lasts, and a deleted file not for long. */
const CACHE_MAX_SEC = 86_400;

/** `GET /files/{outputId}/{name}`: for whoever has the signed URL, and nobody else. Ranges by RFC 9110, section 14. */
export const readFileEndpoint = endpoint({
  method: 'GET',
  path: '/files/{outputId}/{name}',
  scope: 'open',
  summary: 'The bytes of an output, by its signed URL',
  headers: { Range: 'One range of bytes', 'If-None-Match': 'The ETag that is there already', 'If-Range': 'An ETag' },
  params: z.object({ outputId: z.string(), name: z.string() }),
  query: z.object({ expires: z.string().default(''), signature: z.string().default('') }),
  reply: 'application/octet-stream',
  refusals: [403, 404, 410, 416],
  async handle({ room: { tasks }, params: { outputId, name }, query: { expires, signature }, request }) {
    const nowMs = tasks.nowMs();
    const verdict = tasks.fileUrls.verify({ outputId, name, expires, signature }, nowMs);
    if (verdict === 'forged') return refuse(403, 'this URL was not signed here; ask for the task to get its URLs');
    if (verdict === 'expired') return refuse(410, 'this URL has expired; ask for the task, which may have a new one');
    const output = await tasks.store.run(() => readOutput(outputId));
    if (output?.blobKey === undefined || output.deletedAtMs !== undefined) {
      return refuse(410, 'this output has been deleted, or its time has passed');
    }
    const { blobKey, sha256 = '', sizeBytes = 0, mediaType = '' } = output;
    const etag = `"${sha256}"`;
    const isShown = SHOWN_TYPES.has(mediaType);
    const maxAgeSec = Math.max(0, Math.min(CACHE_MAX_SEC, Number(expires) - Math.floor(nowMs / 1000)));
    const headers: Record<string, string> = {
      etag,
      'accept-ranges': 'bytes',
      'cache-control': `private, max-age=${maxAgeSec}`,
      'content-type': isShown ? mediaType : 'application/octet-stream',
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${outputId}-${name}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'referrer-policy': 'no-referrer',
    };
    if (isNamed(etag, request.headers.get('if-none-match'))) return new Response(null, { status: 304, headers });
    const ifRange = request.headers.get('if-range');
    const asked = ifRange === null || ifRange === etag ? request.headers.get('range') : null;
    const range = parseRange(asked, sizeBytes);
    if (range === 'outside') {
      const contentRange = { 'content-range': `bytes */${sizeBytes}` };
      return refuse(416, `the file has ${sizeBytes} bytes; ask for some of them`, { headers: contentRange });
    }
    const status = range === undefined ? 200 : 206;
    headers['content-length'] = String(range === undefined ? sizeBytes : range.end - range.start + 1);
    if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${sizeBytes}`;
    if (request.method === 'HEAD') return new Response(null, { status, headers });
    try {
      const blob = await tasks.blobs.open(blobKey, range);
      return new Response(
        toReadable(blob.bytes, () => void blob.close()),
        { status, headers },
      );
    } catch (error) {
      // Collected between the row and the file.
      if (!(error instanceof BlobError && error.reason === 'missing')) throw error;
      return refuse(410, 'this output has been deleted, or its time has passed');
    }
  },
});

/** RFC 9110, section 13.1.2: any of a list, weak or not, or anything at all. */
function isNamed(etag: string, header: string | null): boolean {
  if (header === null) return false;
  return header
    .split(',')
    .map((name) => name.trim().replace(/^W\//, ''))
    .some((name) => name === etag || name === '*');
}
