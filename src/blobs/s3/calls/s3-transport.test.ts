import { Agent as HttpAgent } from 'node:http';
import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { loopbackCertificate } from '../../../net/testing/loopback-certificate.js';
import { closeLoopbacks, serve, serveRaw, serveTls } from '../../../net/testing/loopback.js';
import { createS3Client } from './s3-client.js';
import { createS3Transport, type S3Reply } from './s3-transport.js';

afterEach(closeLoopbacks);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function read({ body }: S3Reply): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const get = { method: 'GET', headers: {}, answerMs: 10_000 } as const;

it('reads a body whole whose end is there before its reader', async () => {
  let allLeft: Promise<void> | undefined;
  const server = await serveRaw((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 65536\r\nconnection: close\r\n\r\n');
      allLeft = new Promise<void>((resolve) => socket.end(Buffer.alloc(65_536), resolve));
    });
  });
  const reply = await createS3Transport()({ ...get, url: `${server.origin}/clip` });
  await allLeft;
  for (let count = 0; count < 50; count += 1) await turn();
  expect((await read(reply)).byteLength).toBe(65_536);
});

it('keeps a connection for the next call, and closes one whose answer is let go of', async () => {
  const ports: unknown[] = [];
  const server = await serve((request, response) => {
    ports.push(request.socket.remotePort);
    response.write('begun');
    if (request.url !== '/endless') response.end();
  });
  const transport = createS3Transport();
  const url = `${server.origin}/clip`;
  for (let count = 0; count < 3; count += 1) {
    await read(await transport({ ...get, url }));
    await turn();
  }
  (await transport({ ...get, url: `${server.origin}/endless` })).discard();
  await read(await transport({ ...get, url }));
  expect(new Set(ports.slice(0, 4)).size).toBe(1);
  expect(new Set(ports).size).toBe(2);
});

it('leaves nothing behind on a connection that goes from call to call', async () => {
  const server = await serve((_request, response) => response.end('whole'));
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const transport = createS3Transport(agent);
  const url = `${server.origin}/clip`;
  const listening = Array.from({ length: 30 }, async () => {
    const reply = await transport({ ...get, url });
    const [socket] = Object.values(agent.sockets).flat();
    await read(reply);
    return socket?.listenerCount('error') ?? Infinity;
  });
  expect(Math.max(...(await Promise.all(listening)))).toBeLessThan(5);
  agent.destroy();
});

it('throws what a connection says that was kept and is closed, and the client calls again with the body anew', async () => {
  const bodies: string[] = [];
  const server = await serveRaw((socket) => {
    // The second call on a connection finds it closed: its server had waited long enough.
    let heard = '';
    socket.on('data', (bytes) => {
      if (heard.endsWith('still')) return socket.destroy();
      heard += String(bytes);
      if (!heard.endsWith('still')) return undefined;
      bodies.push(heard.slice(heard.indexOf('\r\n\r\n') + 4));
      return socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  const waitsMs: number[] = [];
  const transport = createS3Transport();
  const client = createS3Client(
    {
      ...{ bucket: 'clips', prefix: '', endpoint: server.origin, region: 'eu-west-1', style: 'path' },
      credentials: { accessKeyId: 'AKIATESTS', secretAccessKey: 'secret' },
    },
    {
      ...{ transport, nowMs: Date.now, random: () => 0 },
      pause: (ms) => Promise.resolve(void waitsMs.push(ms)),
    },
  );
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('a '));
    yield Buffer.from('still');
  };
  const source = { sizeBytes: 7, open: () => Promise.resolve(pieces()) };
  for (let count = 0; count < 2; count += 1) {
    const call = { method: 'PUT', key: 'a', source, bodySha256: 'UNSIGNED-PAYLOAD', needs: 's3:PutObject' } as const;
    expect(await client.send(call)).toMatchObject({ kind: 'ok' });
    await turn();
  }
  expect(bodies).toEqual(['a still', 'a still']);
  expect([waitsMs.length, server.seen.length]).toEqual([1, 2]);
});

it('sends no more of a body that is refused before it is there, and keeps no such connection', async () => {
  const ends: Promise<unknown>[] = [];
  const server = await serve((request, response) => {
    ends.push(new Promise((resolve) => request.socket.on('close', resolve)));
    response.writeHead(403, { 'content-length': 6 }).end('denied');
  });
  const sizeBytes = 1_000_000_000_000;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      await turn();
      yield Buffer.alloc(100_000);
    }
  };
  const call = { ...get, method: 'PUT', body: { sizeBytes, bytes: endless() }, url: `${server.origin}/clip` } as const;
  const reply = await createS3Transport()(call);
  expect([reply.status, String(await read(reply))]).toEqual([403, 'denied']);
  await Promise.all(ends);
});

it('gives up an answer that does not begin in time, and one that is called off', async () => {
  const server = await serve(({ url }) => {
    if (url === '/called-off') stop.abort(new Error('enough'));
  });
  const stop = new AbortController();
  const transport = createS3Transport();
  await expect(transport({ ...get, url: server.origin, answerMs: 20 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  const call = { ...get, url: `${server.origin}/called-off`, signal: stop.signal };
  await expect(transport(call)).rejects.toMatchObject({ message: 'enough' });
});

it('sends nothing before a certificate is in order, and reads a large body over TLS at its own pace', async () => {
  const server = await serveTls((_request, response) => response.end(Buffer.alloc(3_000_000)));
  const lookup: LookupFunction = (_host, { all }, found) => {
    if (all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
    else found(null, '127.0.0.1', 4);
  };
  const url = `https://vendor.test:${server.port}/`;
  const distrusting = createS3Transport(new Agent({ ...{ lookup } }));
  await expect(distrusting({ ...get, url })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(server.seen).toEqual([]);
  const trusting = createS3Transport(new Agent({ keepAlive: true, ca: loopbackCertificate.cert, ...{ lookup } }));
  for (let count = 0; count < 2; count += 1) {
    const reply = await trusting({ ...get, url });
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect((await read(reply)).byteLength).toBe(3_000_000);
  }
});
