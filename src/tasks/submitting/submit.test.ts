import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError, type SubmitAnswer } from '../../providers/provider.js';
import { setCaps } from '../../store/operations/caps.js';
import { sql } from '../../store/statement.js';
import { type Store, StoreError } from '../../store/store.js';
import { readTask } from '../../store/operations/read-tasks.js';
import { createFakeVendor, type FakeBehaviour, type FakeVendor } from '../testing/fake-vendor.js';
import { openRunningHouse, type RunningHouse } from '../testing/running-house.js';
import type { GivenHouse } from '../testing/task-house.js';

const HOUR_MS = 3_600_000;
const NO_BALANCE = { class: 'provider', charged: 'no', retry: 'free', say: 'no balance' } as const;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(
  behaviour: FakeBehaviour,
  given: GivenHouse = {},
): Promise<{ readonly house: RunningHouse; readonly vendor: FakeVendor }> {
  const vendor = createFakeVendor({ microUsd: 900_000, ...behaviour });
  const house = await openRunningHouse(vendor, given);
  closing.push(() => house.close());
  return { house, vendor };
}

/** A store that fails so many times from when it is told to, and after so many calls. */
function failing(store: Store, reason: 'unavailable' | 'full') {
  let left = 0;
  const run: Store['run'] = (operation) => {
    left -= 1;
    return left >= 0 ? Promise.reject(new StoreError(reason, 'away')) : store.run(operation);
  };
  return { store: { ...store, run, runOne: run }, fail: (times: number) => void (left = times) };
}

const refusing = (...answers: SubmitAnswer[]): FakeBehaviour => ({
  submit: ({ attemptId }) => Promise.resolve(answers.shift() ?? { kind: 'accepted', handle: `job-${attemptId}` }),
});
const resting = ({ lease, state }: { readonly lease: string | undefined; readonly state: string }) =>
  lease === undefined && state === 'submitting';

