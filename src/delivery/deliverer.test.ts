import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCallback } from '../client/callbacks/verify-callback.js';
import { createGuardedFetch } from '../net/guarded-fetch.js';
import { listDeliveries, replayDelivery } from '../store/operations/delivery-log.js';
import { RETRY_DELAYS_SEC } from './retry-schedule.js';
import { BODY, DeliveryBench, TestClock } from './testing/delivery-bench.js';
import type { Receiver } from './testing/receiver.js';

const DAY_MS = 86_400_000;

let bench: DeliveryBench;
let receiver: Receiver;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
  receiver = await bench.receiver();
});

afterEach(() => bench.end());

describe('a callback', () => {
  it('is one POST of the stored bytes, with both signatures, and is delivered by a 2xx', async () => {
    const secret = await bench.secrets.rotate('default');
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ deliveryId: id, outcome: 'delivered', status: 204, tries: 1 });
    const [sent] = receiver.received;
    expect(sent).toMatchObject({ method: 'POST', path: '/callbacks', headers: { 'content-type': 'application/json' } });
    expect(sent!.body.toString()).toBe(BODY);
    const check = { secrets: [secret], nowMs: bench.clock.nowMs() };
    expect(await verifyCallback(sent!.body, sent!.headers, check)).toMatchObject({ kind: 'genuine', deliveryId: id });
    expect(await bench.read(id)).toMatchObject({
      state: 'delivered',
      lastStatus: 204,
      log: [{ status: 204, error: undefined }],
    });
  });

  it('is sent on the hint alone, before any timer runs', async () => {
    bench.deliverer();
    await bench.owe(receiver.url);
    await receiver.arrived(1);
    expect((await bench.tries.next()).outcome).toBe('delivered');
  });

  it('goes unsigned, with no signature headers, where there is no secret', async () => {
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    await receiver.arrived(1);
    const names = Object.keys(receiver.received[0]!.headers);
    expect(names.filter((name) => name.startsWith('x-hiapi') || name.startsWith('webhook'))).toEqual(['webhook-id']);
    expect(receiver.received[0]!.headers['webhook-id']).toBe(id);
  });

  it('is not sent, and its endpoint not blamed, when its secret cannot be read', async () => {
    await bench.owe(receiver.url);
    const secrets = { liveOf: () => Promise.reject(new Error('sealed under another key')) };
    const deliverer = bench.deliverer({ secrets });
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', error: 'secrets_unreadable' });
    expect(receiver.received).toHaveLength(0);
    expect(bench.errors).toMatchObject([{ message: 'sealed under another key' }]);
    await bench.pass(5 * DAY_MS);
    await bench.tries.next();
    await deliverer.stop();
    const { state } = await bench.read(await bench.owe(receiver.url));
    expect(state).toBe('pending');
  });

  it('is tried again on the schedule, and its endpoint not blamed, when a try fails in a way nobody thought of', async () => {
    bench.deliverer({ allowAddresses: ['127.0.0.1', 'not an address'] });
    const id = await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', error: 'internal_error', status: undefined });
    expect(bench.errors).toMatchObject([{ name: 'RangeError' }]);
    const { state, log, dueAtMs } = await bench.read(id);
    expect({ state, log }).toMatchObject({ state: 'pending', log: [{ error: 'internal_error' }] });
    expect(dueAtMs - bench.clock.nowMs()).toBe(RETRY_DELAYS_SEC[1]! * 1000);
    for (let tries = 2; tries <= 10; tries += 1) {
      await bench.pass((await bench.read(id)).dueAtMs - bench.clock.nowMs());
      expect(await bench.tries.next()).toMatchObject({ tries, outcome: tries < 10 ? 'pending' : 'dead' });
    }
    // One that was blamed would be off by now, and this one dead at once.
    expect((await bench.read(await bench.owe(receiver.url))).state).not.toBe('dead');
    expect(receiver.received).toHaveLength(0);
  });

  it('does not go to a private address that nobody allowed', async () => {
    bench.deliverer({ allowAddresses: [] });
    await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', error: 'refused_address', status: undefined });
    expect(receiver.received).toHaveLength(0);
  });
});

