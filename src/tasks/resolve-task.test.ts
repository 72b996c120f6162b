import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../providers/provider.js';
import { setCaps } from '../store/operations/caps.js';
import { noteHeard } from '../store/operations/heard.js';
import { sql } from '../store/statement.js';
import { resolveTask } from './resolve-task.js';
import { createFakeVendor, type FakeBehaviour } from './testing/fake-vendor.js';
import { loseAnswer } from './testing/lost-order.js';
import { openRunningHouse } from './testing/running-house.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A held task whose order nobody knows the end of. */
async function hold(behaviour: FakeBehaviour = {}) {
  const lost = await loseAnswer(behaviour);
  const { house, id } = lost;
  closing.push(() => house.close());
  const runner = house.start();
  await house.until(id, ({ state, lease }) => state === 'held' && lease === undefined);
  await runner.stop();
  return lost;
}

const LOST = { class: 'provider', charged: 'unknown', retry: 'pays_again', say: 'no such render' } as const;

describe('a held order', () => {
  it('is taken up by the handle that a person names, and its clip is fetched', async () => {
    const { house, vendor, id } = await hold();
    const resolved = await resolveTask(house.deps, 'default', id, { handle: 'theirs' });
    expect(resolved).toMatchObject({ kind: 'resolved', task: { state: 'rendering', lane: 'poll' } });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(vendor.submitted).toHaveLength(1);
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'settle 1000000']);
  });

  it('is taken up by the handle of a render that failed', async () => {
    const { house, id } = await hold({ poll: () => Promise.resolve({ kind: 'failed', failure: LOST }) });
    expect(await resolveTask(house.deps, 'default', id, { handle: 'theirs' })).toMatchObject({ kind: 'resolved' });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed' });
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
  });

  it('is not taken up by a handle that the vendor does not know, or cannot be asked about', async () => {
    let isLost = true;
    const { house, id } = await hold({
      poll: () =>
        isLost
          ? Promise.resolve({ kind: 'failed', failure: LOST, isLost: true })
          : Promise.reject(new ProviderError('fake', '503', { retryable: true })),
    });
    const resolve = () => resolveTask(house.deps, 'default', id, { handle: 'wrong' });
    expect(await resolve()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not vouch for wrong') as string,
    });
    isLost = false;
    expect(await resolve()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('could not be asked about wrong') as string,
    });
    expect(await house.read(id)).toMatchObject({ state: 'held' });
  });

  it('is not taken up by the handle of another task, also when that takes it at this moment', async () => {
    let meanwhile = (): Promise<unknown> => Promise.resolve();
    const { house, id } = await hold({
      poll: async () => {
        await meanwhile();
        return { kind: 'running', askAgainInMs: 1_000 };
      },
    });
    const take = () =>
      house.query(sql`
        INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, handle, request, created_at)
        VALUES ('other', 'default', 'another', 1, 'fake', 'key-1', 'accepted', 'taken', '', 0)
        ON CONFLICT (id) DO NOTHING RETURNING id`);
    meanwhile = take;
    const refused = { kind: 'refused', message: expect.stringContaining('another task') as string };
    expect(await resolveTask(house.deps, 'default', id, { handle: 'taken' })).toMatchObject(refused);
    expect(await resolveTask(house.deps, 'default', id, { handle: 'taken' })).toMatchObject(refused);
    expect(await house.read(id)).toMatchObject({ state: 'held' });
    expect(await house.attempts(id)).toMatchObject([{ state: 'submission_unknown', handle: undefined }]);
  });

  it('is asked about from then on under the key that knew its handle', async () => {
    const { house, id } = await hold();
    const other = createFakeVendor({ credential: 'key-2', microUsd: 7 });
    const providers = new Map([['fake', other.provider]]);
    await resolveTask({ ...house.deps, providers }, 'default', id, { handle: 'theirs' });
    house.start({ providers });
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toMatchObject([{ credential: 'key-2', handle: 'theirs' }]);
  });

  it('is sent again by the word that there is none, and its first money is free', async () => {
    const { house, vendor, id } = await hold();
    expect(await resolveTask(house.deps, 'default', id, { no_job: true })).toMatchObject({
      task: { state: 'submitting', lane: 'submit' },
    });
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(vendor.submitted).toHaveLength(2);
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
  });

  it('is not sent again against the word of its vendor, which has called and named a render', async () => {
    const { house, vendor, id } = await hold();
    const [attempt] = await house.attempts(id);
    const heard = { attemptId: attempt?.id ?? '', provider: 'fake', handle: 'job-7', isSigned: true };
    await house.deps.store.run(() => noteHeard(heard));
    expect(await resolveTask(house.deps, 'default', id, { no_job: true })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('--handle job-7') as string,
    });
    expect(await house.read(id)).toMatchObject({ state: 'held' });
    expect(vendor.submitted).toHaveLength(1);
    expect(await resolveTask(house.deps, 'default', id, { give_up: true })).toMatchObject({ kind: 'resolved' });
  });

  it('is given up, its money counted as spent', async () => {
    const { house, id } = await hold();
    expect(await resolveTask(house.deps, 'default', id, { give_up: true })).toMatchObject({
      task: { state: 'failed', failure: { charged: 'unknown' } },
    });
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'unknown' }]);
  });

  it.each([{ no_job: true } as const, { give_up: true } as const])(
    'is resolved by %j when its provider is not configured any more',
    async (ask) => {
      const { house, id } = await hold();
      const deps = { ...house.deps, providers: new Map() };
      expect(await resolveTask(deps, 'default', id, { handle: 'x' })).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('not configured') as string,
      });
      expect(await resolveTask(deps, 'default', id, ask)).toMatchObject({ kind: 'resolved' });
    },
  );

  it('is not resolved by another account, nor while somebody looks at it', async () => {
    const { house, id } = await hold();
    expect(await resolveTask(house.deps, 'stranger', id, { no_job: true })).toEqual({ kind: 'unknown_task' });
    await house.query(
      sql`UPDATE tasks SET lease = 'looking', due_at = due_at + 100000000 WHERE id = ${id} RETURNING id`,
    );
    for (const ask of [{ no_job: true }, { give_up: true }, { handle: 'x' }] as const) {
      expect(await resolveTask(house.deps, 'default', id, ask)).toMatchObject({
        message: expect.stringContaining('this moment') as string,
      });
    }
    expect(await house.attempts(id)).toMatchObject([{ state: 'submission_unknown' }]);
    expect(await house.money()).toEqual({ held: 1_000_000, spent: 0 });
  });

  it('is resolved once: the second word finds nothing to resolve', async () => {
    const { house, id } = await hold();
    const all = await Promise.all([1, 2, 3].map(() => resolveTask(house.deps, 'default', id, { no_job: true })));
    expect(all.filter(({ kind }) => kind === 'resolved')).toHaveLength(1);
    expect(await resolveTask(house.deps, 'default', id, { no_job: true })).toMatchObject({
      message: expect.stringContaining('not held') as string,
    });
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'release 1000000']);
  });

  it('does not wait for money', async () => {
    const { house, id } = await hold();
    expect(await resolveTask(house.deps, 'default', id, { budget_usd: 5 })).toMatchObject({ kind: 'refused' });
  });
});

