import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../../../test/postgres.js';
import { NOW, sql, wake } from '../statement.js';
import type { Store } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { openPostgresStore } from './postgres-store.js';

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? postgres.missing : undefined;

describe.skipIf(missing !== undefined)(
  `a Postgres store${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let url: string;
    let store: Store;

    beforeAll(async () => {
      if ('missing' in postgres) return;
      url = await postgres.createDatabase();
      store = await openPostgresStore({ url });
    });

    afterAll(() => store.close());

    it('creates', async () => {
      const task = makeNewTask({ idempotency: { key: 'a', bodyHash: 'h', keepMs: 1000 } });
      expect(await store.createTask(task)).toEqual({ kind: 'created', taskId: task.id });
      const again = makeNewTask({ idempotency: { key: 'a', bodyHash: 'h', keepMs: 1000 } });
      expect(await store.createTask(again)).toEqual({ kind: 'replayed', taskId: task.id });
    });

    it('has one time within a transaction, in whole ms', async () => {
      const times = await store.run(function* () {
        const [first] = yield sql`SELECT ${NOW} AS at`;
        yield sql`SELECT pg_sleep(0.01)`;
        const [second] = yield sql`SELECT ${NOW} AS at`;
        return [first?.['at'], second?.['at']];
      });
      expect(times[0]).toBe(times[1]);
      expect(Number.isSafeInteger(times[0])).toBe(true);
    });

    it('wakes its own listeners and those of other processes, which hear nothing twice', async () => {
      const other = await openPostgresStore({ url });
      const heard = new Promise<string>((resolve) => other.onWake(resolve));
      const own: string[] = [];
      store.onWake((topic) => own.push(topic));
      await store.run(function* () {
        yield wake('news');
      });
      expect(own).toEqual(['news']);
      expect(await heard).toBe('news');
      await other.close();
    });
  },
);
