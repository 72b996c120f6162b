import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { type ClaimRequest, readNextDue, releaseEveryLease, renewLease } from './claim-tasks.js';
import { moveTask, putOff, requestCancel } from './move-task.js';
import { readTask } from './read-tasks.js';

onEachStore((store) => {
  const claim = (facts: Partial<ClaimRequest> & { readonly lane: string }) =>
    store().claimTasks({ order: 'turn', limit: 10, lease: randomUUID(), leaseMs: 60_000, ...facts });

  /** Tasks in a lane of their own, in the order of `turns`, due at 1, 2, 3… ms since 1970. */
  async function fill(turns: readonly number[]): Promise<{ readonly lane: string; readonly ids: readonly string[] }> {
    const lane = randomUUID();
    const ids: string[] = [];
    for (const [index, turn] of turns.entries()) {
      const task = makeNewTask({ lane, turn });
      await store().createTask(task);
      await store().run(() => setDue(task.id, index + 1));
      ids.push(task.id);
    }
    return { lane, ids };
  }

  it('takes by turn, up to the limit', async () => {
    const { lane, ids } = await fill([30, 10, 20]);
    const first = await claim({ lane, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual([ids[1], ids[2]]);
    expect((await claim({ lane })).map(({ id }) => id)).toEqual([ids[0]]);
    expect(await claim({ lane })).toEqual([]);
  });

  it('takes what is longest overdue, up to the limit', async () => {
    const { lane, ids } = await fill([30, 10, 20]);
    const taken = await claim({ lane, order: 'due', limit: 2 });
    expect(taken.map(({ id }) => id).sort()).toEqual([ids[0]!, ids[1]!].sort());
  });

  it('takes nothing that is not due, of another lane, or nobody’s work', async () => {
    const { lane, ids } = await fill([1]);
    await store().run(() => setDue(ids[0]!, Date.now() + 3_600_000));
    expect(await claim({ lane })).toEqual([]);
    expect(await claim({ lane: randomUUID() })).toEqual([]);
    expect(await claim({ lane: '' })).toEqual([]);
  });

  it('notes the lease, its end and the try on the row', async () => {
    const { lane } = await fill([1]);
    const [task] = await claim({ lane, lease: 'mine', leaseMs: 60_000 });
    expect(task).toMatchObject({ lease: 'mine', tries: 1, state: 'accepted', version: 1 });
    expect(Math.abs(task!.dueAtMs - Date.now() - 60_000)).toBeLessThan(30_000);
  });

  it('takes back nothing under a claim that has run out, though nobody else has claimed the row', async () => {
    const { lane, ids } = await fill([1]);
    await claim({ lane, lease: 'slept' });
    await store().run(() => setDue(ids[0]!, 1));
    expect(await store().run(() => putOff(ids[0]!, 'slept', { dueInMs: 3_600_000 }))).toBe(false);
    expect((await claim({ lane })).map(({ id }) => id)).toEqual(ids);
  });

  it('gives no row to two of many at once', async () => {
    const { lane, ids } = await fill(Array.from({ length: 40 }, (_, index) => index));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim({ lane, limit: 4 })));
    const taken = claims.flat().map(({ id }) => id);
    expect(new Set(taken).size).toBe(taken.length);
    const rest = await claim({ lane, limit: 100 });
    expect([...taken, ...rest.map(({ id }) => id)].sort()).toEqual([...ids].sort());
  });

  it('takes a row whose lease has ended, after which the first lease moves nothing', async () => {
    const { lane, ids } = await fill([1]);
    const id = ids[0]!;
    const [lost] = await claim({ lane, lease: 'lost', leaseMs: -1 });
    const [held] = await claim({ lane, lease: 'held' });
    expect([lost?.id, held?.id]).toEqual([id, id]);
    expect(held?.tries).toBe(2);
    const move = (lease: string) =>
      store().run(() => moveTask({ id, from: 'accepted', to: 'preparing', lease, lane: 'work' }));
    expect(await move('lost')).toBeUndefined();
    expect(await store().run(() => renewLease(id, 'lost', 1000))).toBe('lost');
    expect(await store().run(() => putOff(id, 'lost', { dueInMs: 0 }))).toBe(false);
    expect(await move('held')).toMatchObject({ state: 'preparing', lease: undefined, tries: 0 });
  });

  it('keeps a lease that is renewed in time, and tells of a wish to cancel', async () => {
    const { lane, ids } = await fill([1]);
    const renew = (leaseMs: number) => store().run(() => renewLease(ids[0]!, 'mine', leaseMs));
    await claim({ lane, lease: 'mine', leaseMs: 60_000 });
    expect(await renew(60_000)).toBe('kept');
    expect(await claim({ lane })).toEqual([]);
    await store().run(() => requestCancel('default', ids[0]!));
    expect(await renew(-1)).toBe('cancel');
    expect(await renew(60_000)).toBe('lost');
  });

  it('is given back by putting off, which keeps the tries unless there was headway', async () => {
    const { lane, ids } = await fill([1]);
    const id = ids[0]!;
    await claim({ lane, lease: 'a' });
    expect(await store().run(() => putOff(id, 'a', { dueInMs: 0 }))).toBe(true);
    expect(await claim({ lane, lease: 'b' })).toMatchObject([{ tries: 2 }]);
    expect(await store().run(() => putOff(id, 'b', { dueInMs: 0, madeHeadway: true }))).toBe(true);
    expect(await claim({ lane, lease: 'c' })).toMatchObject([{ tries: 1 }]);
    expect(await store().run(() => putOff(id, 'c', { dueInMs: 60_000 }))).toBe(true);
    expect(await claim({ lane })).toEqual([]);
  });

  it('tells how long until a lane has work', async () => {
    const { lane, ids } = await fill([1]);
    const nextDue = () => store().run(() => readNextDue(lane));
    expect(await nextDue()).toBe(0);
    await store().run(() => setDue(ids[0]!, Date.now() + 3_600_000));
    expect(Math.abs((await nextDue())! - 3_600_000)).toBeLessThan(60_000);
    expect(await store().run(() => readNextDue(randomUUID()))).toBeUndefined();
  });

  it('is given back whole when the owner of the file starts', async () => {
    const { lane, ids } = await fill([1, 2]);
    await claim({ lane, lease: 'dead' });
    expect(await store().run(releaseEveryLease)).toBeGreaterThanOrEqual(2);
    const row = await store().run(() => readTask('default', ids[0]!));
    expect(row?.lease).toBeUndefined();
    expect(await claim({ lane })).toHaveLength(2);
  });
});

function* setDue(id: string, dueAtMs: number): Operation<void> {
  yield sql`UPDATE tasks SET due_at = ${dueAtMs} WHERE id = ${id}`;
}
