import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { type Operation, type Row, sql } from '../statement.js';
import { endPause, listPauses, setPause } from './pauses.js';

onEachStore((store) => {
  const ofRoute = (route: string) => ({ accountId: '', route, model: '' });

  it('is there until it is ended, by exactly what it is of', async () => {
    const route = randomUUID();
    const set = (reason: string) => store().run(() => setPause({ ...ofRoute(route), reason, keyId: 'key' }));
    expect(await set('they are down')).toBeUndefined();
    expect(await set('still down')).toMatchObject({ reason: 'they are down' });
    const found = (await store().run(listPauses)).filter((one) => one.route === route);
    expect(found).toMatchObject([{ ...ofRoute(route), reason: 'still down', keyId: 'key' }]);
    expect(await store().run(() => endPause({ ...ofRoute(route), accountId: 'team' }))).toBeUndefined();
    expect(await store().run(() => endPause(ofRoute(route)))).toMatchObject({ reason: 'still down' });
    expect(await store().run(() => endPause(ofRoute(route)))).toBeUndefined();
  });

  it('wakes what waits when it is ended, and says so to every process', async () => {
    const task = makeNewTask({ accountId: randomUUID() });
    await store().createTask(task);
    await store().run(function* (): Operation<void> {
      yield sql`
        UPDATE tasks SET state = 'submitting', lane = 'submit', due_at = due_at + CAST(30000 AS BIGINT) WHERE id = ${task.id}`;
    });
    const route = randomUUID();
    await store().run(() => setPause({ ...ofRoute(route), reason: 'a test', keyId: 'key' }));
    const topics: string[] = [];
    const stop = store().onWake((topic) => topics.push(topic));
    await store().run(() => endPause(ofRoute(route)));
    stop();
    const [row] = await store().run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT due_at FROM tasks WHERE id = ${task.id}`;
    });
    expect(Number(row?.['due_at'])).toBeLessThan(Date.now() + 10_000);
    expect(topics).toEqual(expect.arrayContaining(['pauses', 'lane:submit']));
  });
});
