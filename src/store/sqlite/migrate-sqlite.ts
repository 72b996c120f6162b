import { findPendingMigrations, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from '../migrations.js';
import { sql } from '../statement.js';
import type { SqliteConnection } from './connection.js';

/** Brings the schema up to date, each step in a transaction of its own: a process that dies on the way goes on from there. Answers with the steps that were applied now. */
export function migrateSqlite(
  connection: SqliteConnection,
  nowMs: number,
  migrations: readonly Migration[] = MIGRATIONS,
): readonly string[] {
  connection.execute(MIGRATIONS_TABLE);
  const applied = connection.run(sql`SELECT id FROM migrations`, nowMs).map((row) => String(row['id']));
  const pending = findPendingMigrations(applied, migrations);
  for (const { id, statements } of pending) {
    connection.execute('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) connection.execute(statement);
      connection.run(sql`INSERT INTO migrations (id, applied_at) VALUES (${id}, ${nowMs})`, nowMs);
      connection.execute('COMMIT');
    } catch (error) {
      if (connection.inTransaction) connection.execute('ROLLBACK');
      throw error;
    }
  }
  return pending.map(({ id }) => id);
}
