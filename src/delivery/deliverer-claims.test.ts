import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '../net/guarded-fetch.js';
import { claimDeliveries } from '../store/operations/claim-deliveries.js';
import { forgetDeliveries } from '../store/operations/delivery-log.js';
import { releaseEveryDelivery } from '../store/operations/release-deliveries.js';
import { StoreError, type Store } from '../store/store.js';
import { DeliveryBench } from './testing/delivery-bench.js';
import type { Answer, Receiver } from './testing/receiver.js';

const CLAIM = { limit: 10, perTarget: 10, busy: [], lease: 'of a process that died', leaseMs: 60_000 };

let bench: DeliveryBench;
let receiver: Receiver;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
  receiver = await bench.receiver();
});

afterEach(() => bench.end());

/** A gate: `wait` holds until `open` is called. */
function createGate(): { readonly wait: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { wait, open };
}

describe('a claim', () => {
  it('is one deliverer’s: two over one store send each callback once', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 150; made += 1) ids.push(await bench.owe(receiver.url));
    bench.deliverer();
    bench.deliverer();
    for (let made = 0; made < 150; made += 1) {
      ids.push(await bench.owe(receiver.url));
    }
    for (let sent = 0; sent < 300; sent += 1) expect((await bench.tries.next()).outcome).toBe('delivered');
    expect(receiver.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(ids);
  });

  it('of a process that died runs out, and another sends', async () => {
    const id = await bench.owe(receiver.url);
    expect(await bench.store.run(() => claimDeliveries(CLAIM))).toHaveLength(1);
    bench.deliverer();
    await bench.pass(59_999);
    expect((await bench.read(id)).state).toBe('sending');
    await bench.pass(1);
    expect(await bench.tries.next()).toMatchObject({ deliveryId: id, outcome: 'delivered', tries: 2 });
  });

  it('of whoever had the file before is given back at once', async () => {
    await bench.owe(receiver.url);
    await bench.store.run(() => claimDeliveries(CLAIM));
    expect(await bench.store.run(releaseEveryDelivery)).toBe(1);
    expect(await bench.store.run(() => claimDeliveries({ ...CLAIM, lease: 'mine' }))).toHaveLength(1);
  });

  it('of a process that slept past it lets nothing out', async () => {
    const asleep = createGate();
    const claimed = createGate();
    const fetch = createGuardedFetch();
    const id = await bench.owe(receiver.url);
    bench.deliverer({
      fetch: async (url, request) => {
        claimed.open();
        await asleep.wait;
        return await fetch(url, request);
      },
    });
    await claimed.wait;
    bench.clock.advance(60_000);
    bench.deliverer();
    expect(await bench.tries.next()).toMatchObject({ outcome: 'delivered', tries: 2 });
    asleep.open();
    expect(await bench.tries.next()).toMatchObject({ deliveryId: id, outcome: 'lost', tries: 1 });
    expect(receiver.received).toHaveLength(1);
    expect((await bench.read(id)).state).toBe('delivered');
  });

  it('is kept while the store fails to write the ending, and nothing is sent twice', async () => {
    const { store } = bench;
    let isBroken = false;
    const failed = createGate();
    const flaky: Store = {
      ...store,
      run: (operation) => (isBroken ? Promise.reject(new StoreError('full', 'no room')) : store.run(operation)),
    };
    receiver.answer(() => {
      isBroken = true;
      return { status: 204 };
    });
    const id = await bench.owe(receiver.url);
    bench.deliverer({ store: flaky, onError: failed.open });
    await failed.wait;
    isBroken = false;
    for (let passed = 0; passed < 30 && bench.tries.all.length === 0; passed += 1) await bench.pass(1_000);
    expect(await bench.tries.next()).toMatchObject({ deliveryId: id, outcome: 'delivered' });
    expect(receiver.received).toHaveLength(1);
  });
});

