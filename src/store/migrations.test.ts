import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../../test/postgres.js';
import { findPendingMigrations, type Migration, MIGRATIONS } from './migrations.js';
import { migrateDatabase, migratePostgres } from './postgres/migrate-postgres.js';
import { openPostgresStore } from './postgres/postgres-store.js';
import { SqliteConnection } from './sqlite/connection.js';
import { migrateSqlite } from './sqlite/migrate-sqlite.js';
import { openSqliteStore } from './sqlite/sqlite-store.js';
import { sql } from './statement.js';

const GOOD: Migration = {
  id: '0001-good',
  statements: ['CREATE TABLE good (id BIGINT)', 'INSERT INTO good VALUES (1)'],
};
const BAD: Migration = {
  id: '0002-bad',
  statements: ['INSERT INTO good VALUES (2)', 'INSERT INTO nowhere VALUES (1)'],
};
const MENDED: Migration = { ...BAD, statements: ['INSERT INTO good VALUES (2)'] };
const ADDED: Migration = { id: '9998-expand-added', statements: ['ALTER TABLE good ADD COLUMN note TEXT'] };
const NEWER: Migration = { id: '9999-newer', statements: ['CREATE TABLE newer (id BIGINT)'] };

/** What in a step would break a process that knows only the steps before it. */
function findNarrowing({ id, statements }: Migration): string[] {
  const made = statements.flatMap((text) => /^\s*CREATE TABLE (\w+)/.exec(text)?.[1] ?? []);
  return statements
    .filter((text) => {
      const table = /^\s*CREATE UNIQUE INDEX \w+\s+ON (\w+)/.exec(text)?.[1];
      if (table !== undefined) return !made.includes(table);
      if (/^\s*CREATE (TABLE|INDEX) \w+/.test(text)) return false;
      const column = /^\s*ALTER TABLE \w+ ADD COLUMN \w+ \w+(.*)$/s.exec(text)?.[1];
      return (
        column === undefined ||
        (column.includes('NOT NULL') && !column.includes('DEFAULT')) ||
        /UNIQUE|CHECK/.test(column)
      );
    })
    .map((text) => `${id}: ${text.slice(0, 80)}`);
}

const postgres = await sharedPostgres();

describe('the steps', () => {
  it('are in order, and each has an id of its own', () => {
    const ids = MIGRATIONS.map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual(ids);
  });

  it('that are left are those the database has not had', () => {
    expect(findPendingMigrations([], [GOOD, BAD])).toEqual([GOOD, BAD]);
    expect(findPendingMigrations([GOOD.id], [GOOD, BAD])).toEqual([BAD]);
  });

  it('of a newer version are refused, with what to do', () => {
    expect(() => findPendingMigrations([GOOD.id, NEWER.id], [GOOD])).toThrow(/9999-newer.*run the newer version/);
  });

  it('of a newer version that only add are gone on with, so that both versions may work at once', () => {
    expect(findPendingMigrations([GOOD.id, ADDED.id], [GOOD])).toEqual([]);
  });

  it('are named for what they do to the version before: they expand, or a release later contract', () => {
    const named = MIGRATIONS.map(({ id }) => id).filter((id) => id > '0007');
    expect(named.filter((id) => !/^\d{4}-(expand|contract)-[a-z-]+$/.test(id))).toEqual([]);
  });

  it('that expand leave everything that the version before reads and writes', () => {
    const all = MIGRATIONS.filter(({ id }) => !id.includes('-contract-'));
    expect(all.flatMap(findNarrowing)).toEqual([]);
    const bad = (text: string): string[] => findNarrowing({ id: '0007-expand-x', statements: [text] });
    expect(bad('ALTER TABLE tasks DROP COLUMN lane')).toHaveLength(1);
    expect(bad('ALTER TABLE tasks RENAME COLUMN lane TO road')).toHaveLength(1);
    expect(bad('ALTER TABLE tasks ADD COLUMN lane TEXT NOT NULL')).toHaveLength(1);
    expect(bad('CREATE UNIQUE INDEX one ON tasks (turn)')).toHaveLength(1);
    expect(bad("ALTER TABLE tasks ADD COLUMN lane TEXT NOT NULL DEFAULT ''")).toEqual([]);
  });
});

