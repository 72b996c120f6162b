import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedRequest, type GuardedResponse } from './guarded-fetch.js';
import type { NetError } from './net-error.js';
import { readBody } from './read-body.js';
import { closeLoopbacks, serve, serveRaw } from './testing/loopback.js';

afterEach(closeLoopbacks);

async function get(url: string, request: Partial<GuardedRequest> = {}): Promise<GuardedResponse> {
  const fetch = createGuardedFetch();
  return await fetch(url, { maxBytes: 1_000, allowAddresses: ['127.0.0.1/32'], ...request });
}

async function failureOf(reading: Promise<unknown>): Promise<NetError> {
  const error = (await reading.catch((thrown: unknown) => thrown)) as NetError;
  expect(error).toMatchObject({ name: 'NetError', sent: true });
  return error;
}

const read = async (response: GuardedResponse): Promise<string> =>
  Buffer.from(await readBody(response, 1_000_000)).toString();

describe('the size of a body', () => {
  it('may be as large as its cap, and no larger', async () => {
    const server = await serve((request, response) => {
      for (let sent = 0; sent < Number(request.url?.slice(1)); sent += 100) response.write(Buffer.alloc(100));
      response.end();
    });
    expect(await read(await get(`${server.origin}/1000`))).toHaveLength(1_000);
    expect(await failureOf(read(await get(`${server.origin}/1100`)))).toMatchObject({
      reason: 'too_large',
      retryable: false,
    });
    expect(await read(await get(`${server.origin}/0`, { maxBytes: 0 }))).toBe('');
  });

  it('is cut off where it has no end', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on('drain', pour);
      pour();
    });
    const response = await get(server.origin, { maxBytes: 1_000_000 });
    expect(await failureOf(read(response))).toMatchObject({ reason: 'too_large' });
    await closed;
  });

  it('is refused by what is announced before a byte is read', async () => {
    const server = await serveRaw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n'));
    });
    expect(await failureOf(read(await get(server.origin)))).toMatchObject({ reason: 'too_large' });
  });

  it('does not count where there is none: an answer to HEAD announces another one', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '5000', 'content-encoding': 'gzip' }).end();
    });
    const response = await get(server.origin, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('5000');
    expect(await read(response)).toBe('');
  });

  it('is capped by the reader too', async () => {
    const server = await serve((_request, response) => response.end('0123456789'));
    const response = await get(server.origin);
    expect(await failureOf(readBody(response, 9))).toMatchObject({ reason: 'too_large' });
    expect(Buffer.from(await readBody(await get(server.origin), 10)).toString()).toBe('0123456789');
  });
});

describe('a body that is packed unasked', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('by %s is unpacked', async (encoding, pack) => {
    const server = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': encoding }).end(pack('a still'));
    });
    expect(await read(await get(server.origin, { headers: { 'Accept-Encoding': 'zstd' } }))).toBe('a still');
  });

  it('is capped as it unfolds: a bomb stops at its cap', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb);
    });
    const response = await get(server.origin, { maxBytes: 50_000 });
    let unpackedBytes = 0;
    const reading = (async () => {
      for await (const chunk of response.body) unpackedBytes += chunk.byteLength;
    })();
    expect(bomb.length).toBeLessThan(50_000);
    expect(await failureOf(reading)).toMatchObject({ reason: 'too_large' });
    expect(unpackedBytes).toBeLessThanOrEqual(50_000);
  });

  it.each([['zstd'], ['gzip, gzip'], ['compress']])('by %s is not taken, though its status is', async (encoding) => {
    const server = await serve((_request, response) => {
      response.writeHead(202, { 'content-encoding': encoding }).end('secret');
    });
    const response = await get(server.origin);
    expect(response.status).toBe(202);
    const error = await failureOf(read(response));
    expect(error).toMatchObject({ reason: 'protocol' });
    expect(error.message).not.toContain('secret');
  });

  it('is refused when it cannot be unpacked, and empty when it is empty', async () => {
    const packed = gzipSync('a still of some length');
    const server = await serve((request, response) => {
      const body = { '/broken': Buffer.from('not gzip'), '/half': packed.subarray(0, 20), '/empty': Buffer.alloc(0) };
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body[request.url as keyof typeof body]);
    });
    for (const path of ['/broken', '/half']) {
      expect(await failureOf(read(await get(server.origin + path)))).toMatchObject({ reason: 'protocol' });
    }
    expect(await read(await get(`${server.origin}/empty`))).toBe('');
  });
});

describe('a connection that ends early', () => {
  it.each([
    ['an announced length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('is not the end of a body with %s', async (_title, bytes) => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end(bytes)));
    expect(await failureOf(read(await get(server.origin)))).toMatchObject({ reason: 'closed', retryable: true });
  });

  it('ends a body that announced no length', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nwhole')));
    expect(await read(await get(server.origin))).toBe('whole');
  });

  it('is not waited for when more comes than was announced', async () => {
    const server = await serveRaw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhalf and more'));
    });
    expect(await read(await get(server.origin))).toBe('half');
  });
});
