import { afterEach, describe, expect, it } from 'vitest';
import type { FoundJob, RenderOrder } from '../../providers/provider.js';
import { ProviderError } from '../../providers/provider.js';
import { noteHeard } from '../../store/operations/heard.js';
import { sql } from '../../store/statement.js';
import { createFakeVendor, type FakeBehaviour } from '../testing/fake-vendor.js';
import { loseAnswer } from '../testing/lost-order.js';

const HOUR_MS = 3_600_000;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function lose(behaviour: FakeBehaviour = {}) {
  const lost = await loseAnswer(behaviour);
  closing.push(() => lost.house.close());
  return lost;
}

const settled = ({ state, lease }: { readonly state: string; readonly lease: string | undefined }): boolean =>
  lease === undefined && (state === 'held' || state === 'succeeded' || state === 'failed');

describe('an order whose answer was lost, at a vendor that knows repeats', () => {
  it('is sent again under its attempt with the same bytes', async () => {
    const orders: RenderOrder[] = [];
    let count = 0;
    const { house, vendor, id } = await lose({
      knowsRepeats: true,
      // What it says later is not what was sent.
      bodyOf: () => `body ${(count += 1)}`,
      submit: (order) => {
        orders.push(order);
        return Promise.resolve({ kind: 'accepted', handle: 'job' });
      },
    });
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    const [attempt, ...others] = await house.attempts(id);
    expect(others).toEqual([]);
    expect(orders).toMatchObject([{ attemptId: attempt?.id, body: 'body 1', isRepeat: true }]);
    expect(new Set(vendor.submitted)).toEqual(new Set([attempt?.id]));
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'settle 1000000']);
  });

  it.each([
    ['19.9 hours after it was sent', 19.9, true],
    ['20 hours after it was sent', 20, false],
    ['when the clock was set back to before it was sent', -5, false],
  ])('is sent again %s: %s', async (_when, hours, isSent) => {
    const { house, vendor, id, age } = await lose({ knowsRepeats: true });
    await age(hours * HOUR_MS);
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: isSent ? 'succeeded' : 'held' });
    expect(vendor.submitted).toHaveLength(isSent ? 2 : 1);
  });

  it('is not sent again by a machine whose clock is behind the database’s', async () => {
    const { house, vendor, id, age } = await lose({ knowsRepeats: true });
    await age(25 * HOUR_MS);
    house.start({ nowMs: () => Date.now() - 10 * HOUR_MS });
    expect(await house.until(id, settled)).toMatchObject({ state: 'held' });
    expect(vendor.submitted).toHaveLength(1);
  });

  it('is not sent again under another key, and not asked about', async () => {
    const asked: string[] = [];
    const { house, id } = await lose({ knowsRepeats: true });
    const other = createFakeVendor({
      ...{ credential: 'key-2', knowsRepeats: true, microUsd: 1 },
      find: () => {
        asked.push('find');
        return Promise.resolve({ kind: 'absent' });
      },
    });
    house.start({ providers: new Map([['fake', other.provider]]) });
    expect((await house.until(id, settled)).hold?.resolve).toContain('another key');
    expect([...asked, ...other.submitted, ...other.polled]).toEqual([]);
  });

  it('is held when the repeat is refused, for a refusal of a repeat proves nothing', async () => {
    const { house, vendor, id } = await lose({
      knowsRepeats: true,
      submit: () =>
        Promise.resolve({
          kind: 'rejected',
          failure: { class: 'provider', charged: 'no', retry: 'free', say: 'no balance' },
        }),
    });
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'held', hold: { reason: 'unknown_submit' } });
    expect(vendor.submitted).toHaveLength(2);
    expect(await house.attempts(id)).toMatchObject([{ state: 'submission_unknown' }]);
    expect(await house.money()).toEqual({ held: 1_000_000, spent: 0 });
  });

  it('is held when the vendor says that it never will know', async () => {
    const { house, id } = await lose({
      knowsRepeats: true,
      submit: () => Promise.reject(new ProviderError('fake', 'another body', { retryable: false })),
    });
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'held' });
  });

  it('goes on being sought while the vendor cannot be reached', async () => {
    let isAway = true;
    const { house, id } = await lose({
      knowsRepeats: true,
      submit: (order) => {
        if (!isAway) return Promise.resolve({ kind: 'accepted', handle: order.attemptId });
        isAway = false;
        return Promise.reject(new ProviderError('fake', '503', { retryable: true }));
      },
    });
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toHaveLength(1);
  });
});

