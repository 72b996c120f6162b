import { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';

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

/** The real network. An agent of one's own decides how names are found. */
export function createS3Transport(agent: Dispatcher = defaultAgent()): S3Transport {
  return async ({ method, url, headers, body, answerMs, signal }) => {
    const reply = await request(url, {
      ...{ method, dispatcher: agent },
      headers: isStream(body) ? { ...headers, 'content-length': String(body.sizeBytes) } : headers,
      ...{ headersTimeout: answerMs, bodyTimeout: STALL_MS },
      body: isStream(body) ? Readable.from(body.bytes, { objectMode: false }) : (body ?? null),
      ...(signal === undefined ? {} : { signal }),
    });
    // What is let go of ends with an error that nobody waits for.
    reply.body.on('error', () => undefined);
    return {
      status: reply.statusCode,
      headers: toHeaders(reply.headers),
      body: reply.body,
      discard: () => void reply.body.destroy(),
    };
  };
}

function isStream(body: S3Request['body']): body is S3Stream {
  return body !== undefined && !(body instanceof Uint8Array);
}

function defaultAgent(): Agent {
  return new Agent({ connections: CONNECTIONS, connect: { timeout: CONNECT_MS } });
}

function toHeaders(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