describe('what is under way at once', () => {
  it('is at most a few to one receiver: a dead one does not keep another waiting', async () => {
    const dead = await bench.receiver();
    dead.answer('silence');
    for (let made = 0; made < 400; made += 1) await bench.owe(`${dead.url}?order=${made}`);
    const last = await bench.owe(receiver.url);
    bench.deliverer({ inFlightMax: 16, perTargetMax: 4 });
    expect(await bench.tries.next()).toMatchObject({ deliveryId: last, outcome: 'delivered' });
    await dead.arrived(4);
    const later = await bench.owe(receiver.url);
    expect(await bench.tries.next()).toMatchObject({ deliveryId: later, outcome: 'delivered' });
    expect(dead.received).toHaveLength(4);
  });

  it('is counted by account: one’s dead receiver does not use up another’s share of the same host', async () => {
    receiver.answer(({ headers }) => (headers['webhook-id'] === 'd-000003' ? { status: 204 } : 'silence'));
    await bench.owe(receiver.url);
    await bench.owe(receiver.url);
    const other = await bench.owe(receiver.url, { accountId: 'other' });
    bench.deliverer({ perTargetMax: 1 });
    expect(await bench.tries.next()).toMatchObject({ deliveryId: other, outcome: 'delivered' });
  });

  it('is at most as many as the process may have', async () => {
    const gate = createGate();
    let underWay = 0;
    let most = 0;
    const slow = async (): Promise<Answer> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await gate.wait;
      underWay -= 1;
      return { status: 204 };
    };
    receiver.answer(slow);
    for (let made = 0; made < 10; made += 1) await bench.owe(receiver.url);
    bench.deliverer({ inFlightMax: 3, perTargetMax: 8 });
    await receiver.arrived(3);
    gate.open();
    for (let sent = 0; sent < 10; sent += 1) await bench.tries.next();
    expect(most).toBe(3);
  });
});

describe('a deliverer that is stopped', () => {
  it('finishes what it is sending, and takes nothing more on', async () => {
    const gate = createGate();
    receiver.answer(async () => {
      await gate.wait;
      return { status: 204 };
    });
    const deliverer = bench.deliverer();
    const id = await bench.owe(receiver.url);
    await receiver.arrived(1);
    const stopped = deliverer.stop();
    const later = await bench.owe(receiver.url);
    gate.open();
    await stopped;
    expect((await bench.read(id)).state).toBe('delivered');
    expect(await bench.read(later)).toMatchObject({ state: 'pending', tries: 0 });
  });

  it('gives back what is not answered in time, as if it had not been tried', async () => {
    receiver.answer('silence');
    const deliverer = bench.deliverer();
    const id = await bench.owe(receiver.url);
    await receiver.arrived(1);
    const stopped = deliverer.stop(3_000);
    bench.clock.advance(3_000);
    await stopped;
    expect(await bench.tries.next()).toMatchObject({ outcome: 'given_back' });
    expect(await bench.read(id)).toMatchObject({ state: 'pending', tries: 0, dueAtMs: bench.clock.nowMs() });
    receiver.answer({ status: 204 });
    bench.deliverer();
    expect(await bench.tries.next()).toMatchObject({ deliveryId: id, outcome: 'delivered' });
  });
});

describe('what has ended', () => {
  it('is forgotten after a while, with its log, and nothing else is', async () => {
    bench.deliverer();
    const old = await bench.owe(receiver.url);
    await bench.tries.next();
    bench.clock.advance(31 * 86_400_000);
    receiver.answer({ status: 500 });
    const young = await bench.owe(receiver.url);
    await bench.tries.next();
    const forget = { keepMs: 30 * 86_400_000, limit: 100 };
    expect(await bench.store.run(() => forgetDeliveries(forget))).toBe(1);
    expect(await bench.find(old)).toBeUndefined();
    expect(await bench.read(young)).toMatchObject({ log: [{ status: 500 }] });
  });
});
