import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore } from '../blobs/blobs.js';
import { openDiskBlobs } from '../blobs/disk/disk-blobs.js';
import { createGuardedFetch } from '../net/guarded-fetch.js';
import { createHeldClock } from '../net/testing/held-clock.js';
import { closeLoopbacks, serve } from '../net/testing/loopback.js';
import { type Provider, ProviderError, type StillTransport, type UploadedStill } from '../providers/provider.js';
import { type HostAsk, HostingError, hostStills } from './host-stills.js';
import type { StillSigner, StillToHost } from './way.js';

const NOW_MS = 1_790_000_000_000;
const HOUR_MS = 3_600_000;

let folder: string;
let blobs: BlobStore;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-hosting-'));
  blobs = await openDiskBlobs({ root: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(closeLoopbacks);

/** A still of so many bytes. */
async function keepStill(sizeBytes: number, name = 'first.png', fill = 7): Promise<StillToHost> {
  const staged = await blobs.stage(piecesOf(Buffer.alloc(sizeBytes, fill)));
  return { blobKey: await staged.keep(), mediaType: 'image/png', sizeBytes, name };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A vendor, as far as stills go to it. */
function vendor(stillTransport: StillTransport | undefined, upload?: Provider['upload']): Provider {
  const unused = (): Promise<never> => Promise.reject(new Error('not for stills'));
  return {
    id: 'acme',
    isFreeToRepeat: false,
    credential: 'key',
    ...(stillTransport === undefined ? {} : { stillTransport }),
    ...(upload === undefined ? {} : { upload }),
    ...{ submit: unused, poll: unused, cancel: unused, open: unused, release: unused },
  };
}

/** Our public server: what it answers for a still, unless a test makes it answer otherwise. */
async function publish(answer: RequestListener = serveStill) {
  const { port, seen } = await serve(answer);
  const alive: number[] = [];
  const signer: StillSigner = {
    isTrusted: true,
    urlOf: (blobKey, mediaType, expiresAtMs) => {
      alive.push(expiresAtMs);
      return `http://localhost:${port}/files/stills/${blobKey}/${mediaType}`;
    },
  };
  return { signer, seen, alive, origin: `http://localhost:${port}` };
}

function serveStill(request: IncomingMessage, response: ServerResponse): void {
  const [, , , blobKey = '', ...type] = (request.url ?? '').split('/');
  void blobs.open(blobKey).then(async ({ bytes, sizeBytes }) => {
    response.writeHead(200, { 'content-type': type.join('/'), 'content-length': sizeBytes });
    if (request.method !== 'HEAD') for await (const chunk of bytes) response.write(chunk);
    response.end();
  });
}

function ask(provider: Provider, stills: HostAsk['stills'], more: Partial<HostAsk> = {}) {
  return hostStills({
    ...{ provider, stills, blobs, stillUrls: undefined, fetch: createGuardedFetch(), nowMs: () => NOW_MS },
    hooks: { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined },
    ...more,
  });
}

/** What hosting failed with. */
async function failureOf(asked: Promise<unknown>): Promise<HostingError> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HostingError)) throw new Error('it did not fail as it should', { cause: error });
  return error;
}

const BY_URL = { url: { maxBytes: 1000, aliveMs: 24 * HOUR_MS } } satisfies StillTransport;
const BY_DATA = { dataUri: { maxChars: 300 } } satisfies StillTransport;

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
    expect(alive).toEqual([NOW_MS + 24 * HOUR_MS, NOW_MS + 24 * HOUR_MS]);
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
});

