import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTask } from '../operations/read-tasks.js';
import { NOW, type Operation, sql, wake } from '../statement.js';
import { type Store, StoreError } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.js';

let folder: string;
let file: string;
let store: Store;

/** Opens the file of this test, which is closed with it. */
async function open(options: Omit<SqliteStoreOptions, 'path'> = {}): Promise<Store> {
  store = await openSqliteStore({ path: file, ...options });
  return store;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-store-'));
  file = path.join(folder, 'data', 'firstframe.db');
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a group', () => {
  it('shares one commit', async () => {
    const texts: string[] = [];
    await open({ onStatement: (text) => texts.push(text) });
    texts.length = 0;
    await Promise.all([1, 2, 3].map((turn) => store.createTask(makeNewTask({ turn }))));
    expect(texts.filter((text) => text === 'COMMIT')).toHaveLength(1);
    expect(texts.filter((text) => text === 'SAVEPOINT one')).toHaveLength(3);
  });

  it('waits for who comes a turn later, and for nobody who never stops coming', async () => {
    const texts: string[] = [];
    await open({ onStatement: (text) => texts.push(text) });
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const createOneATurn = async (count: number): Promise<number> => {
      texts.length = 0;
      const created: Promise<unknown>[] = [];
      for (let at = 0; at < count; at += 1) {
        created.push(store.createTask(makeNewTask()));
        await turn();
      }
      await Promise.all(created);
      return texts.filter((text) => text === 'COMMIT').length;
    };
    expect(await createOneATurn(8)).toBe(1);
    expect(await createOneATurn(100)).toBeGreaterThan(1);
  });

  it('loses only the operation that throws', async () => {
    await open();
    const before = makeNewTask();
    const doomed = makeNewTask();
    const after = makeNewTask();
    const fails = function* (): Operation<void> {
      yield sql`UPDATE tasks SET model = 'spoilt'`;
      throw new Error('of its own');
    };
    const endings = await Promise.allSettled([
      store.createTask(before),
      store.run(fails),
      store.createTask(after),
      store.run(function* () {
        yield sql`INSERT INTO nowhere (id) VALUES (${doomed.id})`;
      }),
    ]);
    expect(endings.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(endings[1]).toMatchObject({ reason: { message: 'of its own' } });
    expect(endings[3]).toMatchObject({ reason: { name: 'StoreError', reason: 'broken' } });
    for (const { id, accountId, model } of [before, after]) {
      expect(await store.run(() => readTask(accountId, id))).toMatchObject({ model });
    }
  });

  it('has one time', async () => {
    let nowMs = 1000;
    await open({ nowMs: () => (nowMs += 1) });
    const times = await Promise.all(
      [1, 2].map(() =>
        store.run(function* () {
          const [row] = yield sql`SELECT ${NOW} AS at`;
          return row?.['at'];
        }),
      ),
    );
    expect(times[0]).toBe(times[1]);
  });

  it('wakes after its commit, and not for what was undone', async () => {
    const seen: string[] = [];
    await open({ onStatement: (text) => seen.push(text) });
    store.onWake((topic) => seen.push(`wake ${topic}`));
    const undone = store.run(function* () {
      yield wake('never');
      throw new Error('undone');
    });
    const done = store.run(function* () {
      yield wake('once');
      yield wake('once');
    });
    await Promise.allSettled([undone, done]);
    expect(seen.slice(-2)).toEqual(['COMMIT', 'wake once']);
    expect(seen).not.toContain('wake never');
  });

  it('rejects as a whole when its commit fails, and the next one is well', async () => {
    let failing = false;
    await open({
      onStatement: (text) => {
        if (failing && text === 'COMMIT') throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' });
      },
    });
    failing = true;
    const task = makeNewTask();
    const endings = await Promise.allSettled([store.createTask(task), store.createTask(makeNewTask())]);
    expect(endings.map((ending) => (ending.status === 'rejected' ? (ending.reason as unknown) : undefined))).toEqual([
      expect.objectContaining({ reason: 'full' }),
      expect.objectContaining({ reason: 'full' }),
    ]);
    failing = false;
    expect(await store.run(() => readTask(task.accountId, task.id))).toBeUndefined();
    expect(await store.createTask(task)).toEqual({ kind: 'created', taskId: task.id });
  });
});

