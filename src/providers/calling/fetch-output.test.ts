import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { closeLoopbacks, serve } from '../../net/testing/loopback.js';
import type { ProviderHooks } from '../provider.js';
import { fetchOutput, type SoughtOutput } from './fetch-output.js';
import { createVendorAccount } from './vendor-account.js';

afterEach(closeLoopbacks);

const CLIP = Buffer.from(Array.from({ length: 1_000 }, (_, n) => n % 251));
const VERSION = { etag: '"v1"' };
const HOOKS: ProviderHooks = {
  signal: new AbortController().signal,
  beforeSend: () => undefined,
  onProgress: () => undefined,
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A store that gives one answer after the other, the last one for ever. */
async function store(answers: readonly Answer[], hooks: Partial<ProviderHooks> = {}) {
  const ranges: (string | undefined)[] = [];
  const waits: number[] = [];
  const { origin } = await serve((request, response) => {
    ranges.push(request.headers.range);
    answers[Math.min(ranges.length, answers.length) - 1]?.(request, response);
  });
  const vendor = {
    provider: 'desk',
    name: 'Desk',
    keyFrom: '',
    apiPath: '',
    keyVariable: 'K',
    urlVariable: 'U',
  } as const;
  const account = createVendorAccount(vendor, {
    ...{ baseUrl: origin, apiKey: 'key_0123456789', fetch: createGuardedFetch(), nowMs: () => 0 },
    wait: (delayMs) => Promise.resolve(void waits.push(delayMs)),
  });
  const open = (sought: Partial<SoughtOutput> = {}): Promise<AsyncIterable<Uint8Array>> =>
    fetchOutput(account, { url: `${origin}/clip.mp4`, ...sought }, { ...HOOKS, ...hooks });
  const read = async (sought: Partial<SoughtOutput> = {}): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await open(sought)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { open, read, ranges, waits, origin };
}

/** The clip, or its rest, cut after so many bytes. */
function gives(from: number, cutAfter: number, headers: Readonly<Record<string, string>>, status?: number): Answer {
  return (_request, response) => {
    const body = CLIP.subarray(from);
    const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${CLIP.byteLength - 1}/${CLIP.byteLength}` };
    response.writeHead(status ?? (from === 0 ? 200 : 206), { 'content-length': body.byteLength, ...range, ...headers });
    response.write(body.subarray(0, cutAfter), () => {
      if (cutAfter < body.byteLength) response.destroy();
      else response.end();
    });
  };
}

const says =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end();

describe('an output that breaks off', () => {
  it.each([
    ['a strong ETag', VERSION, '"v1"'],
    ['a date', { 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' }, 'Sun, 22 Nov 2026 10:00:00 GMT'],
    ['ranges and a length', { 'accept-ranges': 'bytes' }, undefined],
  ])('goes on where it stopped, by %s', async (_what, headers, validator) => {
    let ifRange: unknown;
    const rest: Answer = (request, response) => {
      ifRange = request.headers['if-range'];
      gives(300, 700, headers)(request, response);
    };
    const { read, ranges } = await store([gives(0, 300, headers), rest]);
    expect(CLIP.equals(await read())).toBe(true);
    expect(ranges).toEqual([undefined, 'bytes=300-']);
    expect(ifRange).toBe(validator);
  });

  it('goes on again and again as long as there is something new', async () => {
    const cuts = Array.from({ length: 10 }, (_, n) => gives(n * 100, 100, VERSION));
    const { read, waits } = await store(cuts);
    expect(CLIP.equals(await read())).toBe(true);
    expect(new Set(waits)).toEqual(new Set([250]));
  });

  it('begins anew where ranges are not known, and leaves out what was read', async () => {
    const { read } = await store([gives(0, 300, VERSION), gives(0, 1_000, VERSION)]);
    expect(CLIP.equals(await read())).toBe(true);
  });

  it('asks for more where a part is shorter than was asked for', async () => {
    const part: Answer = (_request, response) =>
      void response.writeHead(206, { ...VERSION, 'content-range': 'bytes 300-499/1000' }).end(CLIP.subarray(300, 500));
    const { read, ranges } = await store([gives(0, 300, VERSION), part, gives(500, 500, VERSION)]);
    expect(CLIP.equals(await read())).toBe(true);
    expect(ranges[2]).toBe('bytes=500-');
  });

  it.each<[string, Answer]>([
    ['another ETag', gives(0, 1_000, { etag: '"v2"' })],
    ['another ETag of the rest', gives(300, 700, { etag: '"v2"' })],
    ['another part', gives(299, 701, VERSION)],
    ['a part that is not said', says(206)],
    ['another length', gives(300, 700, { ...VERSION, 'content-range': 'bytes 300-999/2000' })],
    ['no such range', says(416)],
  ])('is not mixed with another: %s', async (_what, rest) => {
    const { read, ranges } = await store([gives(0, 300, VERSION), rest]);
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', retryable: true, isDead: false });
    expect(ranges).toHaveLength(2);
  });

  const packed: Answer = (_request, response) => {
    const body = gzipSync(CLIP);
    response.writeHead(200, { ...VERSION, 'content-encoding': 'gzip', 'content-length': body.byteLength });
    response.write(body.subarray(0, body.byteLength - 20), () => response.destroy());
  };
  it.each<[string, Answer]>([
    ['a weak ETag', gives(0, 300, { etag: 'W/"v1"' })],
    ['nothing to know it by', gives(0, 300, {})],
    ['a packed body', packed],
  ])('is not gone on with by %s', async (_what, answer) => {
    const { read, ranges } = await store([answer]);
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
    expect(ranges).toHaveLength(1);
  });

  it('is given up after five tries without a byte, each after a longer wait', async () => {
    const { read, ranges, waits } = await store([gives(0, 300, VERSION), says(503)]);
    await expect(read()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
    expect(ranges).toHaveLength(6);
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000]);
  });

  it('waits as long as it is told, and not at all where that is too long for a stream', async () => {
    const short = await store([gives(0, 300, VERSION), says(503, { 'retry-after': '3' }), gives(300, 700, VERSION)]);
    expect(CLIP.equals(await short.read())).toBe(true);
    expect(short.waits).toEqual([250, 3_000]);
    const long = await store([gives(0, 300, VERSION), says(503, { 'retry-after': '60' })]);
    await expect(long.read()).rejects.toMatchObject({ retryable: true, retryAfterMs: 60_000 });
    expect(long.waits).toEqual([250]);
  });

  it('is let go of when it is stopped', async () => {
    const stop = new AbortController();
    const { open, ranges } = await store([gives(0, 300, VERSION)], { signal: stop.signal });
    const reading = (async () => {
      for await (const _chunk of await open()) stop.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'ProviderError' });
    expect(ranges).toHaveLength(1);
  });

  it('asks nothing more once the last look forbids it', async () => {
    const lost = new Error('the claim is lost');
    let looks = 0;
    const beforeSend = (): void => {
      if ((looks += 1) > 1) throw lost;
    };
    const { read } = await store([gives(0, 300, VERSION), gives(300, 700, VERSION)], { beforeSend });
    await expect(read()).rejects.toBe(lost);
  });
});

describe('a URL of an output', () => {
  it.each([401, 403, 404, 410])('that answers %i is dead', async (status) => {
    const { open } = await store([says(status)]);
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: false, isDead: true });
  });

  it('that answers 504 may give it later', async () => {
    const { open } = await store([says(504, { 'retry-after': '7' })]);
    const facts = { name: 'ProviderError', retryable: true, isDead: false, retryAfterMs: 7_000 };
    await expect(open()).rejects.toMatchObject(facts);
  });

  it('that has died is renewed, at the beginning and half way', async () => {
    const { read, origin } = await store([says(403), gives(0, 300, VERSION), says(403), gives(300, 700, VERSION)]);
    let renewals = 0;
    const renew = (): Promise<string> => Promise.resolve(`${origin}/clip.mp4?new=${(renewals += 1)}`);
    expect(CLIP.equals(await read({ renew }))).toBe(true);
    expect(renewals).toBe(2);
  });

  it('that is dead though it is new says nothing of the output, and one that is not had any more is its end', async () => {
    const { open, origin } = await store([says(403)]);
    const again = open({ renew: () => Promise.resolve(`${origin}/clip.mp4`) });
    await expect(again).rejects.toMatchObject({ retryable: true, isDead: false });
    await expect(open({ renew: () => Promise.resolve(undefined) })).rejects.toMatchObject({ isDead: true });
  });
});
