import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCallback } from '../client/callbacks/verify-callback.js';
import { inboxPageSchema } from '../contract/callback.js';
import { inboxTopic } from '../store/operations/deliveries.js';
import { pullInbox } from './pull-inbox.js';
import { BODY, DeliveryBench } from './testing/delivery-bench.js';

const URL_BEHIND_NAT = 'http://127.0.0.1:1/callbacks';

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
});

afterEach(() => bench.end());

function pull(request = {}, accountId = 'default') {
  const { store, secrets, clock } = bench;
  return pullInbox({ store, secrets, nowMs: clock.nowMs }, accountId, request);
}

describe('the inbox', () => {
  it('has what was owed, oldest first, whatever became of it, and for its account alone', async () => {
    const receiver = await bench.receiver();
    receiver.answer(({ path }) => ({ status: path.endsWith('gone') ? 410 : 204 }));
    bench.deliverer();
    const ids = [await bench.owe(receiver.url), await bench.owe(`${receiver.url}/gone`)];
    await bench.tries.next();
    await bench.tries.next();
    ids.push(await bench.owe(`${receiver.url}/gone`));
    await bench.owe(receiver.url, { accountId: 'other' });
    const page = inboxPageSchema.parse(await pull());
    expect(page.items.map(({ id }) => id)).toEqual(ids);
    expect(page.items.map(({ body }) => body)).toEqual([BODY, BODY, BODY]);
  });

  it('goes on behind a cursor, page by page, and gives nothing twice', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) ids.push(await bench.owe(URL_BEHIND_NAT));
    const first = await pull({ limit: 2 });
    const second = await pull({ after: first!.cursor, limit: 2 });
    const third = await pull({ after: second!.cursor, limit: 2 });
    const pages = [first, second, third].map((page) => page!.items.map(({ id }) => id));
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(await pull({ after: third!.cursor })).toEqual({ items: [], cursor: third!.cursor });
    expect((await pull({ after: first!.items[0]!.cursor, limit: 1 }))!.items[0]!.id).toBe(ids[1]);
  });

  it('is signed as it is answered, so that a receiver verifies what it pulls', async () => {
    const secret = await bench.secrets.rotate('default');
    const id = await bench.owe(URL_BEHIND_NAT);
    bench.clock.advance(3_600_000);
    const [item] = (await pull())!.items;
    const check = { secrets: [secret], nowMs: bench.clock.nowMs() };
    const verdict = await verifyCallback(Buffer.from(item!.body), item!.headers, check);
    expect(verdict).toMatchObject({ kind: 'genuine', deliveryId: id });
  });

  it('can be joined at its end', async () => {
    await bench.owe(URL_BEHIND_NAT);
    const end = await pull({ after: 'end' });
    expect(end!.items).toEqual([]);
    const id = await bench.owe(URL_BEHIND_NAT);
    expect((await pull({ after: end!.cursor }))!.items.map((item) => item.id)).toEqual([id]);
    expect(await pull({ after: 'end' }, 'empty')).toEqual({ items: [], cursor: '0' });
  });

  it.each(['', '-1', '1.5', 'x', '1e3', '9999999999999999'])('knows "%s" for no cursor of its own', async (after) => {
    expect(await pull({ after })).toBeUndefined();
  });

  it('tells those who wait of every callback, one that is dead from the start among them', async () => {
    const receiver = await bench.receiver();
    receiver.answer({ status: 410 });
    bench.deliverer();
    await bench.owe(receiver.url);
    await bench.tries.next();
    const topics: string[] = [];
    bench.store.onWake((topic) => topics.push(topic));
    await bench.owe(receiver.url);
    expect(topics).toEqual([inboxTopic('default')]);
  });
});
