import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import type { NewTask } from './create-task.js';
import { insertEvent, readEvents } from './events.js';
import { countOpenTasks, countTasksByState, listTasks, type PageRequest, readReport, readTask } from './read-tasks.js';

onEachStore((store) => {
  /** Tasks of an account of its own, in the order they were made. */
  async function make(count: number, facts: Partial<NewTask> = {}) {
    const accountId = facts.accountId ?? randomUUID();
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) {
      const task = makeNewTask({ id: `tk-${accountId}-${String(ids.length).padStart(3, '0')}`, ...facts, accountId });
      await store().createTask(task);
      ids.push(task.id);
    }
    return { accountId, ids };
  }

  it('lists newest first, page by page, with the number of all', async () => {
    const { accountId, ids } = await make(5);
    const page = async (request: PageRequest) => {
      const { total, tasks } = await store().run(() => listTasks(accountId, request));
      return { total, ids: tasks.map(({ id }) => id) };
    };
    expect(await page({ page: 1, size: 2 })).toEqual({ total: 5, ids: [ids[4], ids[3]] });
    expect(await page({ page: 3, size: 2 })).toEqual({ total: 5, ids: [ids[0]] });
    expect(await page({ page: 4, size: 2 })).toEqual({ total: 5, ids: [] });
    expect(await page({ page: 1, size: 0 })).toEqual({ total: 5, ids: [] });
  });

  it('lists by reference, of the account alone', async () => {
    const { accountId } = await make(2);
    const named = makeNewTask({ accountId, reference: 'order' });
    await store().createTask(named);
    await store().createTask(makeNewTask({ accountId: randomUUID(), reference: 'order' }));
    const found = await store().run(() => listTasks(accountId, { page: 1, size: 10, reference: 'order' }));
    expect(found).toMatchObject({ total: 1, tasks: [{ id: named.id }] });
    expect(await store().run(() => listTasks(accountId, { page: 1, size: 10, reference: '' }))).toMatchObject({
      total: 0,
    });
  });

  it('shows a task, its events and its report to no other account', async () => {
    const { ids } = await make(1);
    const other = randomUUID();
    expect(await store().run(() => readTask(other, ids[0]!))).toBeUndefined();
    expect(await store().run(() => readReport(other, ids[0]!))).toBeUndefined();
    expect(await store().run(() => readEvents(other, ids[0]!, 0))).toEqual([]);
  });

  it('reads what happened after a seq, in order, five hundred at a time', async () => {
    const { accountId, ids } = await make(1);
    const taskId = ids[0]!;
    await store().run(function* () {
      for (let seq = 601; seq >= 2; seq -= 1) {
        yield* insertEvent({ taskId, seq, accountId, kind: 'verdict', data: JSON.stringify({ seq }) });
      }
    });
    const after = async (seq: number) =>
      (await store().run(() => readEvents(accountId, taskId, seq))).map((e) => e.seq);
    expect(await after(598)).toEqual([599, 600, 601]);
    expect(await after(601)).toEqual([]);
    expect(await after(0)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  it('counts by state, and what has not ended', async () => {
    const before = await store().run(countTasksByState);
    const openBefore = await store().run(countOpenTasks);
    await make(3);
    const after = await store().run(countTasksByState);
    expect((after.get('accepted') ?? 0) - (before.get('accepted') ?? 0)).toBe(3);
    expect((await store().run(countOpenTasks)) - openBefore).toBe(3);
  });
});
