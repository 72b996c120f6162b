import { afterEach, describe, expect, it } from 'vitest';
import type { PollAnswer } from '../../providers/provider.js';
import { setCaps } from '../../store/operations/caps.js';
import { sql } from '../../store/statement.js';
import { CLIP_READY, createFakeVendor, type FakeBehaviour } from '../testing/fake-vendor.js';
import { openRunningHouse } from '../testing/running-house.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const NOBODY = { models: [], providers: new Map() } as const;
const BUSY = { class: 'provider', charged: 'no', retry: 'free', say: 'busy' } as const;

/** A task that rests in a state, and nobody is configured any more who could go on with it. */
async function leftIn(state: string, behaviour: FakeBehaviour, capMicroUsd?: number) {
  const vendor = createFakeVendor({ id: 'ark', microUsd: 1, ...behaviour });
  const house = await openRunningHouse(vendor);
  closing.push(() => house.close());
  const id = await house.accept({ route: 'ark' });
  if (capMicroUsd !== undefined) {
    const caps = [{ subject: 'account', period: 'day', microUsd: capMicroUsd }] as const;
    await house.deps.store.run(() => setCaps('default', caps));
  }
  const runner = house.start({ pollMs: 100_000 });
  await house.until(id, (task) => task.state === state && task.lease === undefined && task.dueAtMs > Date.now());
  await runner.stop();
  await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
  return { house, vendor, id };
}

describe('a task whose provider is not configured any more', () => {
  it('ends before it is sent, free, and says that nobody runs its model', async () => {
    const submit = () => Promise.resolve({ kind: 'rejected', failure: BUSY, retryAfterMs: 100_000 } as const);
    const { house, id } = await leftIn('submitting', { submit });
    house.start(NOBODY);
    const task = await house.ended(id);
    expect(task).toMatchObject({ error: { code: 'MODEL_UNAVAILABLE' }, failure: { charged: 'no', retry: 'free' } });
    expect(task.failure?.say).toContain('fake/model');
    expect(house.troubles).toEqual([]);
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
  });

  it('ends so too when it waits for room under a cap', async () => {
    const { house, vendor, id } = await leftIn('held', {}, 0);
    house.start(NOBODY);
    expect(await house.ended(id)).toMatchObject({ error: { code: 'MODEL_UNAVAILABLE' }, failure: { charged: 'no' } });
    expect(vendor.submitted).toEqual([]);
  });

  it('waits for the key when it was sent, says which, and is fetched when it is there again', async () => {
    const answers: PollAnswer[] = [{ kind: 'running', askAgainInMs: 100_000 }];
    const { house, vendor, id } = await leftIn('rendering', {
      poll: () => Promise.resolve(answers.shift() ?? CLIP_READY),
    });
    const runner = house.start(NOBODY);
    await house.until(id, ({ tries, lease }) => tries > 0 && lease === undefined);
    await runner.stop();
    expect(house.troubles[0]).toMatchObject({
      name: 'KeyAway',
      message: expect.stringContaining('ARK_API_KEY') as string,
    });
    expect(house.deps.progress.get(id)).toMatchObject({ waits: 'vendor_key' });
    house.start();
    expect((await house.ended(id)).state).toBe('succeeded');
    expect(vendor.submitted).toHaveLength(1);
  });
});
