import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { loopbackCertificate } from './loopback-certificate.js';

/** A server on 127.0.0.1, on a port of its own. */
export interface Loopback {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly port: number;
  /** Request lines and connections it has seen. */
  readonly seen: readonly string[];
}

const running: (() => Promise<void>)[] = [];

/** Serves HTTP. */
export async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<Loopback> {
  return await listen((see) => createServer(seeing(see, listener)), 'http', host);
}

/** Serves HTTPS with the certificate of `vendor.test`. */
export async function serveTls(listener: RequestListener): Promise<Loopback> {
  return await listen((see) => createTlsServer(loopbackCertificate, seeing(see, listener)), 'https', '127.0.0.1');
}

/** Serves bytes: what is done with a connection is up to `onSocket`. */
export async function serveRaw(onSocket: (socket: Socket) => void): Promise<Loopback> {
  const create = (see: (what: string) => void): TcpServer =>
    createTcpServer((socket) => {
      see('connection');
      onSocket(socket.on('error', () => undefined));
    });
  return await listen(create, 'http', '127.0.0.1');
}

/** Ends every server and its connections. */
export async function closeLoopbacks(): Promise<void> {
  await Promise.all(running.splice(0).map((close) => close()));
}

function seeing(see: (what: string) => void, listener: RequestListener): RequestListener {
  return (request, response) => {
    see(`${request.method ?? ''} ${request.url ?? ''}`);
    listener(request, response);
  };
}

async function listen(
  create: (see: (what: string) => void) => TcpServer | Server,
  scheme: string,
  host: string,
): Promise<Loopback> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = create((what) => seen.push(what));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  running.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, port, seen };
}