describe('on SQLite', () => {
  let file: string;

  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), 'firstframe-migrate-')), 'firstframe.db');
  });
  afterEach(() => rmSync(path.dirname(file), { recursive: true, force: true }));

  it('a step that fails leaves nothing, and the next start goes on from there', () => {
    const connection = new SqliteConnection({ path: file });
    const count = () => connection.run(sql`SELECT count(*) AS rows FROM good`, 0)[0]?.['rows'];
    expect(() => migrateSqlite(connection, 0, [GOOD, BAD])).toThrow(/nowhere/);
    expect(count()).toBe(1);
    expect(migrateSqlite(connection, 0, [GOOD, MENDED])).toEqual([MENDED.id]);
    migrateSqlite(connection, 0, [GOOD, MENDED]);
    expect(count()).toBe(2);
    connection.close();
  });

  it('a file from a newer version is not opened', async () => {
    const connection = new SqliteConnection({ path: file });
    migrateSqlite(connection, 0, [...MIGRATIONS, NEWER]);
    connection.close();
    await expect(openSqliteStore({ path: file })).rejects.toMatchObject({ name: 'StoreError', reason: 'broken' });
  });
});

describe.skipIf('missing' in postgres)('on Postgres', () => {
  let url: string;
  let pool: Pool;

  beforeEach(async () => {
    url = 'missing' in postgres ? '' : await postgres.createDatabase();
    pool = new Pool({ connectionString: url });
  });
  afterEach(() => pool.end());

  it('a step that fails leaves nothing, and the next start goes on from there', async () => {
    const count = async () => (await pool.query<{ n: string }>('SELECT count(*) AS n FROM good')).rows[0]?.n;
    await expect(migratePostgres(pool, [GOOD, BAD])).rejects.toThrow(/nowhere/);
    expect(await count()).toBe('1');
    await migratePostgres(pool, [GOOD, MENDED]);
    expect(await count()).toBe('2');
  });

  it('are applied by themselves, and said, once', async () => {
    expect(await migrateDatabase(url)).toEqual(MIGRATIONS.map(({ id }) => id));
    expect(await migrateDatabase(url)).toEqual([]);
  });

  it('each leaves the columns that were there, as they were', async () => {
    const columns = async () => {
      const text = `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'`;
      return (await pool.query(text)).rows.map((row) => JSON.stringify(row));
    };
    for (let count = 1; count <= MIGRATIONS.length; count += 1) {
      const before = await columns();
      const upTo = MIGRATIONS.slice(0, count);
      await migratePostgres(pool, upTo);
      if (upTo.at(-1)?.id.includes('-contract-') === true) continue;
      expect(await columns()).toEqual(expect.arrayContaining(before));
    }
  });

  it('a step waits for who reads a table, and keeps nobody else from reading it', async () => {
    await migratePostgres(pool, [GOOD]);
    const reader = await pool.connect();
    await reader.query('BEGIN; SELECT * FROM good');
    const pace = { lockMs: 100, pauseMs: 100, patienceMs: 60_000 };
    const migrating = migratePostgres(pool, [GOOD, ADDED], pace);
    // A step that stood in line for all that time would be before them.
    for (let reads = 0; reads < 20; reads += 1) {
      expect((await pool.query('SELECT pg_sleep(0.02), * FROM good')).rows).toHaveLength(1);
    }
    expect((await pool.query(`SELECT id FROM migrations`)).rows).toEqual([{ id: GOOD.id }]);
    await reader.query('COMMIT');
    reader.release();
    expect(await migrating).toEqual([ADDED.id]);
  });

  it('a step that no reader lets through is given up, and leaves nothing', async () => {
    await migratePostgres(pool, [GOOD]);
    const reader = await pool.connect();
    await reader.query('BEGIN; SELECT * FROM good');
    const pace = { lockMs: 20, pauseMs: 5, patienceMs: 50 };
    await expect(migratePostgres(pool, [GOOD, ADDED], pace)).rejects.toMatchObject({ code: '55P03' });
    await reader.query('COMMIT');
    reader.release();
    expect(await migratePostgres(pool, [GOOD, ADDED], pace)).toEqual([ADDED.id]);
  });

  it('processes that start at once take turns', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url, poolMax: 2 })));
    const { rows } = await pool.query('SELECT id FROM migrations ORDER BY id');
    expect(rows).toEqual(MIGRATIONS.map(({ id }) => ({ id })));
    await Promise.all(stores.map((store) => store.close()));
  });

  it('a database from a newer version is not opened', async () => {
    await migratePostgres(pool, [...MIGRATIONS, NEWER]);
    await expect(openPostgresStore({ url })).rejects.toMatchObject({ name: 'StoreError', reason: 'broken' });
  });
});
