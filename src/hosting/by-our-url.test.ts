import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createGuardedFetch } from '../net/guarded-fetch.js';
import { createHeldClock } from '../net/testing/held-clock.js';
import { closeLoopbacks } from '../net/testing/loopback.js';
import type { Provider, StillTransport } from '../providers/provider.js';
import { BY_DATA, BY_URL, failureOf, hostingBench, NOW_MS, vendor } from './testing/hosting-bench.js';
import type { StillSigner, StillToHost } from './way.js';

const { keepStill, publish, ask } = hostingBench();

describe('our own URL', () => {
  it('is the first choice, proven by HEAD and GET, and outlives the vendor’s queue', async () => {
    const { signer, seen, alive, origin } = await publish();
    const first = await keepStill(100);
    const last = await keepStill(200, 'last.png', 9);
    const uploads: string[] = [];
    const upload: Provider['upload'] = (still) => {
      uploads.push(still.name);
      return Promise.resolve({ url: 'store://1', expiresAtMs: 1 });
    };
    const everything = vendor({ ...BY_URL, ...BY_DATA, upload: { maxBytes: 1000 } }, upload);
    const at = ({ blobKey }: StillToHost): string => `/files/stills/${blobKey}/image/png`;
    expect(await ask(everything, { first, last }, { stillUrls: signer })).toEqual({
      first: origin + at(first),
      last: origin + at(last),
    });
    expect(seen).toEqual([`HEAD ${at(first)}`, `GET ${at(first)}`, `HEAD ${at(last)}`, `GET ${at(last)}`]);
    expect(alive).toEqual([NOW_MS + BY_URL.url.aliveMs, NOW_MS + BY_URL.url.aliveMs]);
    expect(uploads).toEqual([]);
  });

  it('is one for both frames where they are the same still', async () => {
    const { signer, seen } = await publish();
    const still = await keepStill(50);
    const { first, last } = await ask(
      vendor(BY_URL),
      { first: still, last: { ...still, name: 'last.png' } },
      { stillUrls: signer },
    );
    expect(first).toBe(last);
    expect(seen).toHaveLength(2);
  });

  it('reads no more of a large still than it compares', async () => {
    let written = 0;
    const sizeBytes = 64 * 1024 ** 2;
    const still: StillToHost = { ...(await keepStill(1000)), sizeBytes };
    const { signer } = await publish((request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': sizeBytes });
      if (request.method === 'HEAD') return response.end();
      const piece = Buffer.alloc(65_536, 7);
      const pour = (): void => {
        while (!response.destroyed && response.write(piece)) written += piece.byteLength;
      };
      response.on('drain', pour);
      pour();
      return response;
    });
    const { first } = await ask(
      vendor({ url: { maxBytes: sizeBytes, aliveMs: 1 } }),
      { first: still },
      { stillUrls: signer },
    );
    expect(first).toContain('/files/stills/');
    expect(written).toBeLessThan(sizeBytes / 2);
  });

  it.each<[string, RequestListener, RegExp, boolean]>([
    [
      'a redirect to a login page',
      (_, response) => response.writeHead(302, { location: 'https://login.example/' }).end(),
      /it redirects \(302\)/,
      false,
    ],
    [
      'a login page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Who are you?'),
      /it answers with text\/html in place of image\/png/,
      false,
    ],
    [
      'a proxy that cuts the picture short',
      (_, response) => response.writeHead(200, { 'content-type': 'image/png', 'content-length': 99 }).end(),
      /it names another Content-Length than 100/,
      false,
    ],
    ['another server', (_, response) => response.writeHead(404).end(), /it answers 404/, false],
    ['a proxy whose back is turned', (_, response) => response.writeHead(502).end(), /it answers 502/, true],
    [
      'a proxy that hides the length',
      (_, response) => response.writeHead(200, { 'content-type': 'image/png', 'transfer-encoding': 'chunked' }).end(),
      /it names no Content-Length/,
      false,
    ],
    [
      'another picture',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': 100 });
        response.end(request.method === 'HEAD' ? undefined : Buffer.alloc(100, 1));
      },
      /it answers with other bytes than ours/,
      false,
    ],
    [
      'a server that refuses GET alone',
      (request, response) => {
        if (request.method !== 'HEAD') return response.writeHead(403).end();
        return response.writeHead(200, { 'content-type': 'image/png', 'content-length': 100 }).end();
      },
      /it answers 403/,
      false,
    ],
  ])('is told to be out of reach behind %s, before anything is ordered', async (_, answer, why, retryable) => {
    const { signer, origin } = await publish(answer);
    const failure = await failureOf(ask(vendor(BY_URL), { first: await keepStill(100) }, { stillUrls: signer }));
    expect(failure.say).toMatch(why);
    expect(failure.say).toContain(`FIRSTFRAME_PUBLIC_URL (${origin}) is not reachable from outside`);
    expect(failure.say).toContain('Set FIRSTFRAME_PUBLIC_URL to');
    expect(failure.say).not.toContain('/files/stills/');
    expect(failure.retryable).toBe(retryable);
  });

  it('is told to be out of reach where nothing listens, which may pass', async () => {
    const { signer } = await publish();
    await closeLoopbacks();
    const failure = await failureOf(ask(vendor(BY_URL), { first: await keepStill(100) }, { stillUrls: signer }));
    expect(failure.say).toMatch(/takes no connection/);
    expect(failure.retryable).toBe(true);
  });

  it('is told to be out of reach when it has not answered in 10 s, which may pass', async () => {
    const clock = createHeldClock();
    let reach = (): void => undefined;
    const isReached = new Promise<void>((resolve) => (reach = resolve));
    const { signer } = await publish(() => reach());
    const stills = { first: await keepStill(100) };
    const failing = failureOf(ask(vendor(BY_URL), stills, { stillUrls: signer, fetch: createGuardedFetch({ clock }) }));
    await isReached;
    clock.move(10_000);
    const failure = await failing;
    expect(failure.say).toMatch(/did not answer in full within 10 s/);
    expect(failure.retryable).toBe(true);
  });

  it('is called at no address that is not public, and the reason is told', async () => {
    const { signer, seen } = await publish();
    const failure = await failureOf(
      ask(vendor(BY_URL), { first: await keepStill(100) }, { stillUrls: { ...signer, isTrusted: false } }),
    );
    expect(failure.say).toMatch(/is at an address that is not public \(loopback\), which no vendor reaches/);
    expect(failure.say).not.toContain('127.0.0.1');
    expect(failure.retryable).toBe(false);
    expect(seen).toEqual([]);
  });

  it('gives way to another way when it is out of reach, and is not tried for the other frame', async () => {
    const { signer, seen } = await publish((_, response) => response.writeHead(404).end());
    const stills = { first: await keepStill(3), last: await keepStill(4, 'last.png') };
    const hosted = await ask(vendor({ ...BY_URL, ...BY_DATA }), stills, { stillUrls: signer });
    expect(hosted).toEqual({
      first: 'data:image/png;base64,BwcH',
      last: 'data:image/png;base64,BwcHBw==',
    });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, StillTransport['url'], RegExp]>([
    ['the still is larger', { maxBytes: 99, aliveMs: 1 }, /It fetches 99 bytes at most\. Use a smaller still\./],
    [
      'the URL is longer',
      { maxBytes: 100, aliveMs: 1, maxChars: 40 },
      /its URL has 1\d\d characters, and 40 are taken/,
    ],
  ])('is not tried where %s than is taken', async (_, url, why) => {
    const { signer, seen } = await publish();
    const failure = await failureOf(
      ask(vendor({ ...(url === undefined ? {} : { url }) }), { first: await keepStill(100) }, { stillUrls: signer }),
    );
    expect(failure.say).toMatch(why);
    expect(seen).toEqual([]);
  });

  it.each(['http://127.0.0.1:8787', 'http://[2001:db8::1]:8787'])(
    'is not given as %s to whoever wants a host with a name',
    async (origin) => {
      const signer: StillSigner = { isTrusted: true, urlOf: (blobKey) => `${origin}/files/stills/${blobKey}` };
      const named = vendor({ url: { maxBytes: 1000, aliveMs: 1, isNameNeeded: true } });
      const failure = await failureOf(ask(named, { first: await keepStill(100) }, { stillUrls: signer }));
      expect(failure.say).toContain(`FIRSTFRAME_PUBLIC_URL (${origin}) is an address`);
    },
  );

  it('is not given by http to whoever fetches by https alone; that one takes an upload', async () => {
    const { signer, seen } = await publish();
    const safe = { url: { maxBytes: 1000, aliveMs: 1, isHttpsNeeded: true } };
    const still = await keepStill(100);
    const outside = { stillUrls: { ...signer, isTrusted: false } };
    const failure = await failureOf(ask(vendor(safe), { first: still }, outside));
    expect(failure.say).toContain('is not https, and it fetches by https alone');
    const upload: Provider['upload'] = () => Promise.resolve({ url: 'store://1', expiresAtMs: 1 });
    const both = vendor({ ...safe, upload: { maxBytes: 1000 } }, upload);
    expect(await ask(both, { first: still }, outside)).toEqual({ first: 'store://1' });
    expect(seen).toEqual([]);
  });
});