describe('an order that is accepted', () => {
  it('holds its money while it renders, and what it was billed is spent', async () => {
    const { house } = await open({});
    const id = await house.accept();
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded', cost: { usd: 0.9 } });
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'settle 900000']);
    expect(await house.money()).toEqual({ held: 0, spent: 900_000 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'vendor_succeeded' }]);
  });

  it.each(['unavailable', 'full'] as const)(
    'is written down as soon as the store is back (%s), also when the first question cannot be timed',
    async (reason) => {
      let fail: (times: number) => void = () => undefined;
      const { house, vendor } = await open({
        submit: ({ attemptId }) => {
          fail(3);
          return Promise.resolve({ kind: 'accepted', handle: attemptId });
        },
      });
      const broken = failing(house.deps.store, reason);
      ({ fail } = broken);
      // The usual times are read from the store as well.
      const usualOf = () => Promise.reject(new StoreError(reason, 'away'));
      const id = await house.accept();
      house.start({ store: broken.store, pollMs: undefined, renderTimes: { usualOf } });
      const task = await house.until(id, ({ state }) => state === 'rendering' || state === 'held');
      expect(task.state).toBe('rendering');
      expect(vendor.submitted).toHaveLength(1);
      expect(await house.attempts(id)).toMatchObject([{ handle: vendor.submitted[0] }]);
    },
  );

  it('is written down although its caller cancels while the store is away', async () => {
    let fail: (times: number) => void = () => undefined;
    const its: { house?: RunningHouse } = {};
    const { house, vendor } = await open({
      cancel: () => Promise.resolve('too_late'),
      submit: async ({ attemptId }) => {
        fail(2);
        await its.house?.query(sql`UPDATE tasks SET cancel = 'requested' RETURNING id`);
        return { kind: 'accepted', handle: attemptId };
      },
    });
    its.house = house;
    const broken = failing(house.deps.store, 'unavailable');
    ({ fail } = broken);
    const id = await house.accept();
    // The lease is renewed, and the cancel seen, while the answer is being written.
    house.start({ store: broken.store }, { leaseMs: 400 });
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded', cancel: 'too_late' });
    expect(vendor.submitted).toHaveLength(1);
  });

  it('is left with its attempt when the claim was lost meanwhile, and found by whoever has the task', async () => {
    const its: { house?: RunningHouse } = {};
    const { house, vendor } = await open({
      submit: async ({ attemptId }) => {
        await its.house?.query(sql`UPDATE tasks SET lease = 'another', due_at = due_at + 100000 RETURNING id`);
        return { kind: 'accepted', handle: `job-${attemptId}` };
      },
    });
    its.house = house;
    const id = await house.accept();
    house.start();
    for (;;) {
      const [attempt] = await house.attempts(id);
      if (attempt?.heardHandle !== undefined) break;
      await house.until(id, () => true);
    }
    await house.query(sql`UPDATE tasks SET lease = NULL, due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(vendor.submitted).toHaveLength(1);
  });
});

describe('a frozen process', () => {
  it('sends nothing after its lease, and its order is sent by the next one, not held', async () => {
    let wakeAtMs = 0;
    const { house, vendor } = await open({});
    const id = await house.accept();
    const slow = createFakeVendor({ microUsd: 1 });
    const frozen = house.start(
      {
        monotonicMs: () => performance.now() + wakeAtMs,
        providers: new Map([
          [
            'fake',
            {
              ...slow.provider,
              submit: (order, hooks) => {
                // Stopped here, between the fence and the first byte, for longer than the lease.
                wakeAtMs = 60_000;
                return slow.provider.submit(order, hooks);
              },
            },
          ],
        ]),
      },
      { leaseMs: 2_000 },
    );
    const rejected = async (): Promise<boolean> => (await house.attempts(id))[0]?.state === 'rejected_no_job';
    while (!(await rejected())) await house.until(id, () => true);
    expect(slow.submitted).toEqual([]);
    await frozen.stop();
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(vendor.submitted).toHaveLength(1);
  });
});

describe('an order whose end nobody knows', () => {
  it.each([
    ['a vendor’s error', new ProviderError('fake', '502', { retryable: false })],
    ['a fault of an adapter', new TypeError('undefined is no function')],
  ])('is held after %s, its money set aside, and never sent again', async (_what, error) => {
    const { house, vendor } = await open({ submit: () => Promise.reject(error) });
    const id = await house.accept();
    house.start();
    const held = await house.until(id, ({ state }) => state === 'held');
    expect(held).toMatchObject({ hold: { reason: 'unknown_submit' }, lane: 'held' });
    expect(vendor.submitted).toHaveLength(1);
    expect(await house.money()).toEqual({ held: 1_000_000, spent: 0 });
  });

  it('fails when nobody has resolved it by its deadline, its money counted as spent', async () => {
    const { house } = await open({ submit: () => Promise.reject(new TypeError('cut')) });
    const id = await house.accept();
    house.start();
    await house.until(id, ({ state, lease }) => state === 'held' && lease === undefined);
    await house.query(sql`UPDATE tasks SET deadline_at = 1, due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'unknown' } });
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'uncertain 1000000']);
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'unknown', endedAtMs: expect.any(Number) as number }]);
  });
});

