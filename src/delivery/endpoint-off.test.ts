import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replayDelivery } from '../store/operations/delivery-log.js';
import { DeliveryBench } from './testing/delivery-bench.js';
import type { Receiver } from './testing/receiver.js';

const DAY_MS = 86_400_000;

let bench: DeliveryBench;
let receiver: Receiver;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
  receiver = await bench.receiver();
});

afterEach(() => bench.end());

/** Has the receiver fail once on each of the days, beginning today. */
async function failDaily(days: number): Promise<void> {
  receiver.answer({ status: 500 });
  for (let day = 0; day < days; day += 1) {
    if (day > 0) bench.clock.advance(DAY_MS);
    const id = await bench.owe(receiver.url);
    for (let tried = ''; tried !== id;) tried = (await bench.tries.next()).deliveryId;
  }
}

async function switchOff(): Promise<void> {
  await failDaily(6);
}

describe('an endpoint', () => {
  it('that has only failed for five days is switched off: what waits for it, and what comes, is dead and says so', async () => {
    const deliverer = bench.deliverer();
    await failDaily(5);
    const waiting = await bench.owe(receiver.url);
    for (let tried = ''; tried !== waiting;) tried = (await bench.tries.next()).deliveryId;
    expect((await bench.read(waiting)).state).toBe('pending');
    await bench.pass(DAY_MS);
    for (let isDead = false; !isDead;) isDead = (await bench.tries.next()).outcome === 'dead';
    await deliverer.stop();
    const later = await bench.owe(receiver.url);
    expect(await bench.read(later)).toMatchObject({
      state: 'dead',
      tries: 0,
      lastError: 'endpoint_off',
      endedAtMs: bench.clock.nowMs(),
      log: [],
    });
    expect(await bench.read(waiting)).toMatchObject({ state: 'dead', lastError: 'endpoint_off' });
  });

  it('that is off is off for its account and URL alone', async () => {
    bench.deliverer();
    await switchOff();
    receiver.answer({ status: 204 });
    const others = [
      await bench.owe(`${receiver.url}/else`),
      await bench.owe(receiver.url, { accountId: 'other' }),
      await bench.owe(receiver.url),
    ];
    expect((await bench.read(others[0]!)).state).not.toBe('dead');
    expect((await bench.read(others[1]!, 'other')).state).not.toBe('dead');
    expect((await bench.read(others[2]!)).state).toBe('dead');
  });

  it('is not switched off when it has answered well in between', async () => {
    bench.deliverer();
    await failDaily(3);
    receiver.answer({ status: 204 });
    const well = await bench.owe(receiver.url);
    for (let tried = ''; tried !== well;) tried = (await bench.tries.next()).deliveryId;
    await failDaily(4);
    bench.clock.advance(DAY_MS);
    expect((await bench.read(await bench.owe(receiver.url))).state).not.toBe('dead');
  });

  it('is not switched off by one failure long after another', async () => {
    receiver.answer({ status: 500 });
    const deliverer = bench.deliverer();
    await bench.owe(receiver.url);
    await bench.tries.next();
    await deliverer.stop();
    bench.clock.advance(30 * DAY_MS);
    bench.deliverer();
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending' });
    expect((await bench.read(await bench.owe(receiver.url))).state).not.toBe('dead');
  });

  it('that answers 410 is off at once, and the callback has no other try', async () => {
    receiver.answer({ status: 410 });
    bench.deliverer();
    const id = await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'dead', status: 410, error: 'gone', tries: 1 });
    expect(await bench.read(id)).toMatchObject({ state: 'dead', lastError: 'gone' });
    const later = await bench.owe(receiver.url);
    expect(await bench.read(later)).toMatchObject({ state: 'dead', lastError: 'endpoint_gone' });
    expect(receiver.received).toHaveLength(1);
  });

  it('is switched on again by a replay that succeeds', async () => {
    bench.deliverer();
    await switchOff();
    const dead = await bench.owe(receiver.url);
    receiver.answer({ status: 204 });
    await bench.store.run(() => replayDelivery('default', dead));
    for (let isDone = false; !isDone;) {
      const { deliveryId, outcome } = await bench.tries.next();
      isDone = deliveryId === dead && outcome === 'delivered';
    }
    const later = await bench.owe(receiver.url);
    expect((await bench.read(later)).state).not.toBe('dead');
  });

  it('that is off gives a replay one try, and stays off when that fails', async () => {
    bench.deliverer();
    await switchOff();
    const dead = await bench.owe(receiver.url);
    await bench.store.run(() => replayDelivery('default', dead));
    for (let tried = ''; tried !== dead;) tried = (await bench.tries.next()).deliveryId;
    expect(await bench.read(dead)).toMatchObject({ state: 'dead', tries: 1, lastError: 'endpoint_off' });
    expect((await bench.read(await bench.owe(receiver.url))).state).toBe('dead');
  });
});
