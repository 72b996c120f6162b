import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.js';
import { ProviderError, type PollAnswer } from '../../providers/provider.js';
import { sql } from '../../store/statement.js';
import { cancelTask } from '../cancel-task.js';
import { CLIP_READY, createFakeVendor, type FakeBehaviour } from '../testing/fake-vendor.js';
import { loseAnswer } from '../testing/lost-order.js';
import { openRunningHouse } from '../testing/running-house.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(behaviour: FakeBehaviour = {}, isFree = false) {
  const vendor = createFakeVendor({ microUsd: 900_000, ...behaviour }, isFree);
  const house = await openRunningHouse(vendor);
  closing.push(() => house.close());
  const id = await house.accept();
  return { house, vendor, id };
}

const RUNNING: PollAnswer = { kind: 'running', askAgainInMs: 100_000 };
const resting = (state: string) => (task: { readonly lease: string | undefined; readonly state: string }) =>
  task.lease === undefined && task.state === state;

/** A render under way at the vendor that nobody works on; the next poll is answered by `then`. */
async function rendering(behaviour: FakeBehaviour & { readonly then?: () => Promise<PollAnswer> } = {}) {
  let isFirst = true;
  const { then = () => Promise.resolve(CLIP_READY), ...rest } = behaviour;
  const opened = await open({
    poll: () => {
      if (!isFirst) return then();
      isFirst = false;
      return Promise.resolve(RUNNING);
    },
    ...rest,
  });
  const { house, vendor, id } = opened;
  const runner = house.start({ pollMs: 100_000 });
  await house.until(id, (task) => resting('rendering')(task) && task.tries === 0 && task.dueAtMs > task.createdAtMs);
  await runner.stop();
  await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
  return { house, vendor, id };
}

