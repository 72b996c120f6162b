import { z } from 'zod';
import { ASSET_MAX_BYTES, assetSchema } from '../../../contract/asset.js';
import { AppError } from '../../../contract/errors.js';
import { createAsset } from '../../../tasks/storage/create-asset.js';
import { endpoint } from '../../endpoint.js';
import { chunksOf, declaredLength } from '../../reading/read-body.js';
import { type Refused, refuse, refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';

/** How long an upload stays while no task refers to it: as long as a clip. */
const KEEP_MS = 7 * 86_400_000;

const BUSY_RETRY_SEC = 5;

/** `POST /v1/assets`: the bytes themselves as the body, of any type; what they are is told by the bytes. */
export const uploadAssetEndpoint = endpoint({
  method: 'POST',
  path: '/v1/assets',
  scope: 'create',
  summary: 'Upload a still; its id goes where a URL of a still is asked for',
  headers: { 'Content-Disposition': 'Its filename names the asset where `name` does not' },
  query: z.object({ name: z.string().overwrite(withoutNul).optional().describe('What a person calls it') }),
  body: 'bytes',
  reply: assetSchema,
  refusals: [413, 415],
  async handle({ room, identity: { accountId }, request, incoming, query }) {
    const refused = await checkUpload(request, room);
    if (refused !== undefined) return refused;
    const name = query.name ?? filenameOf(request.headers.get('content-disposition')) ?? 'upload';
    const asset = await createAsset(room.tasks, {
      accountId,
      name,
      bytes: wholeOf(chunksOf({ request, incoming })),
      maxBytes: ASSET_MAX_BYTES,
      keepMs: room.keepAssetMs ?? KEEP_MS,
    });
    return answer(asset);
  },
});

/** A name is cleaned of all that no name needs, by `createAsset`; this alone would be refused before. */
function withoutNul(name: string): string {
  return name.replaceAll('\0', '');
}

async function checkUpload(
  request: Request,
  { draining, space }: { readonly draining: AbortSignal; readonly space: { hasRoom(): Promise<boolean> } },
): Promise<Refused | undefined> {
  const type = request.headers.get('content-type') ?? '';
  if (/^multipart\//i.test(type)) {
    const message =
      'send the bytes of the file themselves as the body: curl --data-binary @still.jpg …/v1/assets?name=still.jpg';
    return refuse(415, message, { errorCode: 'INVALID_REQUEST' });
  }
  const sizeBytes = declaredLength(request);
  if (sizeBytes === 0) return refuseRequest('the body is empty; send the bytes of a file');
  if (sizeBytes !== undefined && sizeBytes > ASSET_MAX_BYTES) {
    const message = `the file has ${sizeBytes} bytes, and ${ASSET_MAX_BYTES} may be uploaded; send a smaller one`;
    return refuse(413, message, { errorCode: 'INVALID_REQUEST' });
  }
  if (draining.aborted) {
    return refuse(503, 'this server is stopping; upload again when it is back', { retryAfterSec: BUSY_RETRY_SEC });
  }
  if (await space.hasRoom()) return undefined;
  return refuse(503, 'there is no room on the disk; free some, then upload again', {
    errorCode: 'STORAGE_UNAVAILABLE',
    retryAfterSec: BUSY_RETRY_SEC,
  });
}

/** The bytes as they arrive. A connection that breaks, and a body of nothing, are the sender's to mend. */
async function* wholeOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  try {
    for await (const chunk of chunks) {
      if (chunk.byteLength > 0) isEmpty = false;
      yield chunk;
    }
  } catch (cause) {
    throw new AppError('bad_input', 'the upload broke off', { todo: 'Send the file again.', cause });
  }
  if (isEmpty) throw new AppError('bad_input', 'the body is empty', { todo: 'Send the bytes of a file.' });
}

/** The filename of a `Content-Disposition` (RFC 6266): the encoded form where there is one. */
function filenameOf(header: string | null): string | undefined {
  if (header === null) return undefined;
  const encoded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(header)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Not what it says it is; the plain form may be there.
    }
  }
  const [, quoted, plain] = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? plain;
}