describe('an order that is refused', () => {
  it('ends its task, and its money is free', async () => {
    const { house } = await open(refusing({ kind: 'rejected', failure: NO_BALANCE }));
    const id = await house.accept();
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'no', say: 'no balance' } });
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'rejected_no_job' }]);
  });

  it('is known to be refused although the store is away at that moment', async () => {
    let fail: (times: number) => void = () => undefined;
    const { house } = await open({
      submit: () => {
        fail(2);
        return Promise.resolve({ kind: 'rejected', failure: NO_BALANCE, retryAfterMs: 60_000 });
      },
    });
    const broken = failing(house.deps.store, 'unavailable');
    ({ fail } = broken);
    const id = await house.accept();
    house.start({ store: broken.store });
    await house.until(id, (task) => resting(task) && task.attemptId !== undefined);
    expect(await house.attempts(id)).toMatchObject([{ state: 'rejected_no_job' }]);
  });

  it('waits for as long as the vendor says, its deadline anew and its key blocked for every task', async () => {
    const busy = { kind: 'rejected', failure: NO_BALANCE, retryAfterMs: 600_000 } as const;
    const { house, vendor } = await open(refusing(busy, busy, busy));
    const [one, two] = [await house.accept(), await house.accept()];
    const runner = house.start();
    for (const id of [one, two]) {
      await house.until(id, (task) => resting(task) && task.dueAtMs > Date.now() + 60_000);
    }
    await runner.stop();
    const task = await house.read(one);
    expect(task.deadlineAtMs ?? 0).toBeGreaterThan(Date.now() + 0.9 * HOUR_MS);
    const [row] = await house.query(sql`SELECT blocked_until FROM credentials WHERE provider = 'fake'`);
    expect(Number(row?.['blocked_until'])).toBeGreaterThan(Date.now() + 500_000);
    const sent = vendor.submitted.length;
    const third = await house.accept();
    house.start({}, {});
    await house.until(third, (other) => resting(other) && other.dueAtMs > Date.now() + 5_000);
    expect(vendor.submitted).toHaveLength(sent);
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
  });

  it('waits longer each time, so that two days of it leave some hundreds of rows', async () => {
    const { house } = await open(refusing({ kind: 'rejected', failure: NO_BALANCE, retryAfterMs: 1 }));
    const id = await house.accept();
    for (let ordinal = 1; ordinal <= 9; ordinal += 1) {
      await house.query(sql`
        INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, ended_at)
        VALUES (${`old-${ordinal}`}, 'default', ${id}, ${ordinal}, 'fake', 'key-1', 'rejected_no_job', '', 0, 0) RETURNING id`);
    }
    house.start();
    const task = await house.until(id, (one) => resting(one) && one.attemptId !== undefined);
    expect(task.dueAtMs - Date.now()).toBeGreaterThan(290_000);
  });

  it('ends its task after two days, and has cost nothing', async () => {
    const { house } = await open(refusing({ kind: 'rejected', failure: NO_BALANCE, retryAfterMs: 1 }));
    const id = await house.accept();
    await house.query(sql`UPDATE tasks SET created_at = ${Date.now() - 49 * HOUR_MS} WHERE id = ${id} RETURNING id`);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'no' } });
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
  });
});

describe('a task with several routes', () => {
  it('goes to each in its order, and to none that has refused', async () => {
    const other = createFakeVendor({
      id: 'other',
      microUsd: 1,
      ...refusing({ kind: 'rejected', failure: NO_BALANCE }),
    });
    const third = createFakeVendor({ id: 'third', microUsd: 5 });
    const { house, vendor } = await open(refusing({ kind: 'rejected', failure: NO_BALANCE }), {
      others: [other, third],
    });
    const id = await house.accept({ route: 'other,third' });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toMatchObject([
      { provider: 'other', state: 'rejected_no_job' },
      { provider: 'third', state: 'vendor_succeeded' },
    ]);
    expect(vendor.submitted).toEqual([]);
    expect(await house.money()).toEqual({ held: 0, spent: 5 });
  });

  it('is not shown to another vendor when the first would not show it', async () => {
    const other = createFakeVendor({ id: 'other' });
    const moderated = { ...NO_BALANCE, class: 'moderated' } as const;
    const { house } = await open(refusing({ kind: 'rejected', failure: moderated }), { others: [other] });
    const id = await house.accept({ route: 'fake,other' });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed' });
    expect(other.submitted).toEqual([]);
  });

  it('does not go to another when nobody knows the end of the first', async () => {
    const other = createFakeVendor({ id: 'other' });
    const { house } = await open(
      { submit: () => Promise.reject(new ProviderError('fake', '500', { retryable: true })) },
      { others: [other] },
    );
    const id = await house.accept({ route: 'fake,other' });
    house.start();
    await house.until(id, ({ state }) => state === 'held');
    expect(other.submitted).toEqual([]);
  });
});

