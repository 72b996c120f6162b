import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { CallLimits } from './call-limits.js';
import type { NetClock } from './net-clock.js';
import { NetError } from './net-error.js';

/** The caps on one body. */
export interface BodyCaps {
  /** Most bytes, counted as they arrive and again as they are unpacked. */
  readonly maxBytes: number;
  /** While we wait for more, at least `stallBytes` must come in each stretch of this length. */
  readonly stallTimeoutMs: number;
  readonly stallBytes: number;
}

/** A body on its way in. */
export interface IncomingBody {
  readonly raw: AsyncIterable<Uint8Array>;
  /** The header's text; undefined or `identity`: as it is. */
  readonly encoding: string | undefined;
  /** The text of content-length; undefined where there is none, or none to go by. */
  readonly announcedBytes: string | undefined;
  readonly origin: string;
  readonly limits: CallLimits;
  readonly clock: NetClock;
  /** Puts what the connection said into words. */
  readonly explain: (error: unknown) => NetError;
  /** Lets go of the connection. May be called twice. */
  readonly close: () => void;
}

/** We ask for no encoding; some servers pack all the same. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * The bytes of a body, unpacked, within its caps. Ends the call when it is over, fails, or is left early.
 * Throws NetError `too_large`, `timeout`, `closed`, `protocol` or `aborted`.
 */
export async function* readWithin(body: IncomingBody, caps: BodyCaps): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    body.limits.check();
    const { maxBytes } = caps;
    if (Number(body.announcedBytes ?? 0) > maxBytes) throw tooLarge(body, maxBytes);
    const arriving = countUpTo(maxBytes, watchFlow(body, caps), body);
    const decoder = decoderFor(body);
    yield* decoder === undefined ? arriving : countUpTo(maxBytes, unpack(decoder, arriving), body);
    body.limits.check();
  } catch (error) {
    throw body.limits.fail(body.explain(error));
  } finally {
    body.limits.end();
    body.close();
  }
}

function tooLarge({ origin, limits }: IncomingBody, maxBytes: number): NetError {
  return new NetError(`The answer of ${origin} is larger than ${maxBytes} bytes`, {
    reason: 'too_large',
    retryable: false,
    sent: limits.sent,
    origin,
    todo: 'Serve something smaller.',
  });
}

function decoderFor({ encoding, origin, limits }: IncomingBody): Transform | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return undefined;
  const create = DECODERS.get(name);
  if (create !== undefined) return create();
  throw new NetError(`The answer of ${origin} is packed in a way that was not asked for`, {
    reason: 'protocol',
    retryable: false,
    sent: limits.sent,
    origin,
    todo: 'Serve it without a content-encoding, or with gzip or br.',
  });
}

async function* countUpTo(maxBytes: number, chunks: AsyncIterable<Uint8Array>, body: IncomingBody) {
  let receivedBytes = 0;
  for await (const chunk of chunks) {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > maxBytes) throw tooLarge(body, maxBytes);
    yield chunk;
  }
}

/**
 * A bomb is unpacked only as far as it is read: a decoder holds still while nobody takes its bytes. Nothing at all, as after
 * 204, is not packed, whatever the headers say.
 */
async function* unpack(decoder: Transform, packed: AsyncGenerator<Uint8Array>) {
  const first = await packed.next();
  if (first.done === true) return;
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    yield* packed;
  };
  pipeline(whole, decoder, () => undefined);
  yield* decoder as AsyncIterable<Uint8Array>;
}

/**
 * Passes on what arrives, and fails the call when it arrives too slowly. Time counts only while we wait for the other
 * side, so that a slow disk of ours is not its fault; a stretch begins anew whenever enough has come.
 */
async function* watchFlow(body: IncomingBody, caps: BodyCaps) {
  const { clock, limits, raw } = body;
  const source = raw[Symbol.asyncIterator]();
  let waitedMs = 0;
  let stretchBytes = 0;
  try {
    for (;;) {
      const sinceMs = clock.nowMs();
      const arrived = limits.within(
        caps.stallTimeoutMs,
        `did not send ${caps.stallBytes} bytes`,
        'Try again, or serve it from a faster place.',
        Math.max(1, caps.stallTimeoutMs - waitedMs),
      );
      const next = await source.next().finally(arrived);
      limits.check();
      if (next.done === true) return;
      waitedMs += clock.nowMs() - sinceMs;
      stretchBytes += next.value.byteLength;
      if (stretchBytes >= caps.stallBytes) waitedMs = stretchBytes = 0;
      yield next.value;
    }
  } finally {
    body.close();
  }
}
