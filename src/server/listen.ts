import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { AppError } from '../contract/errors.js';
import { type App, FROM_OWNER, type RequestOrigin } from './app.js';

/** Where to listen: a port (0: any that is free), or a socket for the owner of the folder that it is in. */
export type ListenAt = { readonly port: number; readonly host: string } | { readonly socketPath: string };

/** A server that listens. */
export interface Listening {
  /** `http://…`, or `unix:…`. */
  readonly url: string;
  /** Takes no more connections, lets requests end that are under way (for `graceMs`), then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

/** Ms for a whole request to arrive: an upload of 100 MB over a slow line. Its head has a minute, which is Node's. */
const REQUEST_MS = 900_000;

const GRACE_MS = 5000;

/** Bytes of a socket's path that Linux and macOS both take. */
const SOCKET_PATH_MAX = 103;

/**
 * Serves the API. Whoever can open the socket is the admin: it is made so that only the owner can, and a request over it needs no key.
 * @throws AppError `bad_usage` when the place is taken or cannot be used
 */
export async function listen(app: App, at: ListenAt): Promise<Listening> {
  const isOwner = 'socketPath' in at;
  const server = createAdaptorServer({
    fetch: (request, env) => {
      const { incoming } = env as HttpBindings;
      const origin: RequestOrigin = isOwner ? { incoming, [FROM_OWNER]: true } : { incoming };
      return app.fetch(request, origin);
    },
    serverOptions: { requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 },
  }) as Server;
  if (isOwner) await openSocket(server, at.socketPath);
  else await open(server, () => server.listen(at.port, at.host), `${at.host}:${at.port}`);
  return {
    url: isOwner ? `unix:${at.socketPath}` : urlOf(server.address() as AddressInfo),
    close: (graceMs = GRACE_MS) => close(server, graceMs),
  };
}

/** Who owns the folder may listen: what lies there from an owner before is dead. */
async function openSocket(server: Server, socketPath: string): Promise<void> {
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_MAX) {
    const todo = 'Use a data folder with a shorter path (FIRSTFRAME_DATA).';
    throw new AppError('bad_usage', `the path of the socket is longer than ${SOCKET_PATH_MAX} bytes`, { todo });
  }
  await rm(socketPath, { force: true });
  // Bound within the call, so the mask holds for it alone; there is no moment at which others can connect.
  const listening = open(
    server,
    () => {
      const before = process.umask(0o177);
      try {
        server.listen({ path: socketPath, writableAll: false, readableAll: false });
      } finally {
        process.umask(before);
      }
    },
    socketPath,
  );
  await listening;
  await chmod(socketPath, 0o600);
}

function open(server: Server, start: () => void, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const todo =
        cause.code === 'EADDRINUSE' ? 'Choose another port, or stop what listens there.' : 'Choose another place.';
      reject(
        new AppError('bad_usage', `${place} cannot be listened on (${cause.code ?? cause.message})`, { todo, cause }),
      );
    });
    server.once('listening', () => resolve());
    start();
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(late);
}
