import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { HttpAnswer } from '../../net/call-http.js';
import type { SendRequest } from './folder-line.js';

/** A local connection is made at once, or the one who listens is stopped. */
const CONNECT_TIMEOUT_MS = 2000;

/** Speaks HTTP over a socket, with a connection for each request; `undefined` when nobody listens there. */
export async function reachSocket(socketPath: string): Promise<SendRequest | undefined> {
  const isFile = !socketPath.startsWith('\\\\.\\pipe\\');
  if ((isFile && !existsSync(socketPath)) || !(await answers(socketPath))) return undefined;
  // Loaded when there is somebody to talk to: most commands own the folder themselves.
  const [{ request }, { callHttp }] = await Promise.all([import('node:http'), import('../../net/call-http.js')]);
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    // Signed URLs carry the name that the outside knows the owner by; to us it is the one behind the socket.
    const at = pathname.indexOf('/files/');
    const path = (at === -1 ? pathname : pathname.slice(at)) + search;
    const asked = new Request(`http://localhost${path}`, init);
    const sizeBytes = sizeOf(init.body);
    let late: NodeJS.Timeout | undefined;
    // No limit on the answer: streams of events are silent for as long as nothing happens.
    const answer = await callHttp({
      request,
      options: { socketPath, path, method: asked.method, agent: false },
      headers: {
        ...Object.fromEntries(asked.headers),
        ...(sizeBytes === undefined ? {} : { 'content-length': String(sizeBytes) }),
      },
      ...{ body: asked.body ?? undefined, signal: init.signal ?? undefined },
      onSocket: (stop) => {
        const tooLate = Object.assign(new Error('nobody took the connection'), { code: 'ETIMEDOUT' });
        late = setTimeout(() => stop(tooLate), CONNECT_TIMEOUT_MS);
      },
      beforeSend: () => clearTimeout(late),
    }).finally(() => clearTimeout(late));
    return toResponse(answer);
  };
}

/** `undefined`: none, or a body whose end only shows when it is there. */
function sizeOf(body: RequestInit['body']): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (body instanceof Blob) return body.size;
  return body instanceof Uint8Array ? body.byteLength : undefined;
}

/** Of these the standard allows no body, not even an empty one (fetch.spec.whatwg.org, "null body status"). */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

function toResponse({ status, headers, body, close }: HttpAnswer): Response {
  if (WITHOUT_BODY.includes(status)) {
    close();
    return new Response(null, { status, headers });
  }
  const source = body[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => close(),
  });
  return new Response(stream, { status, headers });
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
