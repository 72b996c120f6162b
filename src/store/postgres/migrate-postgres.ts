import type { ClientBase, Pool } from 'pg';
import { findPendingMigrations, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from '../migrations.js';

/** Which lock nodes that start at once take turns by: any number, but always the same ("firstfrm" in ASCII). */
const LOCK = '7379544092929945197';

/**
 * Brings the schema up to date, each step in a transaction of its own. Several nodes may start at once: the lock is held until the end
 * of a transaction, so that it also holds behind a pooler in transaction mode.
 */
export async function migratePostgres(pool: Pool, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    while (await applyNext(client, migrations));
    isUsable = true;
  } finally {
    client.release(!isUsable);
  }
}

async function applyNext(client: ClientBase, migrations: readonly Migration[]): Promise<boolean> {
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
    return next !== undefined;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