describe('a cancel', () => {
  it('of a task that was not sent costs nothing', async () => {
    const { house, vendor, id } = await open();
    expect(await cancelTask(house.deps, 'default', id)).toMatchObject({ state: 'cancelled', cancel: 'confirmed' });
    expect(vendor.submitted).toEqual([]);
    expect(await house.ledger(id)).toEqual([]);
  });

  it('of a task that waits in line after a refusal costs nothing', async () => {
    const failure = { class: 'provider', charged: 'no', retry: 'free', say: 'busy' } as const;
    const { house, id } = await open({
      submit: () => Promise.resolve({ kind: 'rejected', failure, retryAfterMs: 100_000 }),
    });
    house.start();
    await house.until(id, (task) => resting('submitting')(task) && task.attemptId !== undefined);
    expect(await cancelTask(house.deps, 'default', id)).toMatchObject({
      state: 'cancelled',
      failure: { charged: 'no' },
    });
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'release 1000000']);
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
  });

  it.each([
    ['has it', { kind: 'found', handle: 'theirs' } as const, 'confirmed', { held: 0, spent: 0 }],
    ['cannot say', { kind: 'unsure' } as const, 'uncertain', { held: 0, spent: 1_000_000 }],
  ])('of an order whose answer was lost finds out first: the vendor %s', async (_what, found, cancel, money) => {
    const { house, vendor, id, age } = await loseAnswer({
      find: () => Promise.resolve(found),
      poll: () => Promise.resolve(RUNNING),
    });
    closing.push(() => house.close());
    await age(3_600_000);
    const cancelling = cancelTask(house.deps, 'default', id);
    house.start();
    await cancelling;
    expect(await house.ended(id)).toMatchObject({ state: 'cancelled', cancel });
    expect(vendor.submitted).toHaveLength(1);
    expect(await house.money()).toEqual(money);
    expect(await house.attempts(id)).toMatchObject([{ endedAtMs: expect.any(Number) as number }]);
  });

  it('of a held order ends it at once, its money counted as spent', async () => {
    const { house, id } = await loseAnswer();
    closing.push(() => house.close());
    const runner = house.start();
    await house.until(id, resting('held'));
    await runner.stop();
    expect(await cancelTask(house.deps, 'default', id)).toMatchObject({ state: 'cancelled', cancel: 'uncertain' });
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'uncertain 1000000']);
    expect(await house.attempts(id)).toMatchObject([{ state: 'unknown' }]);
  });

  it.each([
    ['confirmed', 'cancelled', { held: 0, spent: 0 }],
    ['too_late', 'succeeded', { held: 0, spent: 900_000 }],
    ['uncertain', 'succeeded', { held: 0, spent: 900_000 }],
  ] as const)('of a render that is under way comes out as the vendor says: %s', async (says, state, money) => {
    const { house, id } = await rendering({ cancel: () => Promise.resolve(says) });
    const cancelling = cancelTask(house.deps, 'default', id);
    house.start();
    await cancelling;
    expect(await house.ended(id)).toMatchObject({ state, cancel: says });
    expect(await house.money()).toEqual(money);
  });

  it('that the vendor cannot be asked about is uncertain, and the clip is fetched', async () => {
    const { house, vendor, id } = await rendering({
      cancel: () => Promise.reject(new ProviderError('fake', '503', { retryable: true })),
    });
    const cancelling = cancelTask(house.deps, 'default', id);
    house.start();
    await cancelling;
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded', cancel: 'uncertain' });
    expect(vendor.cancels()).toBe(1);
  });

  it('is not sent under another key than the order was, where it would mean another render', async () => {
    const { house, id } = await rendering();
    const other = createFakeVendor({ credential: 'key-2' });
    await house.query(sql`UPDATE tasks SET cancel = 'requested' WHERE id = ${id} RETURNING id`);
    house.start({ providers: new Map([['fake', other.provider]]) });
    await house.until(id, ({ cancel, lease }) => cancel === 'uncertain' && lease === undefined);
    expect(other.cancels()).toBe(0);
    expect(other.polled).toEqual([]);
    expect(await house.money()).toEqual({ held: 1_000_000, spent: 0 });
  });

  it('between the fence and the first byte sends nothing and costs nothing', async () => {
    const { house, vendor, id } = await open();
    const { provider } = vendor;
    const submit: typeof provider.submit = async (order, hooks) => {
      // A third of a lease and more, in which the claim is renewed and learns of the cancel: nothing tells that moment.
      const stopped = new Promise<void>((resolve) => setTimeout(resolve, 1_500));
      await house.query(sql`UPDATE tasks SET cancel = 'requested' WHERE id = ${id} RETURNING id`);
      await stopped;
      return provider.submit(order, hooks);
    };
    house.start({ providers: new Map([['fake', { ...provider, submit }]]) }, { leaseMs: 3_000 });
    expect(await house.ended(id)).toMatchObject({ state: 'cancelled', failure: { charged: 'no' } });
    expect(vendor.submitted).toEqual([]);
    expect(await house.money()).toEqual({ held: 0, spent: 0 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'rejected_no_job' }]);
  });
});

describe('a shutdown', () => {
  it('between the fence and the first byte gives the task back unsent', async () => {
    const { house, vendor, id } = await open();
    const { provider } = vendor;
    let reached = (): void => undefined;
    const isThere = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const submit: typeof provider.submit = async (order, hooks) => {
      reached();
      await gate;
      return provider.submit(order, hooks);
    };
    const runner = house.start({ providers: new Map([['fake', { ...provider, submit }]]) });
    await isThere;
    const stopping = runner.stop();
    // It stops its claims once its lanes have ended, which nothing tells.
    setTimeout(goOn, 200);
    await stopping;
    expect(vendor.submitted).toEqual([]);
    expect(await house.read(id)).toMatchObject({ state: 'submitting', lease: undefined });
    expect(await house.attempts(id)).toMatchObject([{ state: 'rejected_no_job' }]);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a render that is past its deadline', () => {
  const late = (house: Awaited<ReturnType<typeof open>>['house'], id: string) =>
    house.query(sql`UPDATE tasks SET deadline_at = 1 WHERE id = ${id} RETURNING id`);

  it('is not given up before it was asked about, because the key has no turn for it', async () => {
    const { house, vendor, id } = await rendering();
    await late(house, id);
    let turns = 0;
    const calls = {
      take: () => Promise.resolve((turns += 1) === 1 ? 6_000 : 0),
      block: () => Promise.resolve(),
    };
    house.start({ calls });
    await house.until(id, ({ lease, dueAtMs }) => turns > 0 && lease === undefined && dueAtMs > 0);
    expect(await house.read(id)).toMatchObject({ state: 'rendering' });
    await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(vendor.polled).toHaveLength(2);
  });

  it('is asked about again when the question failed', async () => {
    const answers = [new ProviderError('fake', '503', { retryable: true }), new TypeError('odd')];
    const { house, id } = await rendering({
      then: () => {
        const error = answers.shift();
        return error === undefined ? Promise.resolve(CLIP_READY) : Promise.reject(error);
      },
    });
    await late(house, id);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });

  it('is given up when it cannot be asked about for long, charge unknown', async () => {
    const { house, id } = await rendering({
      then: () => Promise.reject(new ProviderError('fake', '503', { retryable: true })),
    });
    await late(house, id);
    await house.query(sql`UPDATE tasks SET tries = 19 WHERE id = ${id} RETURNING id`);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'unknown' } });
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
    expect(await house.attempts(id)).toMatchObject([{ state: 'unknown' }]);
  });
});