describe('the vendor’s own store', () => {
  it('gets the bytes, the size, the type and the name, where no URL of ours is to be had', async () => {
    const got: { bytes: Buffer; still: UploadedStill }[] = [];
    const upload: Provider['upload'] = async (still) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of still.bytes()) chunks.push(chunk);
      got.push({ bytes: Buffer.concat(chunks), still });
      return { url: `store://${still.name}`, expiresAtMs: NOW_MS };
    };
    const storing = vendor({ ...BY_URL, upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    expect(await ask(storing, { first: await keepStill(100) })).toEqual({ first: 'store://first.png' });
    expect(got[0]?.still).toMatchObject({ sizeBytes: 100, mediaType: 'image/png', name: 'first.png' });
    expect(got[0]?.bytes).toEqual(Buffer.alloc(100, 7));
  });

  it('gives way to a data URI when it does not do its part', async () => {
    const upload: Provider['upload'] = () => Promise.reject(new ProviderError('acme', 'away', { retryable: true }));
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    expect(await ask(storing, { first: await keepStill(1) })).toEqual({ first: 'data:image/png;base64,Bw==' });
  });

  it('is to be tried again when it says so, after as long as it says', async () => {
    const fault = new ProviderError('acme', 'Acme took no upload: it answered 503', {
      retryable: true,
      retryAfterMs: 7000,
    });
    const storing = vendor({ upload: { maxBytes: 100 } }, () => Promise.reject(fault));
    const failure = await failureOf(ask(storing, { first: await keepStill(100) }));
    expect(failure).toMatchObject({ retryable: true, retryAfterMs: 7000 });
    expect(failure.say).toContain('Acme took no upload: it answered 503. Try again.');
  });

  it('does not swallow a fault of ours', async () => {
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, () => Promise.reject(new TypeError('a slip')));
    await expect(ask(storing, { first: await keepStill(1) })).rejects.toThrow(TypeError);
  });
});

describe('a data URI', () => {
  it('is as long as was reckoned, to the character', async () => {
    for (const sizeBytes of [1, 2, 3, 100]) {
      const still = await keepStill(sizeBytes);
      const length = 'data:image/png;base64,'.length + 4 * Math.ceil(sizeBytes / 3);
      const { first } = await ask(vendor({ dataUri: { maxChars: length } }), { first: still });
      expect(first).toHaveLength(length);
      await failureOf(ask(vendor({ dataUri: { maxChars: length - 1 } }), { first: still }));
    }
  });
});

describe('a still that no way is open to', () => {
  it('is told with every way, its limit, and the variable that opens one', async () => {
    const provider = vendor({ ...BY_URL, upload: { maxBytes: 50 }, dataUri: { maxChars: 100 } }, () => {
      throw new Error('not to be asked');
    });
    const failure = await failureOf(ask(provider, { last: await keepStill(100, 'last.png') }));
    expect(failure.say).toBe(
      'acme cannot be given the last frame, of 100 bytes. ' +
        'It fetches up to 1000 bytes, and nothing here can be reached from outside: no server at a FIRSTFRAME_PUBLIC_URL. ' +
        'Its own store takes 50 bytes at most. ' +
        'As a data URI it has 158 characters, and 100 are taken. ' +
        'Set FIRSTFRAME_PUBLIC_URL to the URL by which `firstframe serve` is reached from the internet, by its name and without a login or a redirect. ' +
        'Use a smaller still.',
    );
    expect(failure.retryable).toBe(false);
  });

  it('is none of a provider’s that reads stills by itself', async () => {
    expect(await ask(vendor(undefined), { first: await keepStill(100) })).toEqual({});
  });

  it('is not there where there is no still', async () => {
    expect(await ask(vendor(BY_URL), {})).toEqual({});
  });
});

describe('work that is stopped', () => {
  const lost = new Error('the claim is lost');

  it('ends with what stopped it, and tries no other way', async () => {
    const { signer, seen } = await publish();
    const hooks = {
      signal: new AbortController().signal,
      beforeSend: () => {
        throw lost;
      },
      onProgress: () => undefined,
    };
    const provider = vendor({ ...BY_URL, ...BY_DATA });
    await expect(ask(provider, { first: await keepStill(1) }, { stillUrls: signer, hooks })).rejects.toBe(lost);
    expect(seen).toEqual([]);
    // An adapter puts it in an error of its own.
    const upload: Provider['upload'] = (_still, given) => {
      try {
        given.beforeSend();
      } catch (cause) {
        throw new ProviderError('acme', 'away', { retryable: true, cause });
      }
      return Promise.reject(new Error('not stopped'));
    };
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    await expect(ask(storing, { first: await keepStill(1) }, { hooks })).rejects.toBe(lost);
  });

  it('takes no other way once its signal is aborted', async () => {
    const controller = new AbortController();
    const { signer } = await publish((_, response) => {
      controller.abort('drain');
      response.destroy();
    });
    const hooks = { signal: controller.signal, beforeSend: () => undefined, onProgress: () => undefined };
    const provider = vendor({ ...BY_URL, ...BY_DATA });
    const asked = ask(provider, { first: await keepStill(1) }, { stillUrls: signer, hooks });
    await expect(asked).rejects.toMatchObject({ name: 'NetError' });
  });
});
