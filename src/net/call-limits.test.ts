import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedRequest, type GuardedResponse } from './guarded-fetch.js';
import type { NetError } from './net-error.js';
import { readBody } from './read-body.js';
import { createHeldClock, type HeldClock } from './testing/held-clock.js';
import { closeLoopbacks, serve, serveRaw } from './testing/loopback.js';

afterEach(closeLoopbacks);

async function get(url: string, request: Partial<GuardedRequest> = {}, clock?: HeldClock): Promise<GuardedResponse> {
  const fetch = createGuardedFetch(clock === undefined ? {} : { clock });
  return await fetch(url, { maxBytes: 1_000, allowAddresses: ['127.0.0.1/32'], ...request });
}

async function failureOf(reading: Promise<unknown>): Promise<NetError> {
  const error = (await reading.catch((thrown: unknown) => thrown)) as NetError;
  expect(error).toMatchObject({ name: 'NetError', sent: true });
  return error;
}

const read = async (response: GuardedResponse): Promise<string> =>
  Buffer.from(await readBody(response, 1_000_000)).toString();

describe('the time of a call', () => {
  it('is limited for the name, the connection and the headers', async () => {
    const clock = createHeldClock();
    const asked = new Promise<void>((resolve) => {
      const fetch = createGuardedFetch({
        clock,
        resolve: () => {
          resolve();
          return new Promise(() => undefined);
        },
      });
      silent = failureOfUnsent(fetch('http://silent.test/', { maxBytes: 0 }));
    });
    await asked;
    clock.move(10_000);
    expect(await silent).toMatchObject({ reason: 'timeout', retryable: true, sent: false });

    const request = new Promise<void>((resolve) => (onRequest = resolve));
    const server = await serveRaw((socket) => socket.once('data', () => onRequest()));
    const waiting = failureOf(get(server.origin, { headersTimeoutMs: 500 }, clock));
    await request;
    clock.move(499);
    expect(clock.pending()).toBe(2);
    clock.move(1);
    expect(await waiting).toMatchObject({ reason: 'timeout', sent: true });
    expect(clock.pending()).toBe(0);
  });

  it('is up for a body that drips, however steadily', async () => {
    const clock = createHeldClock();
    const server = await serve((_request, response) => {
      drip = () => response.write('.');
      response.flushHeaders();
    });
    const response = await get(server.origin, { stallTimeoutMs: 1_000, stallBytes: 100 }, clock);
    const body = response.body[Symbol.asyncIterator]();
    const dropAfter = async (waitMs: number): Promise<unknown> => {
      const drop = body.next();
      await turn();
      clock.move(waitMs);
      drip();
      return await drop;
    };
    for (const waitMs of [400, 0, 400, 199]) expect(await dropAfter(waitMs)).toMatchObject({ done: false });
    const error = await failureOf(dropAfter(1));
    expect(error).toMatchObject({ reason: 'timeout', retryable: true });
    expect(error.message).toContain('did not send 100 bytes within 1 s');
  });

  it('begins anew whenever enough has come', async () => {
    const clock = createHeldClock();
    const server = await serve((_request, response) => {
      drip = () => response.write('.'.repeat(100));
      response.flushHeaders();
    });
    const call = { stallTimeoutMs: 1_000, stallBytes: 100, maxBytes: 10_000 };
    const body = (await get(server.origin, call, clock)).body[Symbol.asyncIterator]();
    for (let count = 0; count < 20; count += 1) {
      const next = body.next();
      await turn();
      clock.move(999);
      drip();
      expect(await next).toMatchObject({ done: false });
    }
    await body.return?.();
    expect(clock.pending()).toBe(0);
  });

  it('is not up for a reader that is slow itself, until all of it is', async () => {
    const clock = createHeldClock();
    const server = await serve((_request, response) => {
      for (let sent = 0; sent < 20; sent += 1) response.write(Buffer.alloc(50_000));
      response.end();
    });
    const call = { maxBytes: 1_000_000, stallTimeoutMs: 1_000, totalTimeoutMs: 1_000_000 };
    const response = await get(server.origin, call, clock);
    let sizeBytes = 0;
    for await (const chunk of response.body) {
      clock.move(5_000);
      sizeBytes += chunk.byteLength;
    }
    expect(sizeBytes).toBe(1_000_000);
    expect(clock.pending()).toBe(0);
  });

  it('is up in all for an answer that nobody reads, and its connection is let go of', async () => {
    const clock = createHeldClock();
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      response.write('begun');
    });
    const response = await get(server.origin, { totalTimeoutMs: 2_000 }, clock);
    clock.move(2_000);
    await closed;
    expect(await failureOf(read(response))).toMatchObject({ reason: 'timeout' });
  });

  it('ends with the body, with leaving it, and with discarding it', async () => {
    const clock = createHeldClock();
    const closed: Promise<unknown>[] = [];
    const server = await serve((_request, response) => {
      closed.push(new Promise((resolve) => response.on('close', resolve)));
      response.write('begun');
    });
    const left = await get(server.origin, {}, clock);
    for await (const _chunk of left.body) break;
    const discarded = await get(server.origin, {}, clock);
    discarded.discard();
    discarded.discard();
    await Promise.all(closed);
    expect(clock.pending()).toBe(0);
  });

  it('ends when the caller says so, in the middle of a body', async () => {
    const stop = new AbortController();
    const server = await serve((_request, response) => response.write('begun'));
    const response = await get(server.origin, { signal: stop.signal });
    const reading = (async () => {
      for await (const _chunk of response.body) stop.abort();
    })();
    expect(await failureOf(reading)).toMatchObject({ reason: 'aborted', sent: true });
  });
});

/** One turn of the event loop: what was asked of a generator has come to wait. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let silent: Promise<NetError>;
let onRequest: () => void;
let drip: () => void;

async function failureOfUnsent(calling: Promise<unknown>): Promise<NetError> {
  return (await calling.catch((thrown: unknown) => thrown)) as NetError;
}