describe('a paid render', () => {
  it('does not end by an error about its input, which its vendor took', async () => {
    const answers = [new AppError('bad_input', 'a picture that is none')];
    const { house, id } = await rendering({
      then: () => {
        const error = answers.shift();
        return error === undefined ? Promise.resolve(CLIP_READY) : Promise.reject(error);
      },
    });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });

  it('that costs nothing ends by such an error, and its attempt with it', async () => {
    const { house, id } = await open({ poll: () => Promise.reject(new AppError('bad_input', 'no picture')) }, true);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', error: { code: 'INVALID_REQUEST' } });
    expect(await house.attempts(id)).toMatchObject([{ state: 'vendor_failed' }]);
  });

  it('that its vendor does not know yet is asked about again while it is young, and has failed later', async () => {
    const failure = { class: 'provider', charged: 'unknown', retry: 'pays_again', say: 'lost' } as const;
    const { house, vendor, id } = await rendering({
      then: () => Promise.resolve({ kind: 'failed', failure, isLost: true }),
    });
    house.start();
    await house.until(id, (task) => vendor.polled.length > 1 && resting('rendering')(task));
    await house.query(sql`UPDATE attempts SET sent_at = sent_at - 700000 WHERE task_id = ${id} RETURNING id`);
    await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'unknown' } });
  });

  it('is not lost by one answer that there is no such task, however old it is', async () => {
    const failure = { class: 'provider', charged: 'unknown', retry: 'pays_again', say: 'lost' } as const;
    const answers: PollAnswer[] = Array.from({ length: 3 }, () => ({ kind: 'failed', failure, isLost: true }));
    const { house, id } = await rendering({ then: () => Promise.resolve(answers.shift() ?? CLIP_READY) });
    await house.query(sql`UPDATE attempts SET sent_at = sent_at - 700000 WHERE task_id = ${id} RETURNING id`);
    house.start();
    expect((await house.ended(id)).state).toBe('succeeded');
  });
});

describe('a clip whose URL is dead', () => {
  const dead = () => Promise.reject(new ProviderError('fake', 'gone', { retryable: false, isDead: true }));

  it('is fetched by the one that its vendor signs anew', async () => {
    let signed = 0;
    const { house, id } = await open({
      poll: () =>
        Promise.resolve({
          kind: 'succeeded',
          outputs: [{ type: 'video', source: `url ${(signed += 1)}`, isDecoded: true }],
        }),
      open: (source) =>
        source === 'url 1'
          ? dead()
          : Promise.resolve(
              (async function* () {
                yield Buffer.from(source);
              })(),
            ),
    });
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });

  it('is tried less and less often where every new URL is dead too', async () => {
    let signed = 0;
    const { house, vendor, id } = await open({
      poll: () =>
        Promise.resolve({
          kind: 'succeeded',
          outputs: [{ type: 'video', source: `url ${(signed += 1)}`, isDecoded: true }],
        }),
      open: dead,
    });
    house.start();
    const task = await house.until(id, ({ tries, lease }) => tries >= 3 && lease === undefined);
    expect(task.state).toBe('fetching');
    // The one of the render's end, and one a try, of which the first is not counted: it came with the move.
    expect(vendor.polled.length).toBeLessThanOrEqual(task.tries + 2);
  });
});
