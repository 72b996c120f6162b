import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../../../test/postgres.js';
import type { NewTask } from '../operations/create-task.js';
import { listTasks } from '../operations/read-tasks.js';
import { NOW, type Operation, type Row, sql, wake } from '../statement.js';
import type { Store } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { claimTasksStatement } from './claim-tasks-statement.js';
import { openPostgresStore } from './postgres-store.js';

const postgres = await sharedPostgres();

describe.skipIf('missing' in postgres)('a Postgres store', () => {
  let url: string;
  let store: Store;

  beforeAll(async () => {
    if ('missing' in postgres) return;
    url = await postgres.createDatabase();
    store = await openPostgresStore({ url });
  });

  afterAll(() => store.close());

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

  it('answers with numbers where SQLite does, and refuses those that would be rounded', async () => {
    const row = (columns: ReturnType<typeof sql>) =>
      store.run(function* () {
        const [only] = yield sql`SELECT ${columns}`;
        return only;
      });
    const whole = await row(
      sql`9007199254740991::bigint AS a, sum(n) AS b, count(*) AS c, true AS d FROM (VALUES (2::bigint)) AS t (n)`,
    );
    expect(whole).toEqual({ a: Number.MAX_SAFE_INTEGER, b: 2, c: 1, d: 1 });
    await expect(row(sql`9007199254740993::bigint AS x`)).rejects.toMatchObject({ reason: 'broken' });
    expect(await row(sql`CAST(9007199254740993 AS TEXT) AS x`)).toEqual({ x: '9007199254740993' });
    await expect(row(sql`${0.5} AS x`)).rejects.toThrow(/bind text, null or a whole number/);
  });

  it('runs an operation again from its beginning when others undid it, and wakes once', async () => {
    let runs = 0;
    const topics: string[] = [];
    const stop = store.onWake((topic) => topics.push(topic));
    const task = makeNewTask({ accountId: 'undone' });
    await store.run(function* (): Operation<void> {
      runs += 1;
      yield wake(`run ${runs}`);
      yield sql`INSERT INTO accounts (id, created_at) VALUES (${task.id}, 0)`;
      if (runs < 3) yield sql`DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END $$`;
    });
    stop();
    expect([runs, topics]).toEqual([3, ['run 3']]);
  });

  it('leaves a connection clean after an operation that throws', async () => {
    const narrow = await openPostgresStore({ url, poolMax: 1 });
    const spoil = narrow.run(function* () {
      yield sql`INSERT INTO accounts (id, created_at) VALUES ('spoilt', 0)`;
      throw new Error('of its own');
    });
    await expect(spoil).rejects.toThrow('of its own');
    const left = await narrow.run(function* (): Operation<number> {
      return (yield sql`SELECT id FROM accounts WHERE id = 'spoilt'`).length;
    });
    expect(left).toBe(0);
    await narrow.close();
  });

  it('goes on without names where a pooler loses them', async () => {
    const pooled = await openPostgresStore({ url, poolMax: 1 });
    const create = () => pooled.createTask(makeNewTask({ accountId: 'pooled' }));
    await create();
    // What PgBouncer amounts to in transaction mode: the next transaction is on a server connection that knows no names.
    await pooled.run(function* () {
      yield sql`DEALLOCATE ALL`;
    });
    expect(await create()).toMatchObject({ kind: 'created' });
    const { total } = await pooled.run(() => listTasks('pooled', { page: 1, size: 1 }));
    expect(total).toBe(2);
    await pooled.close();
  });

  it.each([
    ['turn', 'tasks_in_turn'],
    ['due', 'tasks_due'],
  ] as const)('claims by %s along the index %s', async (order, index) => {
    const claim = claimTasksStatement({ lane: 'start', order, limit: 10, lease: 'x', leaseMs: 1000 });
    const plan = await store.run(function* (): Operation<string> {
      // An empty table is always read whole; what counts is that the index can serve, in order.
      for (const way of ['seqscan', 'bitmapscan', 'sort']) {
        yield sql([`SET LOCAL enable_${way} = off`] as unknown as TemplateStringsArray);
      }
      return (yield sql`EXPLAIN ${claim}`).map((row) => String(row['QUERY PLAN'])).join('\n');
    });
    expect(plan).toContain(`using ${index}`);
    expect(plan).not.toContain('Sort');
  });

  it('makes a statement of creates that come together, and each keeps an outcome of its own', async () => {
    const accountId = 'together';
    const idempotency = { key: 'first', bodyHash: 'body', keepMs: 60_000 };
    const facts = { accountId, idempotency };
    const there = makeNewTask(facts);
    await store.createTask(there);
    const tasks = Array.from({ length: 30 }, (_, ordinal) =>
      makeNewTask({
        ...facts,
        idempotency: { ...idempotency, key: `key ${ordinal}` },
        reference: `"${ordinal}" 𝄞 \ud800`,
      }),
    );
    const created = tasks.map(({ id }) => ({ status: 'fulfilled', value: { kind: 'created', taskId: id } }));
    const outcomesOf = (asked: readonly NewTask[]) => Promise.allSettled(asked.map((task) => store.createTask(task)));
    expect(await outcomesOf(tasks)).toEqual(created);
    const [found] = await store.run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT count(DISTINCT CAST(xmin AS TEXT)) AS commits FROM tasks WHERE account_id = ${accountId}`;
    });
    expect(found?.['commits']).toBeLessThan(10);
    const kept = await store.run(() => listTasks(accountId, { page: 1, size: 100 }));
    expect(kept.tasks.map(({ reference }) => reference)).toContain('"29" 𝄞 \ufffd');

    const twin = makeNewTask({ id: there.id, accountId });
    const mismatch = makeNewTask({ ...facts, idempotency: { ...idempotency, bodyHash: 'other' } });
    const more = Array.from({ length: 5 }, () => makeNewTask({ accountId }));
    expect(await outcomesOf([...more, twin, makeNewTask(facts), mismatch])).toMatchObject([
      ...more.map(({ id }) => ({ status: 'fulfilled', value: { kind: 'created', taskId: id } })),
      { status: 'rejected', reason: { reason: 'broken' } },
      { status: 'fulfilled', value: { kind: 'replayed', taskId: there.id } },
      { status: 'fulfilled', value: { kind: 'mismatch' } },
    ]);
  });

  it('wakes its own listeners at once and other processes soon, each once', async () => {
    const other = await openPostgresStore({ url });
    const heard: string[] = [];
    const last = new Promise<void>((resolve) => {
      other.onWake((topic) => {
        heard.push(topic);
        if (topic === 'last') resolve();
      });
    });
    const own: string[] = [];
    const stop = store.onWake((topic) => own.push(topic));
    const topics = Array.from({ length: 500 }, (_, count) => `topic ${count} ${'é'.repeat(40)}`);
    await store.run(function* () {
      for (const topic of [...topics, 'last']) yield wake(topic);
    });
    expect(own).toEqual([...topics, 'last']);
    await last;
    expect(heard).toEqual(own);
    expect(own).toHaveLength(501);
    stop();
    await other.close();
  });

  it('refuses a backup and names the tool for it', async () => {
    await expect(store.backup('/tmp/x')).rejects.toThrow(/pg_dump/);
  });

  it('lets what was asked end when it is closed, and refuses what comes after', async () => {
    const closing = await openPostgresStore({ url, poolMax: 1 });
    const asked = Array.from({ length: 5 }, () => closing.createTask(makeNewTask()));
    const closed = closing.close();
    await expect(closing.createTask(makeNewTask())).rejects.toMatchObject({ reason: 'closed' });
    await closed;
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'created'));
  });
});
