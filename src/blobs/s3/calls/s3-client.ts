import { BlobError, blobAborted } from '../../blob-error.js';
import type { S3Config } from '../s3-config.js';
import { objectUrl } from './object-url.js';
import { passes, readFault, type S3Fault, s3Failure, type S3Place, s3Unreachable } from './s3-failure.js';
import type { S3Reply, S3Request, S3Transport } from './s3-transport.js';
import { isErrorXml } from './s3-xml.js';
import { createS3Signer, EMPTY_SHA256 } from './sign-call.js';
import { TRIES, type Pause, waitMs } from './try-pace.js';

/** A call that may be sent any number of times: the second one finds what the first has done. */
export interface S3Call {
  readonly method: S3Request['method'];
  /** The object's whole name; undefined: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** In place of a body: bytes that need not be in memory, opened anew for each try. */
  readonly source?: { readonly sizeBytes: number; readonly open: () => Promise<AsyncIterable<Uint8Array>> };
  /** Of the body, hexadecimal; needed with one. */
  readonly bodySha256?: string;
  /** What a policy calls it, for whoever has to allow it: `s3:PutObject`. */
  readonly needs: string;
  /** How long the first byte of the answer may take, in ms. Default: 30,000, and what the body takes on a slow line. */
  readonly answerMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of a call. `refused`: what to make of it is known where the call was made. */
export type S3Outcome<Answer> =
  | ({ readonly kind: 'ok'; readonly status: number; readonly headers: Headers } & Answer)
  | { readonly kind: 'refused'; readonly fault: S3Fault };

/** Calls a bucket. Each call is tried up to {@link TRIES} times before it throws BlobError `failed`. */
export interface S3Client {
  /** The answer's body as text, whole. */
  readonly send: (call: S3Call) => Promise<S3Outcome<{ readonly text: string }>>;
  /** The answer's body to be read by the caller: it may be cut. */
  readonly stream: (call: S3Call) => Promise<S3Outcome<Pick<S3Reply, 'body' | 'discard'>>>;
  /** The error for a refusal of `call`. */
  readonly failure: (fault: S3Fault, call: Pick<S3Call, 'needs'>) => BlobError;
  /** Waits before a try that is not the first. @throws BlobError `aborted` */
  readonly waitForTry: (tried: number, signal?: AbortSignal) => Promise<void>;
  readonly presigned: (key: string, query: Readonly<Record<string, string>>, expiresInSec: number) => Promise<string>;
}

/** What a client works with. */
export interface S3ClientDeps {
  readonly transport: S3Transport;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly pause: Pause;
}

/** An answer of the service is a page of a list at the most: 1,000 names. */
const TEXT_MAX_BYTES = 8 * 1024 ** 2;

const ANSWER_MS = 30_000;

/** 64 kB/s: what is slower is taken for cut. The wait for an answer begins with the first byte that is sent. */
const SLOWEST_BYTES_PER_MS = 64;

/** Makes a client of one bucket. */
export function createS3Client(config: S3Config, deps: S3ClientDeps): S3Client {
  const { transport, nowMs, random, pause } = deps;
  const signer = createS3Signer(config, nowMs);
  const name = `s3://${config.bucket}/${config.prefix} at ${config.endpoint}`;
  const placeOf = ({ needs }: Pick<S3Call, 'needs'>): S3Place => ({
    name,
    needs,
    region: config.region,
    nowMs: nowMs(),
  });

  async function sendOnce(call: S3Call): Promise<S3Reply> {
    const { method, key, query, source, bodySha256 = EMPTY_SHA256, signal } = call;
    const sizeBytes = source?.sizeBytes ?? call.body?.byteLength ?? 0;
    const answerMs = call.answerMs ?? ANSWER_MS + sizeBytes / SLOWEST_BYTES_PER_MS;
    const url = objectUrl(config, key, query);
    // Signed anew for each try: a signature ages.
    const headers = await signer.headers({ method, url, headers: call.headers ?? {}, bodySha256 });
    const body = source === undefined ? call.body : { sizeBytes, bytes: openedLate(source.open) };
    return await transport({
      ...{ method, url, headers, answerMs },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function waitForTry(tried: number, signal?: AbortSignal, askedMs?: number): Promise<void> {
    checkStop(signal);
    await pause(waitMs(tried, random, askedMs), signal).catch((error: unknown) => {
      checkStop(signal);
      throw error;
    });
  }

  /** Tries until there is an answer that no other try would change. */
  async function tryOn<Answer>(
    call: S3Call,
    read: (reply: S3Reply) => Promise<S3Outcome<Answer>>,
  ): Promise<S3Outcome<Answer>> {
    const { signal } = call;
    for (let tried = 1; ; tried += 1) {
      checkStop(signal);
      let askedMs: number | undefined;
      try {
        const outcome = await read(await sendOnce(call));
        if (outcome.kind === 'ok' || !passes(outcome.fault)) return outcome;
        if (tried === TRIES) return outcome;
        askedMs = outcome.fault.retryAfterMs;
      } catch (error) {
        checkStop(signal);
        if (error instanceof BlobError) throw error;
        if (tried === TRIES) throw s3Unreachable(placeOf(call), TRIES, error);
      }
      await waitForTry(tried, signal, askedMs);
    }
  }

  return {
    send: (call) =>
      tryOn<{ readonly text: string }>(call, async (reply) => {
        const { status, headers } = reply;
        const text = await readText(reply);
        const isRefused = status >= 300 || isErrorXml(text);
        return isRefused
          ? { kind: 'refused', fault: readFault(status, headers, text) }
          : { kind: 'ok', status, headers, text };
      }),
    stream: (call) =>
      tryOn<Pick<S3Reply, 'body' | 'discard'>>(call, async (reply) => {
        const { status, headers, body, discard } = reply;
        if (status < 300) return { kind: 'ok', status, headers, body, discard };
        return { kind: 'refused', fault: readFault(status, headers, await readText(reply)) };
      }),
    failure: (fault, call) => s3Failure(fault, placeOf(call)),
    waitForTry: (tried, signal) => waitForTry(tried, signal),
    presigned: (key, query, expiresInSec) => signer.presigned(objectUrl(config, key, query), expiresInSec),
  };
}

/** Opened when the first byte is asked for: what is never connected holds nothing open. */
async function* openedLate(open: () => Promise<AsyncIterable<Uint8Array>>): AsyncGenerator<Uint8Array> {
  yield* await open();
}

function checkStop(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw blobAborted(signal.reason);
}

async function readText({ body, discard }: S3Reply): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > TEXT_MAX_BYTES) {
      discard();
      throw new Error(`the answer has more than ${TEXT_MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
