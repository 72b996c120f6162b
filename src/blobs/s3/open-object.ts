import { BlobError, blobMissing } from '../blob-error.js';
import type { ByteRange, OpenBlob } from '../blobs.js';
import { resolveRange, type ResolvedRange } from '../resolve-range.js';
import type { S3Call, S3Client, S3Outcome } from './calls/s3-client.js';
import { isNoSuchKey } from './calls/s3-failure.js';
import type { S3Reply } from './calls/s3-transport.js';
import { TRIES } from './calls/try-pace.js';

/** An object, and the key that it goes by outside. */
export interface NamedBlob {
  readonly name: string;
  readonly key: string;
}

type Answer = Extract<S3Outcome<Pick<S3Reply, 'body' | 'discard'>>, { readonly kind: 'ok' }>;

/**
 * Opens an object. A body that is cut is gone on with where it broke off, as long as the object is there.
 * @throws BlobError `missing`, `bad_range`, `failed`
 */
export async function openObject(client: S3Client, blob: NamedBlob, range: ByteRange | undefined): Promise<OpenBlob> {
  // A range that is none at all is told from its numbers; whether it begins too late, only from the size.
  if (range !== undefined) resolveRange(range, Number.MAX_SAFE_INTEGER);
  const call = callFor(blob, range);
  const outcome = await client.stream(call);
  if (outcome.kind === 'refused') {
    if (isNoSuchKey(outcome.fault)) throw blobMissing(blob.key);
    if (outcome.fault.status === 416) resolveRange(range, 0);
    throw client.failure(outcome.fault, call);
  }
  try {
    const sizeBytes = sizeOf(outcome, blob);
    const part = resolveRange(range, sizeBytes);
    if (outcome.status !== 206 && part.lengthBytes !== sizeBytes) {
      throw new BlobError('The service answers with the whole object where a range is asked for', {
        reason: 'failed',
        todo: 'Use an endpoint that knows Range, or take out the proxy between.',
      });
    }
    return { ...read(client, blob, { part, sizeBytes }, outcome), sizeBytes };
  } catch (error) {
    outcome.discard();
    throw error;
  }
}

function callFor({ name }: NamedBlob, range: ByteRange | undefined, tag?: string | null): S3Call {
  return {
    ...{ method: 'GET', key: name, needs: 's3:GetObject' },
    headers: {
      ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` }),
      ...(tag === undefined || tag === null ? {} : { 'if-match': tag }),
    },
  };
}

function sizeOf({ status, headers }: Answer, { name }: NamedBlob): number {
  const text =
    status === 206 ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] : headers.get('content-length');
  const sizeBytes = Number(text ?? Number.NaN);
  if (text !== '' && Number.isSafeInteger(sizeBytes)) return sizeBytes;
  const todo = 'Check that no proxy between rewrites the answers.';
  throw new BlobError(`The answer for ${name} names no size`, { reason: 'failed', todo });
}

function read(
  client: S3Client,
  blob: NamedBlob,
  { part, sizeBytes }: { readonly part: ResolvedRange; readonly sizeBytes: number },
  first: Answer,
): Pick<OpenBlob, 'bytes' | 'close'> {
  const tag = first.headers.get('etag');
  const end = part.start + part.lengthBytes;
  let current = first;
  let closed = false;
  const isClosed = (): boolean => closed;
  const close = (): void => {
    closed = true;
    current.discard();
  };

  async function reopen(at: number, failures: number): Promise<Answer> {
    await client.waitForTry(failures);
    const call = callFor(blob, { start: at, end: end - 1 }, tag);
    const outcome = await client.stream(call);
    if (outcome.kind === 'refused') throw client.failure(outcome.fault, call);
    if (outcome.status === 206 || (at === 0 && end === sizeBytes)) return outcome;
    outcome.discard();
    throw lost(blob, at, end);
  }

  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    let at = part.start;
    let failures = 0;
    try {
      while (at < end && !isClosed()) {
        const cut = yield* passOn();
        if (at >= end || isClosed()) return;
        failures += 1;
        if (failures >= TRIES) throw lost(blob, at, end, cut);
        current.discard();
        current = await reopen(at, failures);
        if (isClosed()) current.discard();
      }
    } finally {
      close();
    }

    /** Answers with what cut it off. What is thrown in the reader's own loop does not come here. */
    async function* passOn(): AsyncGenerator<Uint8Array, unknown, undefined> {
      const source = current.body[Symbol.asyncIterator]();
      for (;;) {
        const next = await source.next().catch((error: unknown) => ({ error }));
        if ('error' in next) return next.error;
        if (next.done === true) return undefined;
        const chunk = next.value.byteLength > end - at ? next.value.subarray(0, end - at) : next.value;
        at += chunk.byteLength;
        if (chunk.byteLength > 0) failures = 0;
        yield chunk;
        if (at >= end) return undefined;
      }
    }
  }

  return {
    bytes: bytes(),
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

function lost({ key }: NamedBlob, at: number, end: number, cause?: unknown): BlobError {
  return new BlobError(`Blob ${key} was cut off at byte ${at} of ${end}, again and again`, {
    reason: 'failed',
    todo: 'Check the network to the bucket; work goes on by itself.',
    cause,
  });
}
