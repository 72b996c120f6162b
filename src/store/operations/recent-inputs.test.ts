import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import type { Store } from '../store.js';
import { type Operation, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { noteInput } from './recent-inputs.js';

const WITHIN_MS = 600_000;

onEachStore((store) => {
  const note = (accountId: string, taskId: string, inputHash = 'hash'): Promise<string | undefined> =>
    store().run(() => noteInput({ accountId, inputHash, taskId, withinMs: WITHIN_MS }));

  /** Notes an input and makes its task, as a create does. */
  async function create(accountId: string, to: Store = store()): Promise<[id: string, first: string | undefined]> {
    const task = makeNewTask({ accountId });
    const first = await note(accountId, task.id);
    await to.createTask(task);
    return [task.id, first];
  }

  const change = (statement: ReturnType<typeof sql>): Promise<void> =>
    store().run(function* (): Operation<void> {
      yield statement;
    });

  it('names the first task of an input, and of its own account alone', async () => {
    const [first, none] = await create('noted');
    expect(none).toBeUndefined();
    expect((await create('noted'))[1]).toBe(first);
    expect((await create('noted'))[1]).toBe(first);
    expect(await note('noted', 'x', 'another hash')).toBeUndefined();
    expect(await note('somebody else', 'x')).toBeUndefined();
  });

  it('forgets what is older, and keeps no row of it', async () => {
    const [first] = await create('late');
    await change(sql`UPDATE recent_inputs SET at = at - CAST(${WITHIN_MS} AS BIGINT) WHERE account_id = 'late'`);
    const [second, none] = await create('late');
    expect(none).toBeUndefined();
    expect(second).not.toBe(first);
    expect((await create('late'))[1]).toBe(second);
    await change(sql`UPDATE recent_inputs SET at = at - CAST(${WITHIN_MS} AS BIGINT) WHERE account_id = 'late'`);
    await note('whoever comes next', 'x');
    const left = await store().run(function* (): Operation<number> {
      return (yield sql`SELECT task_id FROM recent_inputs WHERE account_id = 'late'`).length;
    });
    expect(left).toBe(0);
  });

  it('takes one that failed, was cancelled, or was never made, for none', async () => {
    expect(await note('made never', 'tk-1')).toBeUndefined();
    expect(await note('made never', 'tk-2')).toBeUndefined();
    for (const state of ['failed', 'cancelled']) {
      const [id] = await create(state);
      await change(sql`UPDATE tasks SET state = ${state} WHERE id = ${id}`);
      expect((await create(state))[1]).toBeUndefined();
    }
  });
});
