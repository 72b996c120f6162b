import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { sendBody, wrongLength } from './send-body.js';

/** Ends a call at once, whether it has an answer already or not. Without an error: it is let go of. May be called twice. */
export type StopCall = (error?: Error) => void;

/** One request by Node's own client, and what is done on its way. */
export interface HttpCall {
  /** Of `node:http`, or of `node:https` where the agent is to make the TLS. */
  readonly request: (options: RequestOptions) => ClientRequest;
  /** Where to, and over which connection. */
  readonly options: Pick<RequestOptions, 'method' | 'protocol' | 'hostname' | 'port' | 'path' | 'socketPath'> &
    Pick<RequestOptions, 'agent' | 'createConnection'>;
  /** With lower-case names. An iterable body goes in chunks unless they hold its `content-length`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Stops the call, up to the last byte of the answer. */
  readonly signal?: AbortSignal | undefined;
  /** Called with a connection that may still have to be made. */
  readonly onSocket?: (stop: StopCall) => void;
  /** Called when it stands; the first byte leaves in the same turn. What it throws ends the call, and nothing leaves. */
  readonly beforeSend?: (stop: StopCall) => void;
}

/** The answer. Read `body` to its end or call `close`: until then the connection is held. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As it comes: nothing is unpacked. Holds the other side up while it is not read. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly close: StopCall;
}

/** What all headers of an answer may take together, in bytes; Node's own default, and no command line changes it. */
const HEADERS_MAX_BYTES = 16_384;

/**
 * Sends a request and answers with what came back, whatever its status: no redirect is followed. A connection that ends
 * sooner than its answer is an error, whose code is Node's. No error, of the call or of the body, holds bytes of the peer.
 */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const { answer, close } = await begin(call);
  try {
    return { status: answer.statusCode ?? 0, headers: headersOf(answer), body: answer, close };
  } catch (error) {
    close();
    throw error;
  }
}

function begin(call: HttpCall): Promise<{ readonly answer: IncomingMessage; readonly close: StopCall }> {
  const { body, signal } = call;
  return new Promise((resolve, reject) => {
    const headers = { ...call.headers, ...framing(call.headers, body) };
    const request = call.request({
      ...call.options,
      headers,
      insecureHTTPParser: false,
      maxHeaderSize: HEADERS_MAX_BYTES,
    });
    // However many fit in that size: by default Node drops those after the thousandth without a word.
    request.maxHeadersCount = 0;
    let answer: IncomingMessage | undefined;

    const stop: StopCall = (error = failure('ABORT_ERR', 'the call was let go of')) => {
      // The answer first: a request that is destroyed pours out what is left of it, and that would look like its end.
      answer?.destroy(error);
      request.destroy(error);
      reject(error);
    };
    const onAbort = (): void => stop(asError(signal?.reason));
    const isOver = (): void => signal?.removeEventListener('abort', onAbort);

    request.on('error', (error) => {
      Reflect.deleteProperty(error, 'rawPacket');
      reject(error);
      // An answer that is whole may still be read.
      if (answer?.complete === false) answer.destroy(error);
    });
    request.on('close', () => {
      if (answer === undefined) isOver();
      reject(failure('ECONNRESET', 'the connection was closed'));
    });
    request.on('upgrade', (_answer, socket) => {
      socket.destroy();
      stop(failure('ERR_HTTP_UPGRADE', 'the answer changes the protocol'));
    });
    request.on('socket', (socket) => {
      // Between two owners of a socket there is a moment without one, and an error that nobody hears ends the process.
      // Not by `reusedSocket`: a call that waited for its turn is handed another's socket without it.
      if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
      call.onSocket?.(stop);
      whenReady(socket, () => send(call, request, stop));
    });
    request.on('response', (incoming) => {
      answer = incoming;
      answer.on('error', ignore).on('close', isOver);
      // Whoever has answered wants no more of the body. Left alone, it would be sent to the end.
      answer.on('end', () => {
        if (!request.writableFinished) request.destroy();
      });
      if (answer.statusCode === 101) stop(failure('ERR_HTTP_UPGRADE', 'the answer changes the protocol'));
      else resolve({ answer, close: stop });
    });
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function ignore(): void {
  // Whoever reads hears of it, too.
}

/** Node leaves a body of GET or DELETE without a length, and then nobody knows where it ends. */
function framing(headers: HttpCall['headers'], body: HttpCall['body']): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    return 'content-length' in headers ? {} : { 'transfer-encoding': 'chunked' };
  }
  const sizeBytes = Buffer.byteLength(body);
  const announcedBytes = Number(headers['content-length'] ?? sizeBytes);
  if (announcedBytes !== sizeBytes) throw wrongLength(sizeBytes, announcedBytes);
  return { 'content-length': String(sizeBytes) };
}

function whenReady(socket: Socket, isReady: () => void): void {
  if (!socket.connecting) isReady();
  else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', isReady);
}

function send({ body, headers, beforeSend }: HttpCall, request: ClientRequest, stop: StopCall): void {
  try {
    // It may have gone between the moment it stood and this one; then no event will come to tell.
    if (request.socket?.writable !== true) throw failure('ECONNRESET', 'the connection was closed');
    beforeSend?.(stop);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      request.end(body);
      return;
    }
    request.flushHeaders();
  } catch (error) {
    stop(asError(error));
    return;
  }
  const length = headers['content-length'];
  sendBody(request, body, length === undefined ? undefined : Number(length)).catch((error: unknown) => {
    stop(asError(error));
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('the call was stopped', { cause: thrown });
}