describe('an order whose answer was lost, at a vendor with a list', () => {
  const listed = (...found: FoundJob[]): FakeBehaviour => ({
    find: () => Promise.resolve(found.shift() ?? { kind: 'unsure' }),
  });

  it('is taken up when the list has it', async () => {
    const { house, vendor, id } = await lose(listed({ kind: 'found', handle: 'theirs' }));
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toMatchObject([{ handle: 'theirs', state: 'vendor_succeeded' }]);
    expect(vendor.submitted).toHaveLength(1);
  });

  it('is sent again when the list proves that there is none, and the first one’s money is free', async () => {
    const { house, vendor, id } = await lose(listed({ kind: 'absent' }));
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    expect(vendor.submitted).toHaveLength(2);
    expect(await house.attempts(id)).toMatchObject([{ state: 'rejected_no_job' }, { state: 'vendor_succeeded' }]);
    expect(await house.money()).toEqual({ held: 0, spent: 1_000_000 });
  });

  it('is not sent again when a callback has named it while the list said that there is none', async () => {
    let call = (): Promise<unknown> => Promise.resolve();
    const { house, vendor, id } = await lose({
      find: async () => {
        await call();
        return { kind: 'absent' };
      },
    });
    const [attempt] = await house.attempts(id);
    call = () => {
      const heard = { attemptId: attempt?.id ?? '', provider: 'fake', handle: 'called', isSigned: false };
      return house.deps.store.run(() => noteHeard(heard));
    };
    house.start();
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toMatchObject([{ handle: 'called' }]);
    expect(vendor.submitted).toHaveLength(1);
  });

  it('is sought again while the list may be late, and held after that, with what it may be', async () => {
    const seen: string[] = [];
    const { house, id, age } = await lose({
      find: () => {
        seen.push('asked');
        return Promise.resolve({ kind: 'unsure', candidates: ['one', 'two'] });
      },
    });
    await age(19 * 60_000);
    const runner = house.start();
    const waits = await house.until(id, ({ lease }) => seen.length > 0 && lease === undefined);
    expect(waits.state).toBe('submitting');
    await runner.stop();
    await age(2 * 60_000);
    await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
    house.start();
    expect((await house.until(id, settled)).hold?.resolve).toContain('It may be one or two.');
  });

  it('does not take what another task has, and does not name it to a person', async () => {
    const { house, id, age } = await lose(
      listed({ kind: 'found', handle: 'taken' }, { kind: 'unsure', candidates: ['taken', 'free'] }),
    );
    await age(HOUR_MS);
    await house.query(sql`
      INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, handle, request, created_at)
      VALUES ('other', 'default', 'another', 1, 'fake', 'key-1', 'accepted', 'taken', '', 0) RETURNING id`);
    const again = house.start();
    expect((await house.until(id, settled)).hold?.resolve).toContain('another task');
    await again.stop();
    await house.query(
      sql`UPDATE tasks SET state = 'submitting', lane = 'submit', due_at = 0 WHERE id = ${id} RETURNING id`,
    );
    house.start();
    const held = await house.until(
      id,
      ({ state, hold }) => state === 'held' && hold?.resolve.includes('may be') === true,
    );
    expect(held.hold?.resolve).toContain('It may be free.');
  });
});

describe('a handle that a callback has named', () => {
  async function heard(behaviour: FakeBehaviour) {
    const lost = await lose(behaviour);
    const [attempt] = await lost.house.attempts(lost.id);
    const call = { attemptId: attempt?.id ?? '', provider: 'fake', handle: 'called', isSigned: false };
    await lost.house.deps.store.run(() => noteHeard(call));
    lost.house.start();
    return lost;
  }

  it('is believed when the vendor, asked, knows it', async () => {
    const { house, id } = await heard({});
    expect(await house.until(id, settled)).toMatchObject({ state: 'succeeded' });
    expect(await house.attempts(id)).toMatchObject([{ handle: 'called' }]);
  });

  it('is believed of a render that failed, which the vendor knows too', async () => {
    const failure = { class: 'provider', charged: 'unknown', retry: 'pays_again', say: 'broken' } as const;
    const { house, id } = await heard({ poll: () => Promise.resolve({ kind: 'failed', failure }) });
    expect(await house.until(id, settled)).toMatchObject({ state: 'failed' });
    expect(await house.attempts(id)).toMatchObject([{ handle: 'called', state: 'vendor_failed' }]);
    expect(await house.ledger(id)).toEqual(['reserve 1000000', 'uncertain 1000000']);
  });

  it.each([
    ['does not know it', { class: 'provider', charged: 'unknown', retry: 'pays_again', say: 'lost' } as const],
    ['cannot be asked', undefined],
  ])('is not believed when the vendor %s', async (_how, failure) => {
    const { house, id } = await heard({
      poll: () =>
        failure === undefined
          ? Promise.reject(new ProviderError('fake', '503', { retryable: true }))
          : Promise.resolve({ kind: 'failed', failure, isLost: true }),
    });
    expect(await house.until(id, settled)).toMatchObject({ state: 'held' });
    expect(await house.attempts(id)).toMatchObject([{ state: 'submission_unknown' }]);
  });

  it('that cannot be asked about lets no order be sent again, whatever the list does not show', async () => {
    const { house, vendor, id } = await heard({
      poll: () => Promise.reject(new ProviderError('fake', '503', { retryable: true })),
      find: () => Promise.resolve({ kind: 'absent' }),
    });
    const held = await house.until(id, settled);
    expect(held).toMatchObject({ state: 'held', hold: { resolve: expect.stringContaining('called') as string } });
    expect(vendor.submitted).toHaveLength(1);
  });

  it('brings a held order back that nobody could find', async () => {
    const { house, id } = await lose();
    house.start();
    await house.until(id, settled);
    const [attempt] = await house.attempts(id);
    const call = { attemptId: attempt?.id ?? '', provider: 'fake', handle: 'called', isSigned: false };
    await house.deps.store.run(() => noteHeard(call));
    expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
  });
});