describe('a callback that fails', () => {
  it('is tried ten times on the schedule, each with a time of its own and the same id, and then is dead', async () => {
    await bench.secrets.rotate('default');
    receiver.answer({ status: 500 });
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    const waitsSec: number[] = [];
    for (let tries = 1; tries <= 10; tries += 1) {
      expect(await bench.tries.next()).toMatchObject({ tries, status: 500, outcome: tries < 10 ? 'pending' : 'dead' });
      const waitMs = (await bench.read(id)).dueAtMs - bench.clock.nowMs();
      if (tries === 10) break;
      waitsSec.push(waitMs / 1000);
      await bench.pass(waitMs - 1);
      expect((await bench.read(id)).state).toBe('pending');
      await bench.pass(1);
    }
    expect(waitsSec).toEqual(RETRY_DELAYS_SEC.slice(1));
    const headers = receiver.received.map((one) => one.headers);
    expect(headers).toHaveLength(10);
    expect(new Set(headers.map((one) => one['webhook-id']))).toEqual(new Set([id]));
    expect(new Set(headers.map((one) => one['x-hiapi-timestamp'])).size).toBe(10);
    expect(new Set(headers.map((one) => one['webhook-timestamp'])).size).toBe(10);
    const { state, endedAtMs, lastError, log } = await bench.read(id);
    expect({ state, endedAtMs, lastError }).toEqual({
      state: 'dead',
      endedAtMs: bench.clock.nowMs(),
      lastError: 'bad_status',
    });
    expect(log).toHaveLength(10);
  });

  it('by a redirect is not taken along: nothing else is asked', async () => {
    receiver.answer({ status: 302, headers: { location: '/elsewhere' } });
    bench.deliverer();
    await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', status: 302, error: 'redirect' });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/callbacks']);
  });

  it('by saying nothing has 15 s to do so', async () => {
    receiver.answer('silence');
    const clock = new TestClock();
    bench.deliverer({ fetch: createGuardedFetch({ clock }) });
    await bench.owe(receiver.url);
    await receiver.arrived(1);
    clock.advance(14_999);
    expect(bench.tries.all).toEqual([]);
    clock.advance(1);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', status: undefined, error: 'timeout' });
  });

  it('by nobody listening is tried again', async () => {
    const { url } = receiver;
    await receiver.close();
    bench.deliverer();
    await bench.owe(url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', status: undefined, error: 'connect' });
  });

  it.each([
    [429, { 'retry-after': '90' }, 90],
    [503, { 'retry-after': '3600' }, 3600],
    [503, { 'retry-after': '999999999' }, 86_400],
    [503, { 'retry-after': '1' }, 5],
    [503, {}, 5],
    [500, { 'retry-after': '90' }, 5],
  ])('with %d %j is tried again after %d s', async (status, headers, waitSec) => {
    receiver.answer({ status, headers });
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    await bench.tries.next();
    expect((await bench.read(id)).dueAtMs - bench.clock.nowMs()).toBe(waitSec * 1000);
  });
});

describe('the log', () => {
  it('has every try, across a replay, and nothing of body or URL in what is told of one', async () => {
    receiver.answer({ status: 500 });
    bench.deliverer();
    const id = await bench.owe(`${receiver.url}?token=abc`);
    await bench.tries.next();
    receiver.answer({ status: 200 });
    await bench.store.run(() => replayDelivery('default', id));
    await bench.tries.next();
    const { log, tries } = await bench.read(id);
    expect(log).toMatchObject([
      { status: 500, error: 'bad_status' },
      { status: 200, error: undefined },
    ]);
    expect(tries).toBe(1);
    const told = JSON.stringify([bench.tries.all, log]);
    expect(told).not.toMatch(/token|127\.0|cdn\.example/);
  });

  it('is an account’s own, newest first, by pages and by state', async () => {
    const ids = [await bench.owe(receiver.url), await bench.owe(receiver.url), await bench.owe(receiver.url)];
    await bench.owe(receiver.url, { accountId: 'other' });
    const page = await bench.store.run(() => listDeliveries('default', { page: 1, size: 2 }));
    expect(page).toMatchObject({ total: 3, deliveries: [{ id: ids[2] }, { id: ids[1] }] });
    const second = await bench.store.run(() => listDeliveries('default', { page: 2, size: 2 }));
    expect(second.deliveries).toMatchObject([{ id: ids[0] }]);
    const dead = await bench.store.run(() => listDeliveries('default', { page: 1, size: 2, state: 'dead' }));
    expect(dead).toEqual({ total: 0, deliveries: [] });
    expect(await bench.find(ids[0]!, 'other')).toBeUndefined();
  });
});

describe('a replay', () => {
  it('has the same id and bytes and a new timestamp', async () => {
    await bench.secrets.rotate('default');
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    await bench.tries.next();
    bench.clock.advance(DAY_MS);
    expect(await bench.store.run(() => replayDelivery('default', id))).toMatchObject({ id, state: 'pending' });
    expect((await bench.tries.next()).outcome).toBe('delivered');
    const [first, second] = receiver.received;
    expect(second!.body).toEqual(first!.body);
    expect(second!.headers['webhook-id']).toBe(id);
    expect(Number(second!.headers['webhook-timestamp']) - Number(first!.headers['webhook-timestamp'])).toBe(86_400);
    expect(second!.headers['webhook-signature']).not.toBe(first!.headers['webhook-signature']);
  });

  it('is not possible for another account', async () => {
    const id = await bench.owe(receiver.url);
    expect(await bench.store.run(() => replayDelivery('other', id))).toBeUndefined();
  });
});
