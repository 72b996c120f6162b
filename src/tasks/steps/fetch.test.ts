import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../providers/provider.js';
import { sql } from '../../store/statement.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openRunningHouse } from '../testing/running-house.js';

const DAY_MS = 86_400_000;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A clip that a vendor has for a week or so, and which cannot be had now. */
async function unfetched(error: ProviderError, livesMs = 7 * DAY_MS) {
  const expiresAtMs = Date.now() + livesMs;
  const outputs = [{ type: 'video', source: 'https://cdn.example/0.mp4', expiresAtMs, isDecoded: true }];
  const vendor = createFakeVendor({
    poll: () => Promise.resolve({ kind: 'succeeded', outputs }),
    open: () => Promise.reject(error),
  });
  const house = await openRunningHouse(vendor);
  closing.push(() => house.close());
  const id = await house.accept();
  const runner = house.start();
  const waiting = await house.until(id, ({ state, lease }) => {
    return state === 'fetching' && house.troubles.length > 0 && lease === undefined;
  });
  await runner.stop();
  return { house, id, waiting };
}

describe('a clip that cannot be fetched now', () => {
  it('is tried for as long as its vendor keeps it', async () => {
    const { waiting } = await unfetched(new ProviderError('fake', 'no route to host', { retryable: true }));
    expect((waiting.deadlineAtMs ?? 0) - Date.now()).toBeGreaterThan(6.9 * DAY_MS);
  });

  it('is not left to die, and no order waits, because the host of clips wants to be left alone for an hour', async () => {
    const busy = new ProviderError('fake', '503', { retryable: true, retryAfterMs: 3_600_000 });
    const { house, waiting } = await unfetched(busy, 60_000);
    expect(waiting.dueAtMs - Date.now()).toBeLessThan(20_000);
    expect(await house.query(sql`SELECT provider FROM credentials WHERE blocked_until > 0`)).toEqual([]);
  });

  it('is given up a day after it was made where its URL says that it is gone', async () => {
    const gone = new ProviderError('fake', 'gone (404)', { retryable: false, isDead: true });
    const { house, id } = await unfetched(gone);
    const longAgoMs = Date.now() - DAY_MS - 1000;
    await house.query(sql`UPDATE attempts SET ended_at = ${longAgoMs} WHERE task_id = ${id} RETURNING id`);
    await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { charged: 'yes' } });
  });
});
