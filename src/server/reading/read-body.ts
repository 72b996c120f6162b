import type { IncomingMessage } from 'node:http';
import { type Refused, refuse, refuseRequest } from '../replies/refusal.js';
import type { BodyBudget } from './body-budget.js';

/** Bytes of a JSON body; HiAPI's own limit is not documented, this holds a still of 18 MB as a data URI. */
export const BODY_MAX_BYTES = 24 * 1024 ** 2;

/** Up to here a body is read at once; above, it takes its share of the budget first. */
const SMALL_BODY_BYTES = 256 * 1024;

/** Ms for a large body to arrive: whoever is slower would keep its share of the memory from the others. */
const LARGE_BODY_MS = 120_000;

/** A body that was read, and what gives its memory back. */
export interface ReadBody {
  readonly kind: 'read';
  readonly bytes: Uint8Array;
  readonly release: () => void;
}

/** Where a body comes from: Node's own stream where there is one, for it is the fastest, else the request's. */
export interface BodySource {
  readonly request: Request;
  readonly incoming: IncomingMessage | undefined;
}

/** Reads a body whole, or says why not. Never holds more than {@link BODY_MAX_BYTES}, whatever a length in a header says. */
export async function readBody(source: BodySource, budget: BodyBudget): Promise<ReadBody | Refused> {
  const declared = declaredLength(source.request);
  if (declared !== undefined && declared > BODY_MAX_BYTES) return tooLarge(declared);
  const small = await readWhole(source, Math.min(declared ?? SMALL_BODY_BYTES, SMALL_BODY_BYTES), declared);
  if (small.kind !== 'more') return small;
  const release = await budget.take(declared ?? BODY_MAX_BYTES);
  try {
    const large = await readRest(small, source, declared);
    if (large.kind === 'read') return { ...large, release };
    release();
    return large;
  } catch (error) {
    release();
    throw error;
  }
}

/** A body that goes on past what may be read without asking. */
interface More {
  readonly kind: 'more';
  readonly chunks: Uint8Array[];
  readonly iterator: AsyncIterator<Uint8Array>;
}

async function readWhole(
  source: BodySource,
  limit: number,
  declared: number | undefined,
): Promise<ReadBody | Refused | More> {
  const { incoming, request } = source;
  if (declared === 0 || (incoming === undefined && request.body === null)) return whole([]);
  if (declared !== undefined && declared > SMALL_BODY_BYTES) {
    return { kind: 'more', chunks: [], iterator: chunksOf(source)[Symbol.asyncIterator]() };
  }
  if (incoming !== undefined && declared !== undefined) return readDeclared(incoming);
  const iterator = chunksOf(source)[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const step = await next(iterator);
    if (step === undefined) return brokenOff();
    if (step.done === true) return whole(chunks);
    chunks.push(step.value);
    total += step.value.byteLength;
    if (total > limit) return { kind: 'more', chunks, iterator };
  }
}

/** The body of most requests, small and of a length that Node's parser holds it to. */
function readDeclared(incoming: IncomingMessage): Promise<ReadBody | Refused> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => resolve(whole(chunks)));
    incoming.once('error', () => resolve(brokenOff()));
    incoming.once('close', () => resolve(brokenOff()));
  });
}

async function readRest(
  { chunks, iterator }: More,
  { incoming }: BodySource,
  declared: number | undefined,
): Promise<ReadBody | Refused> {
  const slow = setTimeout(() => incoming?.destroy(), LARGE_BODY_MS);
  try {
    // Of a known length it is put in its place as it comes, and never exists twice.
    const placed = declared === undefined ? undefined : Buffer.allocUnsafe(declared);
    let total = 0;
    const pieces: Uint8Array[] = [];
    const take = (chunk: Uint8Array): boolean => {
      if (total + chunk.byteLength > (declared ?? BODY_MAX_BYTES)) return false;
      if (placed === undefined) pieces.push(chunk);
      else placed.set(chunk, total);
      total += chunk.byteLength;
      return true;
    };
    for (const chunk of chunks.splice(0)) if (!take(chunk)) return tooLarge(total + chunk.byteLength);
    for (;;) {
      const step = await next(iterator);
      if (step === undefined) return brokenOff();
      if (step.done === true) break;
      if (!take(step.value)) return tooLarge(total + step.value.byteLength);
    }
    if (placed === undefined) return whole(pieces);
    return total === placed.byteLength ? whole([placed]) : brokenOff();
  } finally {
    clearTimeout(slow);
  }
}

/** The chunks of a body as they arrive; leaving early leaves the connection open, so that a refusal can still be read. */
export function chunksOf({ request, incoming }: BodySource): AsyncIterable<Uint8Array> {
  if (incoming !== undefined) return { [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) };
  return readChunks(request.body);
}

async function* readChunks(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** The next chunk; `undefined` when the connection broke. */
async function next(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array> | undefined> {
  try {
    return await iterator.next();
  } catch {
    return undefined;
  }
}

/** What `Content-Length` says; Node's parser has refused anything but digits. */
export function declaredLength(request: Request): number | undefined {
  const header = request.headers.get('content-length');
  return header === null || !/^[0-9]{1,15}$/.test(header) ? undefined : Number(header);
}

function whole(chunks: readonly Uint8Array[]): ReadBody {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  return { kind: 'read', bytes, release: () => undefined };
}

function tooLarge(sizeBytes: number): Refused {
  const message = `the body has ${sizeBytes} bytes or more, and ${BODY_MAX_BYTES} may come in one; upload stills with POST /v1/assets and name them as asset://…`;
  return refuse(413, message, { errorCode: 'INVALID_REQUEST' });
}

function brokenOff(): Refused {
  return refuseRequest('the body ended before it was whole; send it again');
}
