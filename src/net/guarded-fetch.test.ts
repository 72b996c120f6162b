import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedFetchOptions, type GuardedRequest } from './guarded-fetch.js';
import type { NetError } from './net-error.js';
import { readBody } from './read-body.js';
import { loopbackCertificate } from './testing/loopback-certificate.js';
import { closeLoopbacks, serve, serveRaw, serveTls } from './testing/loopback.js';

const LOOPBACK = ['127.0.0.1/32'];
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
const none = (): Promise<readonly string[]> => Promise.resolve([]);

/** One turn of the event loop: what has arrived is looked at. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(closeLoopbacks);

async function failureOf(
  url: string,
  request: Partial<GuardedRequest> = {},
  options: GuardedFetchOptions = { resolve: none },
): Promise<NetError> {
  const fetch = createGuardedFetch(options);
  const error: unknown = await fetch(url, { maxBytes: 1_000, allowAddresses: LOOPBACK, ...request }).then(
    (response) => readBody(response, 1_000),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'NetError' });
  expect((error as NetError).todo).toMatch(/^[A-Z].*\.$/);
  return error as NetError;
}

describe('addresses', () => {
  it('reach a server that is allowed', async () => {
    const server = await serve((request, response) => {
      response.setHeader('x-agent', request.headers['user-agent'] ?? '');
      response.end(`${request.method ?? ''} ${request.url ?? ''}`);
    });
    const fetch = createGuardedFetch({ resolve: none });
    const response = await fetch(`${server.origin}/still?size=0#part`, { maxBytes: 100, allowAddresses: LOOPBACK });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-agent')).toBe('firstframe');
    expect(Buffer.from(await readBody(response, 100)).toString()).toBe('GET /still?size=0');
  });

  it.each([
    ['http://127.0.0.1:1234/'],
    ['http://2130706433:1234/'],
    ['http://0x7f.1:1234/'],
    ['http://0.0.0.0:1234/'],
    ['http://[::1]:1234/'],
    ['http://[::ffff:127.0.0.1]:1234/'],
    ['http://[64:ff9b::7f00:1]:1234/'],
    ['http://[fe80::1]:1234/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['http://[fd00:ec2::254]/latest/meta-data/'],
  ])('are refused for %s', async (url) => {
    const error = await failureOf(url, { allowAddresses: [] });
    expect(error).toMatchObject({ reason: 'refused_address', retryable: false, sent: false });
    expect(error.message).not.toContain('meta-data');
  });

  it.each([['127.0.0.2'], ['::ffff:10.0.0.1'], ['64:ff9b::a9fe:a9fe'], ['169.254.169.254'], ['fd00:ec2::254']])(
    'are refused when one of several answers is %s',
    async (address) => {
      const server = await serve((_request, response) => response.end());
      const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1', address]);
      const error = await failureOf(`http://name.test:${server.port}/`, {}, { resolve });
      expect(error).toMatchObject({ reason: 'refused_address', address });
      expect(error.message).not.toContain(address);
      expect(server.seen).toEqual([]);
    },
  );

  it('are asked for once: a name that then turns inwards is still called where it was checked', async () => {
    const checked = await serve((_request, response) => response.end('checked'));
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['169.254.169.254']];
    let asked = 0;
    const fetch = createGuardedFetch({ resolve: () => Promise.resolve(answers[asked++] ?? []) });
    const call = { maxBytes: 100, allowAddresses: LOOPBACK };
    const response = await fetch(`http://rebinding.test:${checked.port}/`, call);
    expect(Buffer.from(await readBody(response, 100)).toString()).toBe('checked');
    expect(asked).toBe(1);
    await expect(fetch(`http://rebinding.test:${checked.port}/`, call)).rejects.toMatchObject({
      reason: 'refused_address',
      address: '127.0.0.2',
    });
  });

  it.skipIf(process.platform !== 'linux')('are looked at again where the socket has come to', async () => {
    const server = await serve((_request, response) => response.end());
    // Linux takes 0.0.0.0 to 127.0.0.1: another address than the one that was allowed.
    const error = await failureOf(`http://0.0.0.0:${server.port}/`, { allowAddresses: ['0.0.0.0/32'] });
    expect(error).toMatchObject({ reason: 'refused_address', address: '127.0.0.1', sent: false });
    expect(server.seen).toEqual([]);
  });

  it('may be anything for an origin of the operator', async () => {
    const server = await serve((_request, response) => response.end());
    const fetch = createGuardedFetch({ resolve: none });
    const call = { maxBytes: 0, trustedOrigins: [`${server.origin}/api/v3`] };
    expect((await fetch(`${server.origin}/clip`, call)).status).toBe(200);
    const other = await serve((_request, response) => response.end());
    await expect(fetch(other.origin, call)).rejects.toMatchObject({ reason: 'refused_address' });
  });

  it.skipIf(!hasIpv6)('may be of the sixth version', async () => {
    const server = await serve((request, response) => response.end(request.headers.host), '::1');
    const fetch = createGuardedFetch({ resolve: () => Promise.resolve(['::1']) });
    for (const host of ['[::1]', 'six.test']) {
      const url = `http://${host}:${server.port}/`;
      const response = await fetch(url, { maxBytes: 100, allowAddresses: ['::1'] });
      expect(Buffer.from(await readBody(response, 100)).toString()).toBe(`${host}:${server.port}`);
    }
  });

  it('are tried one after the other', async () => {
    const server = await serve((_request, response) => response.end('second'));
    const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.2', '127.0.0.1']);
    const fetch = createGuardedFetch({ resolve });
    const url = `http://two.test:${server.port}/`;
    const response = await fetch(url, { maxBytes: 10, allowAddresses: ['127.0.0.0/8'] });
    expect(Buffer.from(await readBody(response, 10)).toString()).toBe('second');
  });
});

describe('what was sent', () => {
  it('is nothing when the name has no address, or nobody listens', async () => {
    const unknown = await failureOf('http://unknown.test/');
    expect(unknown).toMatchObject({ reason: 'dns', retryable: true, sent: false });
    const server = await serveRaw(() => undefined);
    await closeLoopbacks();
    const refused = await failureOf(server.origin, { method: 'POST', body: '{}' });
    expect(refused).toMatchObject({ reason: 'connect', retryable: true, sent: false });
    expect(refused.message).toContain('ECONNREFUSED');
  });

  it('is nothing when the certificate is not in order', async () => {
    const server = await serveTls((_request, response) => response.end());
    const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1']);
    const selfSigned = await failureOf(
      `https://vendor.test:${server.port}/`,
      { method: 'POST', body: '{}' },
      { resolve },
    );
    expect(selfSigned).toMatchObject({ reason: 'tls', retryable: false, sent: false });
    const options = { resolve, certificateAuthorities: [loopbackCertificate.cert] };
    const wrongName = await failureOf(`https://other.test:${server.port}/`, {}, options);
    expect(wrongName).toMatchObject({ reason: 'tls', sent: false });
    const byAddress = await failureOf(`https://127.0.0.1:${server.port}/`, {}, options);
    expect(byAddress).toMatchObject({ reason: 'tls', sent: false });
    expect(server.seen).toEqual([]);
    const fetch = createGuardedFetch(options);
    const call = { maxBytes: 0, allowAddresses: LOOPBACK };
    expect((await fetch(`https://vendor.test:${server.port}/`, call)).status).toBe(200);
    expect((await fetch(`https://vendor.test.:${server.port}/`, call)).status).toBe(200);
  });

  it('is nothing when the last look before it says no', async () => {
    const connected: (() => void)[] = [];
    const server = await serveRaw((socket) => {
      socket.on('data', () => connected.push(() => undefined));
    });
    const lost = new Error('the lease is over');
    const beforeSend = (): void => {
      throw lost;
    };
    const error = await failureOf(server.origin, { method: 'POST', body: '{}', beforeSend });
    expect(error).toMatchObject({ reason: 'aborted', sent: false, cause: lost });
    expect(connected).toEqual([]);
  });

  it('may be something as soon as a connection stood', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    const error = await failureOf(server.origin, { method: 'POST', body: '{}' });
    expect(error).toMatchObject({ reason: 'closed', retryable: true, sent: true });
  });

  it('holds the body, whole or in pieces', async () => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(`${request.headers['content-length'] ?? 'chunked'}: ${Buffer.concat(chunks).toString()}`);
        response.end();
      });
    });
    const fetch = createGuardedFetch({ resolve: none });
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('pie');
      yield Buffer.from('ces');
    };
    for (const body of ['text', Buffer.from('bytes'), pieces()]) {
      const response = await fetch(server.origin, { method: 'POST', body, maxBytes: 0, allowAddresses: LOOPBACK });
      response.discard();
    }
    const headers = { 'Content-Length': '6' };
    const call = { method: 'PUT', body: pieces(), headers, maxBytes: 0, allowAddresses: LOOPBACK } as const;
    (await fetch(server.origin, call)).discard();
    expect(bodies).toEqual(['4: text', '5: bytes', 'chunked: pieces', '6: pieces']);
  });

  it('is nothing when a header cannot be sent', async () => {
    const error = await failureOf('http://127.0.0.1:1234/', { headers: { authorization: 'Bearer a\nb' } });
    expect(error).toMatchObject({ reason: 'protocol', sent: false });
    expect(error.message).not.toContain('Bearer');
  });
});

describe('a call', () => {
  it('that is stopped before it begins asks nobody', async () => {
    const asked: string[] = [];
    const resolve = (hostname: string): Promise<readonly string[]> => {
      asked.push(hostname);
      return Promise.resolve([]);
    };
    const error = await failureOf('http://name.test/', { signal: AbortSignal.abort() }, { resolve });
    expect(error).toMatchObject({ reason: 'aborted', sent: false });
    expect(asked).toEqual([]);
  });

  it('that is stopped while it waits for an answer lets go of the connection', async () => {
    const stop = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      stop.abort();
    });
    const error = await failureOf(server.origin, { signal: stop.signal });
    expect(error).toMatchObject({ reason: 'aborted', sent: true });
    await closed;
  });

  it('takes any status for an answer, and an HTTP answer only', async () => {
    const server = await serve((_request, response) => response.writeHead(503, { 'retry-after': '0' }).end());
    const fetch = createGuardedFetch({ resolve: none });
    const call = { maxBytes: 0, allowAddresses: LOOPBACK };
    const response = await fetch(server.origin, call);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '0']);
    const ssh = await serveRaw((socket) => socket.write('SSH-2.0-secret\r\n'));
    const error = await failureOf(ssh.origin);
    expect(error).toMatchObject({ reason: 'protocol', retryable: false, sent: true });
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('secret');
  });

  it.each([65_536, 65_537, 1_000_000])(
    'whose %i bytes and their end are there before its reader gets them whole',
    async (sizeBytes) => {
      let allLeft: Promise<unknown> | undefined;
      const server = await serveRaw((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${sizeBytes}\r\nconnection: close\r\n\r\n`);
          allLeft = new Promise<void>((resolve) => socket.end(Buffer.alloc(sizeBytes), resolve));
        });
      });
      const fetch = createGuardedFetch({ resolve: none });
      const response = await fetch(server.origin, { maxBytes: sizeBytes, allowAddresses: LOOPBACK });
      // More than what lies between us takes, of the largest: then its end waits for the reader.
      if (sizeBytes < 100_000) await allLeft;
      for (let count = 0; count < 50; count += 1) await turn();
      expect((await readBody(response, sizeBytes)).byteLength).toBe(sizeBytes);
    },
  );

  it('names neither path nor query when it fails', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    const error = await failureOf(`${server.origin}/hooks/private?signature=abc`);
    expect(`${error.message} ${error.todo}`).not.toMatch(/private|signature/);
    expect(error.origin).toBe(server.origin);
  });
});
