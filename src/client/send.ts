import { z } from 'zod';
import { ClientError, readRefusal } from './client-error.js';

/** What a request may carry. */
export type RequestBody = NonNullable<RequestInit['body']>;

/** One request, as the client's own parts ask for it. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the root of the API, query included; or a whole URL, which is sent without the key. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each try; the same bytes each time. */
  readonly body?: () => RequestBody;
  /** A body that can be read but once: the call is not tried again. */
  readonly isOneWay?: boolean;
  /** Whether it may be sent again when nobody knows if it arrived: reads, and creates with a key. */
  readonly isRepeatable?: boolean;
  /** Until the answer is whole; `undefined`: as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How requests leave. */
export interface SenderOptions {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Tries after the first. */
  readonly retries: number;
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** Sends requests, again where that can do no harm. */
export interface Sender {
  readonly options: SenderOptions;
  /** The answer once its head is there; its body is the caller's to read. @throws ClientError for any status but 2xx */
  open(call: Call): Promise<Response>;
  /** `data` of the envelope, parsed. @throws ClientError */
  ask<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>>;
  /** {@link ask}, and the answer's headers. */
  askWithHeaders<Schema extends z.ZodType>(
    call: Call,
    schema: Schema,
  ): Promise<{ readonly data: z.output<Schema>; readonly headers: Headers }>;
}

/** Of a request whose answer is read as a whole. */
const ANSWER_TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A server that asks for more patience than this is told of, not waited for. */
const RETRY_AFTER_MAX_SEC = 120;

const envelopeSchema = z.object({ code: z.number().optional(), data: z.unknown() });

/** Makes a {@link Sender}. */
export function createSender(options: SenderOptions): Sender {
  const { pause, nowMs, random } = options;

  async function once<Result>(call: Call, read: (response: Response) => Promise<Result>): Promise<Result> {
    const limits = [call.signal, call.timeoutMs === undefined ? undefined : AbortSignal.timeout(call.timeoutMs)];
    const signals = limits.filter((signal) => signal !== undefined);
    try {
      const response = await options.fetch(urlOf(call, options), initOf(call, options, signals));
      if (!response.ok) throw readRefusal(response, await response.text(), nowMs());
      return await read(response);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (error instanceof ClientError) throw error;
      throw new ClientError(`no answer from ${originOf(call, options)}`, { status: 0, code: 'NETWORK', cause: error });
    }
  }

  async function send<Result>(call: Call, read: (response: Response) => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await once(call, read);
      } catch (error) {
        if (!(error instanceof ClientError) || tries >= options.retries || !mayRepeat(call, error)) throw error;
        const ownMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + random() / 2);
        // Their word is the least; on top of it a little, so that not all who were told the same come at once.
        await pause((error.retryAfterSec ?? 0) * 1000 + ownMs, call.signal);
      }
    }
  }

  const askWithHeaders: Sender['askWithHeaders'] = (call, schema) =>
    send({ timeoutMs: ANSWER_TIMEOUT_MS, ...call }, async (response) => {
      const body = await response.text();
      return { data: readData(response, body, schema, nowMs()), headers: response.headers };
    });

  return {
    options,
    open: (call) => send(call, (response) => Promise.resolve(response)),
    ask: async (call, schema) => (await askWithHeaders(call, schema)).data,
    askWithHeaders,
  };
}

/**
 * 429 and 503 mean that nothing was created, and 409 that the first request of this key is under way; after anything else that
 * leaves its effect open, only what is harmless twice is sent twice.
 */
function mayRepeat(call: Call, { status, code, retryAfterSec = 0 }: ClientError): boolean {
  if (call.isOneWay === true || retryAfterSec > RETRY_AFTER_MAX_SEC) return false;
  if (status === 429 || status === 503 || (status === 409 && code === 'IDEMPOTENCY_KEY_PROCESSING')) return true;
  return call.isRepeatable === true && (code === 'NETWORK' || status === 502 || status === 504);
}

/** Where nobody answered: a clip may lie with another host than the API. */
function originOf({ path }: Call, { baseUrl }: SenderOptions): string {
  return isWhole(path) ? new URL(path).origin : baseUrl;
}

function urlOf({ path }: Call, { baseUrl }: SenderOptions): string {
  return isWhole(path) ? path : `${baseUrl}${path}`;
}

function isWhole(path: string): boolean {
  return /^https?:\/\//.test(path);
}

function initOf(call: Call, { apiKey }: SenderOptions, signals: readonly AbortSignal[]): RequestInit {
  const headers = { ...call.headers };
  // A signed URL needs no key, and may be another host's.
  if (apiKey !== undefined && !isWhole(call.path)) headers['authorization'] = `Bearer ${apiKey}`;
  const body = call.body?.();
  const init: RequestInit & { duplex?: 'half' } = { method: call.method ?? 'GET', headers };
  if (signals.length > 0) init.signal = AbortSignal.any([...signals]);
  if (body !== undefined) {
    init.body = body;
    if (body instanceof ReadableStream) init.duplex = 'half';
  }
  return init;
}

function readData<Schema extends z.ZodType>(
  response: Response,
  body: string,
  schema: Schema,
  nowMs: number,
): z.output<Schema> {
  try {
    const { code, data } = envelopeSchema.parse(JSON.parse(body));
    if (code !== undefined && code >= 400) throw readRefusal(response, body, nowMs);
    return schema.parse(data);
  } catch (cause) {
    if (cause instanceof ClientError) throw cause;
    const message = `the answer to ${new URL(response.url === '' ? 'http://localhost/' : response.url).pathname} is not what this API answers`;
    throw new ClientError(message, { status: response.status, code: 'BAD_REPLY', cause });
  }
}