describe('a key that has no room', () => {
  it('is waited for without an attempt, and the next order goes when one has ended', async () => {
    let isDone = false;
    let written = 0;
    const { house, vendor } = await open({
      bodyOf: () => `body ${(written += 1)}`,
      pace: { callsPerSec: 1000, rendersAtOnce: 1 },
      poll: () =>
        Promise.resolve(
          isDone
            ? { kind: 'succeeded', outputs: [{ type: 'video', source: 'x', isDecoded: true }] }
            : { kind: 'running', askAgainInMs: 20 },
        ),
    });
    const first = await house.accept();
    house.start({ random: () => 0 });
    await house.until(first, ({ state }) => state === 'rendering');
    const second = await house.accept();
    await house.until(second, (task) => resting(task) && task.dueAtMs > task.createdAtMs);
    expect((await house.read(second)).attemptId).toBeUndefined();
    // Nothing was made ready for it, and no still brought there.
    expect(written).toBe(1);
    expect(vendor.submitted).toHaveLength(1);
    isDone = true;
    expect(await house.ended(second)).toMatchObject({ state: 'succeeded' });
    const rows = await house.query(sql`SELECT id FROM attempts WHERE ended_at IS NULL`);
    expect(rows).toEqual([]);
  });
});

describe('an order for which there is no room under a cap', () => {
  async function overCap() {
    const opened = await open({});
    const { house } = opened;
    const cap = (microUsd: number) =>
      house.deps.store.run(() => setCaps('default', [{ subject: 'account', period: 'month', microUsd }]));
    await cap(1_500_000);
    await house.query(sql`
      INSERT INTO budgets (scope, account_id, held, spent)
      VALUES (${`account:default:month:${new Date().toISOString().slice(0, 7)}`}, 'default', 0, 1000000) RETURNING scope`);
    const id = await house.accept();
    house.start();
    const held = await house.until(id, ({ state, lease }) => state === 'held' && lease === undefined);
    return { ...opened, cap, id, held };
  }

  it('is held and not sent, and goes on when there is room', async () => {
    const { house, vendor, cap, id, held } = await overCap();
    expect(held.hold).toMatchObject({ reason: 'budget' });
    expect(vendor.submitted).toEqual([]);
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
    await cap(5_000_000);
    await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await house.money()).toEqual({ held: 0, spent: 1_900_000 });
  });

  it('fails when none came by its deadline, and has cost nothing', async () => {
    const { house, vendor, id } = await overCap();
    await house.query(sql`UPDATE tasks SET deadline_at = 1, due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { class: 'budget', charged: 'no' } });
    expect(vendor.submitted).toEqual([]);
    expect(await house.ledger(id)).toEqual([]);
  });

  it('is not held for longer than two days in all, however often it was let go and held again', async () => {
    const { house, id } = await overCap();
    await house.query(sql`
      UPDATE tasks SET created_at = ${Date.now() - 47 * HOUR_MS}, state = 'submitting', lane = 'submit', due_at = 0
      WHERE id = ${id} RETURNING id`);
    const again = await house.until(id, ({ state, lease, deadlineAtMs = 0 }) => {
      return state === 'held' && lease === undefined && deadlineAtMs < Date.now() + 2 * HOUR_MS;
    });
    expect((again.deadlineAtMs ?? 0) - Date.now()).toBeGreaterThan(0.9 * HOUR_MS);
  });
});

it('never sends what ended in another way than by a proven refusal', async () => {
  const { house, vendor } = await open({ submit: () => Promise.reject(new TypeError('cut')) });
  const id = await house.accept();
  const runner = house.start();
  await house.until(id, ({ state, lease }) => state === 'held' && lease === undefined);
  await runner.stop();
  await house.query(sql`UPDATE attempts SET state = 'unknown', ended_at = 1 WHERE task_id = ${id} RETURNING id`);
  await house.query(
    sql`UPDATE tasks SET state = 'submitting', lane = 'submit', due_at = 0 WHERE id = ${id} RETURNING id`,
  );
  house.start();
  await house.until(id, ({ tries, lease }) => tries > 0 && lease === undefined);
  expect(vendor.submitted).toHaveLength(1);
  expect(await house.deps.store.run(() => readTask('default', id))).toMatchObject({ state: 'submitting' });
});