it.each([
  ['turn', 'tasks_in_turn'],
  ['due', 'tasks_due'],
] as const)('a claim by %s goes along the index %s and sorts nothing', async (order, index) => {
  const texts: string[] = [];
  await open({ onStatement: (text) => texts.push(text) });
  await store.claimTasks({ lane: 'start', order, limit: 10, lease: 'x', leaseMs: 1000 });
  // Of the choice alone: SQLite counts an explained UPDATE as one in progress, and commits nothing more.
  const chosen = texts.map((text) => /SELECT id FROM tasks[^)]*/.exec(text)?.[0]).find((text) => text !== undefined);
  const plan = await store.run(function* (): Operation<string> {
    const rows = yield sql([`EXPLAIN QUERY PLAN ${chosen}`] as unknown as TemplateStringsArray);
    return rows.map((row) => String(row['detail'])).join('\n');
  });
  expect(plan).toContain(`USING INDEX ${index}`);
  expect(plan).not.toContain('TEMP B-TREE');
});

describe('trouble', () => {
  const limitPages = (pages: number) =>
    store.run(function* () {
      yield sql([`PRAGMA max_page_count = ${pages}`] as unknown as TemplateStringsArray);
    });

  it('of room takes only who needs it, and passes', async () => {
    await open();
    await limitPages(1);
    const large = makeNewTask({ input: JSON.stringify({ prompt: 'x'.repeat(100_000) }) });
    const [refused, read] = await Promise.allSettled([
      store.createTask(large),
      store.run(() => readTask(large.accountId, large.id)),
    ]);
    expect(refused).toMatchObject({ reason: { name: 'StoreError', reason: 'full' } });
    expect(read).toEqual({ status: 'fulfilled', value: undefined });
    await limitPages(2 ** 30);
    expect(await store.createTask(large)).toMatchObject({ kind: 'created' });
  });

  it('with a stranger who holds the file is `unavailable` while it lasts', async () => {
    await open();
    const stranger = new Database(file);
    stranger.exec('BEGIN IMMEDIATE');
    const task = makeNewTask();
    await expect(store.createTask(task)).rejects.toMatchObject({ reason: 'unavailable' });
    stranger.exec('ROLLBACK');
    stranger.close();
    expect(await store.createTask(task)).toMatchObject({ kind: 'created' });
  });

  it('that ends the whole group is told to each of it, and the next one is well', async () => {
    await open();
    const before = makeNewTask();
    const endings = await Promise.allSettled([
      store.createTask(before),
      store.run(function* () {
        yield sql`ROLLBACK`;
        throw new Error('all is gone');
      }),
      store.createTask(makeNewTask()),
    ]);
    expect(endings.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(endings[0]).toMatchObject({ reason: { name: 'StoreError' } });
    expect(await store.run(() => readTask(before.accountId, before.id))).toBeUndefined();
  });
});

describe('a value', () => {
  it('keeps its type on the way in and out', async () => {
    await open();
    const row = await store.run(function* () {
      const [only] = yield sql`SELECT ${7} AS whole, typeof(${7}) AS kind, ${'x'} AS word, ${null} AS empty`;
      return only;
    });
    expect(row).toEqual({ whole: 7, kind: 'integer', word: 'x', empty: null });
  });

  it.each([0.5, 2 ** 53, Number.NaN, true as unknown as number, undefined as unknown as null])(
    'that is %s is refused before the database sees it',
    async (value) => {
      await open();
      const asked = store.run(function* () {
        yield sql`SELECT ${value} AS x`;
      });
      await expect(asked).rejects.toThrow(/bind text, null or a whole number/);
    },
  );

  it('beyond 2^53 is refused on the way out, but for text', async () => {
    await open();
    const read = (column: ReturnType<typeof sql>) =>
      store.run(function* () {
        const [row] = yield sql`SELECT ${column} AS x`;
        return row?.['x'];
      });
    await expect(read(sql`9007199254740993`)).rejects.toThrow(/select it as text/);
    expect(await read(sql`CAST(9007199254740993 AS TEXT)`)).toBe('9007199254740993');
    expect(await read(sql`9007199254740991`)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('the files', () => {
  it('are for their owner alone', async () => {
    await open();
    await store.createTask(makeNewTask());
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777, suffix).toBe(0o600);
  });

  it('refuse everything after close, which lets what was asked end', async () => {
    await open();
    const task = makeNewTask();
    const asked = store.createTask(task);
    await store.close();
    expect(await asked).toMatchObject({ kind: 'created' });
    await expect(store.run(() => readTask(task.accountId, task.id))).rejects.toMatchObject({ reason: 'closed' });
    await open();
    expect(await store.run(() => readTask(task.accountId, task.id))).toMatchObject({ id: task.id });
  });

  it('are copied whole by a backup, which takes no place of another file', async () => {
    await open();
    const task = makeNewTask();
    await store.createTask(task);
    const copy = path.join(folder, "it's a copy.db");
    await store.backup(copy);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await expect(store.backup(copy)).rejects.toBeInstanceOf(StoreError);
    const last = store.backup(`${copy}-at-the-end`);
    await store.close();
    await last;
    file = copy;
    await open();
    expect(await store.run(() => readTask(task.accountId, task.id))).toMatchObject({ id: task.id });
  });
});
