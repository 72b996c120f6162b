import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { type Operation, sql } from '../statement.js';
import { readFigures } from './figures.js';
import { reserve, settleMoney } from './money.js';

onEachStore((store) => {
  it('counts what is open, what is held and why, what is owed, and what the day has cost', async () => {
    for (const lane of ['local', 'local', 'held', '']) {
      const task = makeNewTask({ lane: 'local' });
      await store().createTask(task);
      await store().run(function* (): Operation<void> {
        const state = lane === '' ? 'succeeded' : lane === 'held' ? 'held' : 'accepted';
        const hold = lane === 'held' ? '{"reason":"budget"}' : null;
        yield sql`UPDATE tasks SET lane = ${lane}, state = ${state}, hold = ${hold} WHERE id = ${task.id}`;
        yield sql`
          INSERT INTO deliveries (id, account_id, task_id, seq, url, origin, body, state, tries, due_at, created_at)
          VALUES (${randomUUID()}, ${randomUUID()}, ${task.id}, 1, 'u', 'o', '{}', ${lane === '' ? 'delivered' : 'pending'}, 0, 1, 1)`;
      });
    }
    const attempt = async (microUsd: number | undefined): Promise<void> => {
      const attemptId = randomUUID();
      const money = { attemptId, taskId: randomUUID(), accountId: 'default', keyId: 'k', model: 'm', provider: 'ark' };
      await store().run(() => reserve({ ...money, microUsd: 700_000, basis: 'b' }));
      const end =
        microUsd === undefined ? ({ kind: 'release' } as const) : ({ kind: 'settle', microUsd, basis: 'b' } as const);
      await store().run(() => settleMoney(attemptId, end));
    };
    await attempt(650_000);
    await attempt(undefined);
    const { tasks, holds, deliveries, spent } = await store().run(() => readFigures(Date.now() - 3_600_000));
    expect(tasks.map(({ state, count }) => [state, count]).sort()).toEqual([
      ['accepted', 2],
      ['held', 1],
    ]);
    for (const { oldestAtMs } of tasks) expect(Math.abs(oldestAtMs - Date.now())).toBeLessThan(60_000);
    expect(holds).toEqual([{ reason: 'budget', count: 1 }]);
    expect(deliveries).toEqual([{ state: 'pending', count: 3 }]);
    expect(spent).toEqual([{ provider: 'ark', microUsd: 650_000 }]);
  });
});
