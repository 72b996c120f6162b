import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultQueue, Misdeed, VendorOp } from './faults.js';

/** A call as it came in, and the status it was answered with; undefined while it has not been, or never is. */
export interface Call {
  readonly op: VendorOp | 'unknown';
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly atMs: number;
  status?: number;
}

/** An answer: bytes as they are, a string as HTML unless the headers say otherwise, everything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One thing that a vendor can be asked. `renderEndsFirst` is called for a fault of that name. */
export interface Route {
  readonly op: VendorOp;
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: Call, match: RegExpExecArray) => Reply | Promise<Reply>;
  readonly endRender?: (match: RegExpExecArray) => void;
}

/** What a loopback server is made of. */
export interface LoopbackServerOptions {
  readonly routes: readonly Route[];
  readonly faults: FaultQueue;
  readonly nowMs: () => number;
  /** The vendor's own body for a status that it did not choose itself, and for paths that it does not have. */
  readonly errorBody: (status: number) => unknown;
  readonly maxBodyBytes: number;
}

/** A server on this machine alone. */
export interface LoopbackServer {
  readonly origin: string;
  readonly calls: readonly Call[];
  /** Ends every connection, open answers too. */
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    // A caller may hang up at any point: that is no fault of the vendor's.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    serve(options, calls, request, response).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(599, { 'content-type': 'text/plain' }).end(`the fake itself broke: ${text}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  options: LoopbackServerOptions,
  calls: Call[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return;
  const url = new URL(request.url ?? '/', 'http://vendor.invalid');
  const method = request.method ?? 'GET';
  const fitting = options.routes.map((route) => ({ route, match: route.path.exec(url.pathname) }));
  const found = fitting.find(({ route, match }) => match !== null && takes(route, method));
  const call: Call = {
    op: found?.route.op ?? 'unknown',
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    atMs: options.nowMs(),
  };
  calls.push(call);
  const { match } = found ?? {};
  if (found === undefined || match === null || match === undefined) {
    const status = fitting.some((other) => other.match !== null) ? 405 : 404;
    await send({ call, response, reply: { status, body: options.errorBody(status) } });
    return;
  }
  const misdeed = options.faults.take(found.route.op);
  if (misdeed?.kind === 'render_ends_first') found.route.endRender?.(match);
  const isDone = misdeed === undefined || !('isDone' in misdeed) || misdeed.isDone;
  const tooLarge = body.byteLength > options.maxBodyBytes;
  const made = tooLarge
    ? { status: 413, body: options.errorBody(413) }
    : isDone
      ? await found.route.answer(call, match)
      : undefined;
  await misbehave({ options, call, response, misdeed, made });
}

function takes(route: Route, method: string): boolean {
  return route.method === method || (route.method === 'GET' && method === 'HEAD');
}

interface Answering {
  readonly options: LoopbackServerOptions;
  readonly call: Call;
  readonly response: ServerResponse;
  readonly misdeed: Misdeed | undefined;
  readonly made: Reply | undefined;
}

async function misbehave({ options, call, response, misdeed, made }: Answering): Promise<void> {
  const reply = made ?? { status: 500, body: options.errorBody(500) };
  switch (misdeed?.kind) {
    case 'answers': {
      const { status, headers = {} } = misdeed;
      const body = misdeed.body ?? options.errorBody(status);
      return send({ call, response, reply: { status, headers, body } });
    }
    case 'cuts_socket':
      response.destroy();
      return;
    case 'hangs':
      return;
    case 'delays':
      await new Promise((resolve) => setTimeout(resolve, misdeed.delayMs));
      return send({ call, response, reply });
    case 'rewrites':
      return send({ call, response, reply: { ...reply, body: misdeed.rewrite(reply.body) } });
    case 'drips':
    case 'cuts_body':
      return send({ call, response, reply, pace: misdeed });
    case 'render_ends_first':
    case undefined:
      return send({ call, response, reply });
  }
}

interface Sending {
  readonly call: Call;
  readonly response: ServerResponse;
  readonly reply: Reply;
  readonly pace?: Extract<Misdeed, { kind: 'drips' | 'cuts_body' }>;
}

async function send({ call, response, reply, pace }: Sending): Promise<void> {
  const { bytes, mediaType } = bytesOf(reply.body);
  call.status = reply.status;
  const type = mediaType === undefined ? {} : { 'content-type': mediaType };
  const length = reply.status === 204 ? {} : { 'content-length': String(bytes.byteLength) };
  response.writeHead(reply.status, { ...type, ...length, ...reply.headers });
  if (call.method === 'HEAD' || pace === undefined) {
    response.end(call.method === 'HEAD' ? undefined : bytes);
    return;
  }
  if (pace.kind === 'cuts_body') {
    response.write(bytes.subarray(0, pace.afterBytes), () => response.destroy());
    return;
  }
  for (let at = 0; at < bytes.byteLength && !response.destroyed; at += pace.chunkBytes) {
    response.write(bytes.subarray(at, at + pace.chunkBytes));
    await new Promise((resolve) => setTimeout(resolve, pace.everyMs));
  }
  response.end();
}

function bytesOf(body: unknown): { readonly bytes: Buffer; readonly mediaType: string | undefined } {
  if (body === undefined) return { bytes: Buffer.alloc(0), mediaType: undefined };
  if (Buffer.isBuffer(body)) return { bytes: body, mediaType: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), mediaType: 'text/html; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), mediaType: 'application/json' };
}

/** Undefined when the caller hung up in the middle. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
