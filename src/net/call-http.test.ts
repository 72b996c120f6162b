import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callHttp } from './call-http.js';
import { createGuardedFetch, type GuardedRequest, type GuardedResponse } from './guarded-fetch.js';
import type { NetError } from './net-error.js';
import { readBody } from './read-body.js';
import { loopbackCertificate } from './testing/loopback-certificate.js';
import { closeLoopbacks, serve, serveRaw, serveTls } from './testing/loopback.js';

afterEach(closeLoopbacks);

async function call(url: string, request: Partial<GuardedRequest> = {}): Promise<GuardedResponse> {
  return await createGuardedFetch()(url, { maxBytes: 1_000, allowAddresses: ['127.0.0.1/32'], ...request });
}

async function failureOf(calling: Promise<unknown>): Promise<NetError> {
  const error = (await calling.catch((thrown: unknown) => thrown)) as NetError;
  expect(error).toMatchObject({ name: 'NetError' });
  return error;
}

/** A server that says the same to whoever calls, after the request's head, and hears what comes. */
async function saying(bytes: string, hear: (socket: Socket) => void = () => undefined) {
  return await serveRaw((socket) => {
    socket.once('data', () => socket.write(bytes));
    hear(socket);
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an answer', () => {
  it('that comes before the body is sent is read, and the rest of the body is neither made nor sent', async () => {
    const closed = new Promise<void>((resolve) => (onClose = resolve));
    const server = await saying('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 9\r\n\r\ntoo large', (socket) => {
      socket.on('close', () => onClose());
    });
    let isLetGo = false;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await turn();
          yield Buffer.alloc(100_000);
        }
      } finally {
        isLetGo = true;
        onLetGo();
      }
    };
    const letGo = new Promise<void>((resolve) => (onLetGo = resolve));
    const response = await call(server.origin, { method: 'PUT', body: endless() });
    expect(response.status).toBe(413);
    expect(Buffer.from(await readBody(response, 100)).toString()).toBe('too large');
    await letGo;
    expect(isLetGo).toBe(true);
    await closed;
  });

  it('that is no HTTP is told of without its bytes', async () => {
    const server = await saying('HTTP/1.1 200 OK\r\nset-cookie: secret of the peer\r\nno header\r\n\r\n');
    const { hostname, port } = new URL(server.origin);
    const options = { hostname, port, path: '/', method: 'GET' };
    const error = await callHttp({ request: httpRequest, options, headers: {} }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: expect.stringMatching(/^HPE_/) as string });
    expect(error).not.toHaveProperty('rawPacket');
  });

  it('is the one after those that only say what goes on', async () => {
    const server = await saying(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    );
    const response = await call(server.origin);
    expect([response.status, response.headers.get('link')]).toEqual([200, null]);
    expect(Buffer.from(await readBody(response, 100)).toString()).toBe('ok');
  });

  it.each([
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: secret\r\n\r\nsecret'],
    ['changes the protocol without saying to which', 'HTTP/1.1 101 Switching\r\n\r\nsecret'],
    ['has headers without end', `HTTP/1.1 200 OK\r\nx-secret: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\ncontent-length: 7\r\n\r\nsecret'],
    ['has lines that end in half', 'HTTP/1.1 200 OK\r\nx-secret: a\nx-other: b\r\n\r\n'],
    ['is none', 'secret\r\n\r\n'],
  ])('that %s is not taken', async (_title, bytes) => {
    const server = await saying(bytes);
    const error = await failureOf(call(server.origin));
    expect(error).toMatchObject({ reason: 'protocol', retryable: false, sent: true });
    expect(`${error.message} ${JSON.stringify(error.cause)} ${String(error.cause)}`).not.toContain('secret');
  });

  it('that stops to be HTTP in the middle is not taken for one that broke off', async () => {
    const server = await saying('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nsecret\r\n');
    const error = await failureOf(call(server.origin).then((response) => readBody(response, 100)));
    expect(error).toMatchObject({ reason: 'protocol', retryable: false });
    expect(error.cause).toBeUndefined();
  });

  it('that broke off in its headers is lost', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nx-a: b')));
    expect(await failureOf(call(server.origin))).toMatchObject({ reason: 'closed', retryable: true, sent: true });
  });

  it('whose TLS breaks in the middle is lost, and may be asked for again', async () => {
    const server = await serveTls((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('half');
    });
    const between = await serveRaw((near) => {
      const far = connect(server.port, '127.0.0.1').on('error', () => undefined);
      far.on('data', (bytes) => near.write(bytes));
      near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy());
      breakTls = () => near.write(Buffer.alloc(300, 7));
    });
    const fetch = createGuardedFetch({
      resolve: () => Promise.resolve(['127.0.0.1']),
      certificateAuthorities: [loopbackCertificate.cert],
    });
    const reading = (async () => {
      const asked = { maxBytes: 1_000, allowAddresses: ['127.0.0.1/32'] };
      for await (const _half of (await fetch(`https://vendor.test:${between.port}/`, asked)).body) breakTls();
    })();
    expect(await failureOf(reading)).toMatchObject({ reason: 'closed', retryable: true, sent: true });
  });

  it('has each of its headers, however many they are', async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => `x${at}:a\r\n`).join('');
    const server = await saying(
      `HTTP/1.1 302 Found\r\n${many}location: /there\r\nset-cookie: a\r\nset-cookie: b\r\n\r\n`,
    );
    const { headers } = await call(server.origin);
    expect([headers.get('x1499'), headers.get('location'), headers.getSetCookie()]).toEqual([
      'a',
      '/there',
      ['a', 'b'],
    ]);
  });

  it('is held up while nobody reads it', async () => {
    const sizeBytes = 100_000_000;
    let onStuck: (takenBytes: number) => void;
    const stuck = new Promise<number>((resolve) => (onStuck = resolve));
    const server = await serveRaw((socket) => {
      const chunk = Buffer.alloc(1_000_000);
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${sizeBytes}\r\n\r\n`);
        // Each piece waits for the one before; the first that is not taken in a while is the end.
        const pour = (): void => {
          const late = setTimeout(() => onStuck(socket.bytesWritten - socket.writableLength), 300);
          socket.write(chunk, (error) => {
            clearTimeout(late);
            if (!(error instanceof Error)) pour();
          });
        };
        pour();
      });
    });
    const response = await call(server.origin, { maxBytes: sizeBytes });
    expect(await stuck).toBeLessThan(30_000_000);
    response.discard();
  });

  it('that is let go of in the middle lets the connection go, whoever reads', async () => {
    const closed: Promise<void>[] = [];
    const server = await serve((_request, response) => {
      closed.push(new Promise((resolve) => response.on('close', resolve)));
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on('drain', pour);
      pour();
    });
    const unread = await call(server.origin);
    unread.discard();
    unread.discard();
    const left = await call(server.origin, { maxBytes: 10_000_000 });
    for await (const _chunk of left.body) break;
    const read = await call(server.origin, { maxBytes: 1_000_000_000 });
    const reading = (async () => {
      for await (const _chunk of read.body) read.discard();
    })();
    expect(await failureOf(reading)).toMatchObject({ reason: 'aborted' });
    await Promise.all(closed);
    expect(closed).toHaveLength(3);
  });
});

describe('a request', () => {
  it('leaves in the same turn as the last look before it', async () => {
    const server = await serve((_request, response) => response.end());
    for (const body of ['text', undefined, piecesOf('pie', 'ces')]) {
      const socket = await new Promise<Socket>((resolve) => {
        const connecting = connect(server.port, '127.0.0.1', () => resolve(connecting));
      });
      const sentBytes: number[] = [];
      const answer = await callHttp({
        request: httpRequest,
        options: { createConnection: () => socket, method: 'POST', path: '/' },
        ...{ headers: { host: 'a.test', connection: 'close' }, body },
        beforeSend: () => {
          sentBytes.push(socket.bytesWritten);
          process.nextTick(() => sentBytes.push(socket.bytesWritten));
          queueMicrotask(() => sentBytes.push(socket.bytesWritten));
        },
      });
      answer.close();
      expect(sentBytes[0]).toBe(0);
      expect(Math.min(...sentBytes.slice(1))).toBeGreaterThan(20);
    }
  });

  it('says how long its body is, whatever its method', async () => {
    const seen: string[] = [];
    const server = await serve((request, response) => {
      const { 'content-length': length = '', 'transfer-encoding': encoding = '' } = request.headers;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(`${request.method ?? ''} ${length}${encoding} ${Buffer.concat(chunks).toString()}`);
        response.end();
      });
    });
    for (const body of ['text', piecesOf('pie', 'ces'), undefined]) {
      (await call(server.origin, { method: 'DELETE', ...(body === undefined ? {} : { body }) })).discard();
    }
    (await call(server.origin, { method: 'POST' })).discard();
    expect(seen).toEqual(['DELETE 4 text', 'DELETE chunked pieces', 'DELETE  ', 'POST 0 ']);
  });

  it.each([
    ['shorter', ['pie']],
    ['longer', ['pie', 'ces', 'more']],
  ])('whose body is %s than was said is broken off, and never whole', async (_title, pieces) => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      request.on('end', () => bodies.push('whole')).on('error', () => undefined);
      request.resume().on('end', () => response.end());
    });
    const headers = { 'content-length': '7' };
    const error = await failureOf(call(server.origin, { method: 'PUT', body: piecesOf(...pieces), headers }));
    expect(error).toMatchObject({ reason: 'protocol', retryable: false });
    expect(await failureOf(call(server.origin, { method: 'PUT', body: 'text', headers }))).toMatchObject({
      ...{ reason: 'protocol', sent: false },
    });
    expect(bodies).toEqual([]);
  });

  it('whose body cannot be read is broken off', async () => {
    const server = await serve((request) => request.on('error', () => undefined));
    const unreadable = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('the disk is gone');
    };
    const error = await failureOf(call(server.origin, { method: 'PUT', body: unreadable() }));
    expect(error.cause).toMatchObject({ message: 'the disk is gone' });
  });
});

let breakTls: () => void;
let onClose: () => void;
let onLetGo: () => void;

async function* piecesOf(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
}
