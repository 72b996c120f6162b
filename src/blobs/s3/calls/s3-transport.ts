import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { callHttp, type HttpAnswer, type StopCall } from '../../../net/call-http.js';

/** Bytes that are read as they are sent; as many as it says. */
export interface S3Stream {
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One HTTP call, signed already. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | S3Stream;
  /** How long the headers of the answer may take once the call is sent, in ms. */
  readonly answerMs: number;
  readonly signal?: AbortSignal;
}

/** Its answer. Read `body` to its end or call `discard`: until then the connection is held. */
export interface S3Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Throws where the connection was cut or has stalled. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly discard: () => void;
}

/** Sends a call, and throws what the network throws. Redirects are not followed: a signature is for one host. */
export type S3Transport = (call: S3Request) => Promise<S3Reply>;

/** Calls at a time to one host; the rest wait for their turn. */
const CONNECTIONS = 64;

/** How long a connection may take to stand, and how long bytes that are waited for may stay away. */
const CONNECT_MS = 10_000;
const STALL_MS = 30_000;

/**
 * How long a connection is kept that nobody uses, unless the service says that it closes sooner: one that it closes just as a
 * call leaves costs a try. Calls under way are not measured by it.
 */
const IDLE_MS = 4_000;

/**
 * The real network. An agent of one's own decides how names are found. A connection that was kept and turns out to be closed
 * throws `ECONNRESET`, as one that breaks does: whoever calls opens the body anew.
 */
export function createS3Transport(agent?: HttpAgent): S3Transport {
  const kept = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS };
  const plain = { request: httpRequest, agent: agent ?? new HttpAgent(kept) };
  const secure = { request: httpsRequest, agent: agent ?? new HttpsAgent(kept) };
  return async ({ method, url, headers, body, answerMs, signal }) => {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const way = protocol === 'https:' ? secure : plain;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    let late: NodeJS.Timeout | undefined;
    const within = (ms: number, what: string, stop: StopCall): void => {
      clearTimeout(late);
      late = setTimeout(() => stop(tooLate(what, ms)), ms);
    };
    const reply = await callHttp({
      request: way.request,
      options: { agent: way.agent, protocol, hostname: host, port, path: pathname + search, method },
      headers: isStream(body) ? { ...headers, 'content-length': String(body.sizeBytes) } : headers,
      ...{ body: isStream(body) ? body.bytes : body, signal },
      onSocket: (stop) => within(CONNECT_MS, 'no connection', stop),
      beforeSend: (stop) => within(answerMs, 'no answer', stop),
    }).finally(() => clearTimeout(late));
    const { status, headers: came, close } = reply;
    return { status, headers: came, body: unlessSilent(reply), discard: () => close() };
  };
}

function isStream(body: S3Request['body']): body is S3Stream {
  return body !== undefined && !(body instanceof Uint8Array);
}

/** Time counts only while bytes are waited for: a reader may be as slow as it is. */
async function* unlessSilent({ body, close }: HttpAnswer): AsyncGenerator<Uint8Array, void, undefined> {
  const source = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const silent = setTimeout(() => close(tooLate('no bytes', STALL_MS)), STALL_MS);
      const next = await source.next().finally(() => clearTimeout(silent));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    close();
  }
}

function tooLate(what: string, ms: number): Error {
  return Object.assign(new Error(`${what} within ${ms / 1000} s`), { code: 'ETIMEDOUT' });
}
