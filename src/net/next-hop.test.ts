import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedFetch, type GuardedRequest } from './guarded-fetch.js';
import { readBody } from './read-body.js';
import { loopbackCertificate } from './testing/loopback-certificate.js';
import { closeLoopbacks, serve, serveTls, type Loopback } from './testing/loopback.js';

afterEach(closeLoopbacks);

const source: GuardedRequest = { maxBytes: 1_000, maxRedirects: 5, allowAddresses: ['127.0.0.1/32'] };
const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1']);
const fetch: GuardedFetch = createGuardedFetch({ resolve, certificateAuthorities: [loopbackCertificate.cert] });

async function redirecting(to: string | undefined, status = 302): Promise<Loopback> {
  return await serve((_request, response) => {
    response.writeHead(status, to === undefined ? {} : { location: to }).end('a body nobody reads');
  });
}

async function echoing(): Promise<Loopback> {
  return await serve((request, response) =>
    response.end(JSON.stringify([request.method, request.url, request.headers])),
  );
}

describe('a redirect', () => {
  it('is followed up to five times, and the last URL is told', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const response = await fetch(`${server.origin}/5`, source);
    expect(response.url).toBe(`${server.origin}/0`);
    expect(Buffer.from(await readBody(response, 10)).toString()).toBe('there');
    await expect(fetch(`${server.origin}/6`, source)).rejects.toMatchObject({ reason: 'redirect', retryable: false });
    expect(server.seen).toHaveLength(12);
  });

  it('is an answer like any other to a call that follows none, and to a POST', async () => {
    const end = await echoing();
    const server = await redirecting(end.origin, 307);
    const callback = await fetch(server.origin, { ...source, maxRedirects: 0 });
    expect([callback.status, callback.headers.get('location')]).toEqual([307, end.origin]);
    const post = await fetch(server.origin, { ...source, method: 'POST', body: '{}' });
    expect(post.status).toBe(307);
    callback.discard();
    post.discard();
    expect(end.seen).toEqual([]);
  });

  it.each([
    ['http://127.0.0.2/'],
    ['http://169.254.169.254/latest/'],
    ['http://[::1]/'],
    ['http://[::ffff:10.0.0.1]/'],
    ['http://2130706434/'],
  ])('to %s is refused by its address', async (to) => {
    const server = await redirecting(to);
    await expect(fetch(server.origin, source)).rejects.toMatchObject({ reason: 'refused_address', sent: true });
  });

  it.each([['ftp://host/'], ['file:///etc/passwd'], ['http://user:secret@host/'], ['http://host:25/']])(
    'to %s is refused by its text',
    async (to) => {
      const server = await redirecting(to);
      await expect(fetch(server.origin, source)).rejects.toMatchObject({ reason: 'refused_url', sent: true });
    },
  );

  it('to nowhere, or from https to http, is refused', async () => {
    for (const to of [undefined, 'http://[']) {
      const server = await redirecting(to);
      await expect(fetch(server.origin, source)).rejects.toMatchObject({ reason: 'redirect' });
    }
    const end = await echoing();
    const secure = await serveTls((_request, response) => response.writeHead(302, { location: end.origin }).end());
    const url = `https://vendor.test:${secure.port}/`;
    await expect(fetch(url, source)).rejects.toMatchObject({ reason: 'redirect', sent: true });
    expect(end.seen).toEqual([]);
  });

  it('takes secrets along within an origin, and never to another, nor back again', async () => {
    const homes: string[] = [];
    const away = await serve((_request, response) => {
      response.writeHead(302, { location: `${home.origin}/back` }).end();
    });
    const home = await serve((request, response) => {
      homes.push(`${request.url ?? ''} ${request.headers.authorization ?? '-'} ${request.headers.range ?? '-'}`);
      if (request.url === '/back') response.end();
      else response.writeHead(302, { location: request.url === '/first' ? '/second' : away.origin }).end();
    });
    const headers = { Authorization: 'Bearer key', Cookie: 'a=b', Range: 'bytes=5-' };
    (await fetch(`${home.origin}/first`, { ...source, headers })).discard();
    expect(homes).toEqual(['/first Bearer key bytes=5-', '/second Bearer key bytes=5-', '/back - bytes=5-']);
  });

  it('leads from one trusted origin to another, but not from a stranger to a trusted one', async () => {
    const inside = await echoing();
    const first = await redirecting(inside.origin);
    const trusted = { maxBytes: 1_000, maxRedirects: 5, trustedOrigins: [inside.origin, first.origin] };
    expect((await fetch(first.origin, trusted)).status).toBe(200);
    const stranger = await serve((_request, response) => response.writeHead(302, { location: inside.origin }).end());
    // The stranger's address is allowed, the one inside is not: only trust could lead there.
    const elsewhere = await serve((_request, response) => response.end(), '127.0.0.2');
    const lured = await redirecting(elsewhere.origin);
    const call = { ...source, trustedOrigins: [elsewhere.origin] };
    await expect(fetch(lured.origin, call)).rejects.toMatchObject({ reason: 'refused_address', address: '127.0.0.2' });
    expect(elsewhere.seen).toEqual([]);
    expect((await fetch(stranger.origin, source)).status).toBe(200);
  });
});
