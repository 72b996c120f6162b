import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import type { PollAnswer } from '../../providers/provider.js';
import { ProviderError } from '../../providers/provider.js';
import { setCaps } from '../../store/operations/caps.js';
import { noteHeard } from '../../store/operations/heard.js';
import { sql } from '../../store/statement.js';
import { StoreError } from '../../store/store.js';
import { cancelTask } from '../cancel-task.js';
import { resolveTask } from '../resolve-task.js';
import { CLIP_READY, createFakeVendor, type FakeBehaviour } from '../testing/fake-vendor.js';
import { openRunningHouse } from '../testing/running-house.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

onEachStore((store) => {
  /** Over a store that the tests share: an account, a key and a provider's key of its own. */
  async function open(behaviour: FakeBehaviour) {
    const accountId = `account-${randomUUID()}`;
    const vendor = createFakeVendor({ microUsd: 1_000_000, credential: randomUUID(), ...behaviour });
    const house = await openRunningHouse(vendor, { store: store() });
    // What tests before this one have left is nobody's work any more.
    await house.query(sql`UPDATE tasks SET lane = '' WHERE lane <> '' RETURNING id`);
    closing.push(() => house.close());
    const acceptMany = async (count: number): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) ids.push(await house.accept({ accountId }));
      return ids;
    };
    return { house, vendor, accountId, acceptMany };
  }

  it('gives a job that two orders have found to one of them', async () => {
    let looks = 0;
    let open2 = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      open2 = resolve;
    });
    const { house, acceptMany, accountId } = await open({
      submit: () => Promise.reject(new ProviderError('fake', 'cut', { retryable: true })),
      find: async () => {
        if ((looks += 1) === 2) open2();
        await both;
        return { kind: 'found', handle: `one of ${accountId}` };
      },
      poll: () => Promise.resolve({ kind: 'running', askAgainInMs: 100_000 }),
    });
    const ids = await acceptMany(2);
    house.start();
    const tasks = await Promise.all(
      ids.map((id) => house.until(id, ({ state, lease }) => lease === undefined && /held|rendering/.test(state))),
    );
    expect(tasks.map(({ state }) => state).sort()).toEqual(['held', 'rendering']);
  });

  it('spends no more than a cap lets it, from two nodes at once, and holds nothing once all is over', async () => {
    const { house, vendor, accountId, acceptMany } = await open({
      pace: { callsPerSec: 10_000, rendersAtOnce: 5 },
    });
    await house.deps.store.run(() =>
      setCaps(accountId, [{ subject: 'account', period: 'month', microUsd: 7_500_000 }]),
    );
    const ids = await acceptMany(12);
    house.start();
    house.start();
    await Promise.all(
      ids.map((id) =>
        house.until(id, ({ state, lease }) => state === 'succeeded' || (state === 'held' && lease === undefined)),
      ),
    );
    expect(vendor.submitted).toHaveLength(7);
    for (const id of ids) await cancelTask(house.deps, accountId, id);
    await Promise.all(ids.map((id) => house.ended(id)));
    expect(await house.money(accountId)).toEqual({ held: 0, spent: 7_000_000 });
    const open_ = await house.query(sql`SELECT id FROM attempts WHERE account_id = ${accountId} AND ended_at IS NULL`);
    expect(open_).toEqual([]);
  });

  it('settles every end once, whatever vendor, caller, callback and person say at the same time', async () => {
    let turn = 0;
    const failure = { class: 'provider', charged: 'no', retry: 'free', say: 'busy' } as const;
    const answers: readonly (() => Promise<PollAnswer>)[] = [
      () => Promise.resolve(CLIP_READY),
      () => Promise.resolve({ kind: 'failed', failure }),
      () => Promise.resolve({ kind: 'running', askAgainInMs: 5 }),
      () => Promise.reject(new ProviderError('fake', '503', { retryable: true })),
    ];
    const next = (): number => (turn += 1);
    const { house, vendor, accountId, acceptMany } = await open({
      pace: { callsPerSec: 10_000 },
      submit: ({ attemptId }) => {
        if (next() % 3 === 0) return Promise.reject(new ProviderError('fake', 'cut', { retryable: true }));
        if (next() % 4 === 0) return Promise.resolve({ kind: 'rejected', failure, retryAfterMs: 1 });
        return Promise.resolve({ kind: 'accepted', handle: `job-${attemptId}` });
      },
      poll: () => answers[next() % answers.length]?.() ?? Promise.resolve(CLIP_READY),
      cancel: () => Promise.resolve((['confirmed', 'too_late', 'uncertain'] as const)[next() % 3] ?? 'uncertain'),
    });
    const ids = await acceptMany(24);
    house.start();
    house.start();
    const deps = house.deps;
    await Promise.all(
      ids.map(async (id, index) => {
        const task = await house.until(
          id,
          ({ attemptId, completedAtMs }) => attemptId !== undefined || completedAtMs > 0,
        );
        const call = {
          attemptId: task.attemptId ?? '',
          provider: 'fake',
          handle: `job-${task.attemptId}`,
          isSigned: false,
        };
        await Promise.all([
          deps.store.run(() => noteHeard(call)),
          index % 2 === 0 ? resolveTask(deps, accountId, id, { no_job: true }) : undefined,
          index % 3 === 0 ? cancelTask(deps, accountId, id) : undefined,
          index % 5 === 0 ? resolveTask(deps, accountId, id, { give_up: true }) : undefined,
        ]);
      }),
    );
    for (const id of ids) {
      await house.until(id, ({ completedAtMs, state, lease }) => {
        return completedAtMs > 0 || (state === 'held' && lease === undefined);
      });
      await resolveTask(deps, accountId, id, { give_up: true });
      await house.ended(id);
    }
    expect((await house.money(accountId)).held).toBe(0);
    const unended = await house.query(
      sql`SELECT id FROM attempts WHERE account_id = ${accountId} AND ended_at IS NULL`,
    );
    expect(unended).toEqual([]);
    const twice = await house.query(sql`
      SELECT attempt_id FROM ledger WHERE account_id = ${accountId} AND kind <> 'reserve' AND kind <> 'correction'
      GROUP BY attempt_id HAVING count(*) > 1`);
    expect(twice).toEqual([]);
    expect(new Set(vendor.submitted).size).toBe(vendor.submitted.length);
    expect(house.troubles.filter((trouble) => !(trouble instanceof ProviderError))).toEqual([]);
  });

  describe('two nodes', () => {
    it('send one order once while one of them loses the task in the middle of sending it', async () => {
      const { house, vendor, acceptMany } = await open({
        knowsRepeats: true,
        submit: async (order) => {
          // The first node is cut off from the database here: its claim runs out, and the second one takes the task.
          if (order.isRepeat !== true) await house.until(id, ({ state }) => state === 'rendering');
          return { kind: 'accepted', handle: `job-${order.attemptId}` };
        },
        poll: () => Promise.resolve({ kind: 'running', askAgainInMs: 100_000 }),
      });
      const [id = ''] = await acceptMany(1);
      const inner = house.deps.store;
      const isCut = (): boolean => vendor.submitted.length > 0;
      const away = () => Promise.reject(new StoreError('unavailable', 'cut off'));
      const cutOff: typeof inner = {
        ...inner,
        run: (operation) => (isCut() ? away() : inner.run(operation)),
        runOne: (operation) => (isCut() ? away() : inner.runOne(operation)),
        claimTasks: (request) => (isCut() ? away() : inner.claimTasks(request)),
      };
      const first = house.start({ store: cutOff }, { leaseMs: 600 });
      await house.until(id, () => vendor.submitted.length === 1);
      const second = house.start({}, { leaseMs: 2_000 });
      expect(await house.until(id, ({ state }) => state === 'rendering' || state === 'held')).toMatchObject({
        state: 'rendering',
      });
      await Promise.all([first.stop(), second.stop()]);
      expect(new Set(vendor.submitted).size).toBe(1);
      expect(await house.attempts(id)).toMatchObject([{ state: 'accepted' }]);
    });
  });
});
