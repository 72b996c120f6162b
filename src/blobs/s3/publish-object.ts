import { createHash } from 'node:crypto';
import { blobAborted } from '../blob-error.js';
import { objectUrl } from './calls/object-url.js';
import { createS3Client, type S3Call, type S3Client } from './calls/s3-client.js';
import { createS3Transport, type S3Transport } from './calls/s3-transport.js';
import { type Pause, pauseByClock } from './calls/try-pace.js';
import type { S3Config } from './s3-config.js';

/** Bytes that are to lie in somebody's bucket under a name of theirs. */
export interface NewObject {
  /** Tried in order: one that something else lies under is passed over. Letters, digits, `.`, `-`, `_` and `/` alone. */
  readonly names: readonly string[];
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** From the first byte on; called again for each reading. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  readonly signal: AbortSignal;
}

/** `published`: the bytes lie there now, whoever wrote them. `taken`: something else lies under each of the names. */
export type PublishedObject = { readonly kind: 'published'; readonly url: string } | { readonly kind: 'taken' };

/** How the service is called; every part has a default. */
export interface PublishWays {
  readonly transport?: S3Transport;
  readonly nowMs?: () => number;
  readonly random?: () => number;
  readonly pause?: Pause;
}

/**
 * Writes an object unless the same bytes lie there already, and never over others: run twice, or by two processes at once, there is one object.
 * A service that knows no `If-None-Match` leaves a moment in which another writer is not seen. It has 5 GiB at most.
 *
 * Needs s3:PutObject, and s3:GetObject to know again what was written by a run that died.
 * @throws BlobError; and what `open` throws
 */
export async function publishObject(
  config: S3Config,
  object: NewObject,
  ways: PublishWays = {},
): Promise<PublishedObject> {
  const client = createS3Client(config, {
    transport: ways.transport ?? createS3Transport(),
    nowMs: ways.nowMs ?? Date.now,
    random: ways.random ?? Math.random,
    pause: ways.pause ?? pauseByClock,
  });
  for (const name of object.names) {
    const there = await look(client, name, object);
    const isOurs = there === 'same' || (there !== 'other' && (await write(client, name, object)));
    if (isOurs) return { kind: 'published', url: objectUrl(config, name) };
  }
  return { kind: 'taken' };
}

/** `unknown`: the key may not look. */
type Look = 'none' | 'same' | 'other' | 'unknown';

async function look(client: S3Client, name: string, { sha256, sizeBytes, signal }: NewObject): Promise<Look> {
  const head: S3Call = { method: 'HEAD', key: name, needs: 's3:GetObject', signal };
  const found = await client.send(head);
  if (found.kind === 'refused') {
    // Without s3:ListBucket a missing object is refused as well.
    if (found.fault.status === 404) return 'none';
    if (found.fault.status === 403) return 'unknown';
    throw client.failure(found.fault, head);
  }
  if (Number(found.headers.get('content-length')) !== sizeBytes) return 'other';
  const get: S3Call = { method: 'GET', key: name, needs: 's3:GetObject', signal };
  const read = await client.stream(get);
  if (read.kind === 'refused') {
    if (read.fault.status === 404) return 'none';
    throw client.failure(read.fault, get);
  }
  const hash = createHash('sha256');
  try {
    for await (const chunk of read.body) hash.update(chunk);
  } catch (cause) {
    if (signal.aborted) throw blobAborted(signal.reason);
    const fault = {
      status: 500,
      code: undefined,
      region: undefined,
      requestId: undefined,
      atMs: undefined,
      retryAfterMs: undefined,
    };
    throw Object.assign(client.failure(fault, get), { cause });
  } finally {
    read.discard();
  }
  return hash.digest('hex') === sha256 ? 'same' : 'other';
}

/**
 * `false`: something else came to lie there meanwhile. In one call, however large it is: an upload of many parts that is broken off, by a
 * process that dies, would stay in somebody else's bucket and be paid for. The service checks the hash on arrival.
 */
async function write(client: S3Client, name: string, object: NewObject): Promise<boolean> {
  const { sha256, sizeBytes, mediaType, open, signal } = object;
  const headers = { 'content-type': mediaType };
  const plain: S3Call = {
    ...{ method: 'PUT', key: name, source: { sizeBytes, open }, bodySha256: sha256 },
    ...{ headers, needs: 's3:PutObject', signal },
  };
  const first = await client.send({ ...plain, headers: { ...headers, 'if-none-match': '*' } });
  if (first.kind === 'ok') return true;
  const { fault } = first;
  // It may be this very call, tried again because its answer was lost.
  if (fault.status === 412) return (await look(client, name, object)) === 'same';
  if (fault.status !== 501 && fault.code !== 'NotImplemented' && fault.code !== 'InvalidArgument') {
    throw client.failure(fault, plain);
  }
  const second = await client.send(plain);
  if (second.kind === 'refused') throw client.failure(second.fault, plain);
  return true;
}
