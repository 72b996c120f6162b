import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../../test/postgres.js';
import { findPendingMigrations, type Migration, MIGRATIONS } from './migrations.js';
import { migratePostgres } from './postgres/migrate-postgres.js';
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
const NEWER: Migration = { id: '9999-newer', statements: ['CREATE TABLE newer (id BIGINT)'] };

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
    migrateSqlite(connection, 0, [GOOD, MENDED]);
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
