import { createHash } from 'node:crypto';
import http from 'node:http';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { readStill, type StillRule } from '../../../../test/vendors/loopback/read-still.js';
import { proveReachable } from '../../../hosting/prove-reachable.js';
import type { StillToHost } from '../../../hosting/way.js';
import { createStillUrls } from '../../../tasks/still-urls.js';
import { listen, type Listening } from '../../listen.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const HOUR_MS = 3_600_000;

/** As strict as any vendor is. */
const RULE: StillRule = {
  ...{ mediaTypes: ['image/jpeg', 'image/png'], maxBytes: 8_000_000, takesAlpha: false },
  ...{ minSidePx: 300, maxSidePx: 4096, ratio: { min: 0.5, max: 2, isInclusive: true } },
};

let api: ApiHouse;
let server: Listening | undefined;
afterEach(async () => {
  await server?.close(0);
  server = undefined;
  await api.close();
});

/** A real still behind its URL, on a server of its own. */
async function publish() {
  let lateMs = 0;
  const nowMs = (): number => Date.now() + lateMs;
  api = await openApiHouse(({ tasks }) => {
    const stillUrls = createStillUrls({ baseUrl: 'http://stills.test', key: new Uint8Array(32), nowMs });
    return { tasks: { ...tasks, stillUrls } };
  });
  const { tasks } = api.deps;
  server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  const bytes = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#305070' } })
    .jpeg()
    .toBuffer();
  const staged = await tasks.blobs.stage(new Blob([new Uint8Array(bytes)]).stream());
  const blobKey = await staged.keep();
  const signed = tasks.stillUrls?.urlOf(blobKey, 'image/jpeg', Date.now() + HOUR_MS) ?? '';
  const { pathname, search } = new URL(signed);
  const still: StillToHost = { blobKey, mediaType: 'image/jpeg', sizeBytes: bytes.byteLength, name: 'first.jpg' };
  return {
    ...{ bytes, still, path: pathname + search, url: server.url + pathname + search },
    wait: (ms: number) => (lateMs += ms),
  };
}

describe('GET /files/stills/{blobKey}/{name}', () => {
  it('is read by a vendor that is strict: HEAD, no redirect, type and length as they are', async () => {
    const { url } = await publish();
    expect(await readStill(url, RULE)).toMatchObject({ kind: 'read', facts: { widthPx: 640, heightPx: 480 } });
  });

  it('is proven by what proves it before an order', async () => {
    const { url, still } = await publish();
    const { blobs, fetch } = api.deps.tasks;
    const hooks = { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined };
    const work = { blobs, fetch, hooks, isStopped: () => false };
    expect(await proveReachable(url, still, { ...work, isTrusted: true })).toEqual({ kind: 'reachable' });
    expect(await proveReachable(url, still, { ...work, isTrusted: false })).toMatchObject({ kind: 'unreachable' });
    const shortened = { ...still, sizeBytes: still.sizeBytes - 1 };
    expect(await proveReachable(url, shortened, { ...work, isTrusted: true })).toMatchObject({ kind: 'unreachable' });
  });

  it('answers over the wire with the bytes, what they are and how many, to HEAD as to GET', async () => {
    const { url, bytes } = await publish();
    for (const method of ['GET', 'HEAD']) {
      const { response, body } = await overTheWire(method, url);
      expect(response.statusCode).toBe(200);
      expect(response.headers).toMatchObject({
        'content-type': 'image/jpeg',
        'content-length': String(bytes.byteLength),
        'x-content-type-options': 'nosniff',
        etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
      });
      expect(response.headers['transfer-encoding']).toBeUndefined();
      expect(response.headers['content-security-policy']).toContain('sandbox');
      expect(body).toEqual(method === 'GET' ? bytes : Buffer.alloc(0));
    }
  });

  it('answers a range, for a vendor that goes on after a cut', async () => {
    const { path, bytes } = await publish();
    const response = await api.open('GET', path, { key: '', headers: { range: 'bytes=10-' } });
    expect(response.status).toBe(206);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes.subarray(10));
    expect(response.headers.get('content-range')).toBe(`bytes 10-${bytes.byteLength - 1}/${bytes.byteLength}`);
    const outside = await api.open('GET', path, { key: '', headers: { range: `bytes=${bytes.byteLength}-` } });
    expect(outside.status).toBe(416);
  });

  it.each([
    ['another signature', (path: string) => path.replace(/signature=../, 'signature=zz')],
    ['no signature', (path: string) => path.replace(/&signature=.*/, '')],
    ['a later end', (path: string) => path.replace(/expires=[0-9]+/, 'expires=9999999999')],
    ['another type', (path: string) => path.replace('still.jpg', 'still.png')],
    ['another still', (path: string) => path.replace(/stills\/[0-9a-f]{2}/, 'stills/zz')],
    ['a way out of the folder', (path: string) => path.replace(/stills\/[^/]+/, 'stills/..%2f..%2fsecret')],
  ])('answers 403 to %s, and nobody keeps that', async (_, change) => {
    const { path } = await publish();
    const response = await api.open('GET', change(path), { key: '' });
    expect(response.status).toBe(403);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('answers 410 when its time is over', async () => {
    const { path, wait } = await publish();
    wait(HOUR_MS + 1000);
    expect((await api.open('GET', path, { key: '' })).status).toBe(410);
  });

  it('answers 410 when the bytes are gone, to HEAD too', async () => {
    const { path, still } = await publish();
    await api.deps.tasks.blobs.remove(still.blobKey);
    for (const method of ['GET', 'HEAD']) expect((await api.open(method, path, { key: '' })).status).toBe(410);
  });

  it('answers 403 where nobody outside reaches the server: none was ever given out', async () => {
    const { path } = await publish();
    const inside = await openApiHouse();
    expect((await inside.open('GET', path, { key: '' })).status).toBe(403);
    await inside.close();
  });
});

/** What Node itself gets: no client in between that tidies headers up. */
function overTheWire(method: string, url: string): Promise<{ response: http.IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ response, body: Buffer.concat(chunks) }));
      response.once('error', reject);
    });
    request.once('error', reject);
    request.end();
  });
}