describe('a task that waits for money', () => {
  async function holdForBudget() {
    const vendor = createFakeVendor({ microUsd: 1_000_000 });
    const house = await openRunningHouse(vendor);
    closing.push(() => house.close());
    const id = await house.accept();
    await house.query(sql`UPDATE tasks SET budget_micro_usd = 10 WHERE id = ${id} RETURNING id`);
    const runner = house.start();
    const held = await house.until(id, ({ state, lease }) => state === 'held' && lease === undefined);
    await runner.stop();
    return { house, vendor, id, held };
  }

  it('goes on when it may cost more', async () => {
    const { house, id, held } = await holdForBudget();
    expect(held.hold?.resolve).toContain(`tasks resolve ${id} --budget`);
    await resolveTask(house.deps, 'default', id, { budget_usd: 1 });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });

  it('is held again when an account’s cap is in its way', async () => {
    const { house, vendor, id } = await holdForBudget();
    await house.deps.store.run(() => setCaps('default', [{ subject: 'account', period: 'month', microUsd: 5 }]));
    await resolveTask(house.deps, 'default', id, { budget_usd: 1 });
    house.start();
    const held = await house.until(id, ({ state, version }) => state === 'held' && version > 5);
    expect(held.hold?.resolve).toContain('cap for a month');
    expect(vendor.submitted).toEqual([]);
  });

  it('is given up and has cost nothing; it has no handle and no job', async () => {
    const { house, id } = await holdForBudget();
    for (const ask of [{ handle: 'x' }, { no_job: true }] as const) {
      expect(await resolveTask(house.deps, 'default', id, ask)).toMatchObject({ kind: 'refused' });
    }
    expect(await resolveTask(house.deps, 'default', id, { give_up: true })).toMatchObject({
      task: { state: 'failed', failure: { charged: 'no' } },
    });
    expect(await house.ledger(id)).toEqual([]);
  });
});
