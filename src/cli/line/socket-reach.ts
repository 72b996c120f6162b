import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import type { SendRequest } from './folder-line.js';

/** A local connection is made at once, or the one who listens is stopped. */
const CONNECT_TIMEOUT_MS = 2000;

/** Speaks HTTP over a socket; `undefined` when nobody listens there. */
export async function reachSocket(socketPath: string): Promise<SendRequest | undefined> {
  const isFile = !socketPath.startsWith('\\\\.\\pipe\\');
  if ((isFile && !existsSync(socketPath)) || !(await answers(socketPath))) return undefined;
  // Loaded when there is somebody to talk to: most commands own the folder themselves.
  const { Agent, fetch } = await import('undici');
  // Streams of events are silent for as long as nothing happens.
  const dispatcher = new Agent({
    connect: { socketPath, timeout: CONNECT_TIMEOUT_MS },
    bodyTimeout: 0,
    headersTimeout: 0,
  });
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    // Signed URLs carry the name that the outside knows the owner by; to us it is the one behind the socket.
    const at = pathname.indexOf('/files/');
    const path = at === -1 ? pathname : pathname.slice(at);
    // The same web standard by two sets of types.
    const asked = { ...init, dispatcher } as Parameters<typeof fetch>[1];
    const answered: unknown = await fetch(`http://localhost${path}${search}`, asked);
    return answered as Response;
  };
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
