import { type ClientBase, Pool } from 'pg';
import { findPendingMigrations, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from '../migrations.js';
import { toStoreError } from './postgres-failure.js';

/** Which lock nodes that start at once take turns by: any number, but always the same ("firstfrm" in ASCII). */
const LOCK = '7379544092929945197';

/**
 * Brings the schema up to date, each step in a transaction of its own. Several nodes may start at once: the lock is held until the end
 * of a transaction, so that it also holds behind a pooler in transaction mode. Answers with the steps that were applied here.
 */
export async function migratePostgres(
  pool: Pool,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  const client = await pool.connect();
  const applied: string[] = [];
  let isUsable = false;
  try {
    for (;;) {
      const id = await applyNext(client, migrations);
      if (id === undefined) break;
      applied.push(id);
    }
    isUsable = true;
    return applied;
  } finally {
    client.release(!isUsable);
  }
}

/**
 * Brings the schema of a database up to date by itself, with all the time that takes: an index on a large table needs minutes, and a
 * store that is opened allows a statement half of one. Answers with the steps that were applied.
 * @throws StoreError
 */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: url, application_name: 'firstframe', max: 1, keepAlive: true });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    return await migratePostgres(pool);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await pool.end();
  }
}

async function applyNext(client: ClientBase, migrations: readonly Migration[]): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<{ readonly id: string }>('SELECT id FROM migrations');
    const [next] = findPendingMigrations(
      rows.map(({ id }) => id),
      migrations,
    );
    if (next !== undefined) {
      for (const statement of next.statements) await client.query(statement);
      const note = `INSERT INTO migrations (id, applied_at) VALUES ($1, floor(extract(epoch FROM now()) * 1000)::bigint)`;
      await client.query(note, [next.id]);
    }
    await client.query('COMMIT');
    return next?.id;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
