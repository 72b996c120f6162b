import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboxPage } from '../../../contract/callback.js';
import { pullInbox } from '../../../delivery/pull-inbox.js';
import { DeliveryBench } from '../../../delivery/testing/delivery-bench.js';
import type { Receiver } from '../../../delivery/testing/receiver.js';
import { verifyCallback } from '../verify-callback.js';
import type { Forwarded } from './forward-callback.js';
import { type InboxSource, listenCallbacks, type ListenOptions } from './listen-callbacks.js';

type InboxRequest = Parameters<InboxSource['inbox']>[0];

let bench: DeliveryBench;
let receiver: Receiver;
let listening: AbortController;
let ended: Promise<void>;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
  receiver = await bench.receiver();
  listening = new AbortController();
  ended = Promise.resolve();
});

afterEach(async () => {
  listening.abort(new Error('the test is over'));
  await ended;
  await bench.end();
});

/** The inbox, as the server answers: when there is nothing, only once there is something, or nobody asks any more. */
async function pullAndWait({ cursor, signal }: InboxRequest): Promise<InboxPage> {
  const { store, secrets, clock } = bench;
  const pull = async () => (await pullInbox({ store, secrets, nowMs: clock.nowMs }, 'default', { after: cursor }))!;
  let tell = (): void => undefined;
  const news = new Promise<void>((resolve) => (tell = resolve));
  const forget = store.onWake(tell);
  signal?.addEventListener('abort', tell);
  const page = await pull();
  if (page.items.length > 0 || cursor === 'end') return page;
  await news;
  forget();
  return signal?.aborted === true ? page : await pull();
}

/** Listens until the test is over; pauses pass at once, and time with them. */
function listen(changes: Partial<ListenOptions> = {}) {
  const { clock } = bench;
  const forwarded: Forwarded[] = [];
  const cursors: string[] = [];
  const pauses: number[] = [];
  let tell = (): void => undefined;
  const options: ListenOptions = {
    inbox: { inbox: pullAndWait },
    forwardUrl: receiver.url,
    fetch,
    pause: (ms) => {
      pauses.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    },
    nowMs: clock.nowMs,
    signal: listening.signal,
    onForwarded: (one) => {
      forwarded.push(one);
      tell();
    },
    onCursor: (cursor) => cursors.push(cursor),
    ...changes,
  };
  ended = listenCallbacks(options);
  const dealtWith = async (count: number): Promise<void> => {
    while (forwarded.length < count) await new Promise<void>((resolve) => (tell = resolve));
  };
  return { forwarded, cursors, pauses, dealtWith };
}

describe('listening', () => {
  it('brings each callback to the local receiver, signed so that it verifies as in production', async () => {
    const secret = await bench.secrets.rotate('default');
    const { dealtWith, forwarded } = listen({ cursor: '0' });
    const ids = [await bench.owe('https://behind.nat/callbacks'), await bench.owe('https://behind.nat/callbacks')];
    await dealtWith(2);
    expect(forwarded).toMatchObject(ids.map((deliveryId) => ({ deliveryId, status: 204, tries: 1, isTaken: true })));
    const check = { secrets: [secret], nowMs: bench.clock.nowMs() };
    for (const { body, headers } of receiver.received) {
      expect(headers['content-type']).toBe('application/json');
      expect(await verifyCallback(body, headers, check)).toMatchObject({ kind: 'genuine' });
    }
  });

  it('begins with what comes from now on, unless it is given a cursor', async () => {
    const before = await bench.owe('https://behind.nat/callbacks');
    const { dealtWith, forwarded, cursors } = listen();
    while (cursors.length === 0) await bench.pass(0);
    const after = await bench.owe('https://behind.nat/callbacks');
    await dealtWith(1);
    expect(forwarded[0]!.deliveryId).toBe(after);
    expect(forwarded.map(({ deliveryId }) => deliveryId)).not.toContain(before);
  });

  it('goes on where it was interrupted', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) ids.push(await bench.owe('https://behind.nat/callbacks'));
    const first = listen({ cursor: '0' });
    await first.dealtWith(3);
    listening.abort();
    await ended;
    listening = new AbortController();
    const again = listen({ cursor: first.cursors[0]! });
    await again.dealtWith(2);
    expect(again.forwarded.map(({ deliveryId }) => deliveryId)).toEqual(ids.slice(1));
  });

  it('tries a receiver that answers 5xx a few times, and then passes over it', async () => {
    receiver.answer(({ headers }) => ({ status: headers['webhook-id'] === 'd-000001' ? 502 : 204 }));
    const { dealtWith, forwarded, pauses } = listen({ cursor: '0' });
    await bench.owe('https://behind.nat/callbacks');
    await bench.owe('https://behind.nat/callbacks');
    await dealtWith(2);
    expect(forwarded).toMatchObject([
      { status: 502, tries: 4, isTaken: false },
      { status: 204, tries: 1, isTaken: true },
    ]);
    expect(pauses.slice(0, 3)).toEqual([500, 2_000, 5_000]);
  });

  it('does not ask again for what a receiver refuses, and follows no redirect', async () => {
    const answers = [{ status: 401 }, { status: 302, headers: { location: '/elsewhere' } }];
    receiver.answer(() => answers.shift()!);
    const { dealtWith, forwarded } = listen({ cursor: '0' });
    await bench.owe('https://behind.nat/callbacks');
    await bench.owe('https://behind.nat/callbacks');
    await dealtWith(2);
    expect(forwarded).toMatchObject([
      { status: 401, tries: 1, isTaken: false },
      { status: 302, tries: 1, isTaken: false },
    ]);
  });

  it('tells of a receiver that is not there', async () => {
    await receiver.close();
    const { dealtWith, forwarded } = listen({ cursor: '0' });
    await bench.owe('https://behind.nat/callbacks');
    await dealtWith(1);
    expect(forwarded[0]).toMatchObject({ status: undefined, isTaken: false });
  });

  it('asks for a page anew when its signatures have grown old', async () => {
    const secret = await bench.secrets.rotate('default');
    receiver.answer(async () => {
      bench.clock.advance(200_000);
      return { status: 204 };
    });
    const times: number[] = [];
    for (let made = 0; made < 4; made += 1) await bench.owe('https://behind.nat/callbacks');
    listen({
      cursor: '0',
      fetch: (url, init) => {
        times.push(bench.clock.nowMs());
        return fetch(url, init);
      },
    });
    await receiver.arrived(4);
    for (const [index, { body, headers }] of receiver.received.entries()) {
      const check = { secrets: [secret], nowMs: times[index]! };
      expect(await verifyCallback(body, headers, check)).toMatchObject({ kind: 'genuine' });
    }
  });

  it('outlasts an inbox that cannot be read, and asks less often meanwhile', async () => {
    let failures = 3;
    const inbox: ListenOptions['inbox'] = {
      inbox: async (request) => {
        failures -= 1;
        if (failures >= 0) throw new Error('no answer');
        return pullAndWait(request);
      },
    };
    await bench.owe('https://behind.nat/callbacks');
    const { dealtWith, pauses } = listen({ cursor: '0', inbox });
    await dealtWith(1);
    expect(pauses.slice(0, 3)).toEqual([2_000, 4_000, 8_000]);
  });

  it('ends with an error that cannot pass', async () => {
    const inbox = { inbox: () => Promise.reject(new Error('the key is revoked')) };
    listen({ inbox, onTrouble: () => 'stop' });
    const failed = ended;
    ended = Promise.resolve();
    await expect(failed).rejects.toThrow('the key is revoked');
  });
});
