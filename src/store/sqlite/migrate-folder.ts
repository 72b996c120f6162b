import path from 'node:path';
import { SqliteConnection } from './connection.js';
import { migrateSqlite } from './migrate-sqlite.js';
import { ownDataFolder } from './own-data-folder.js';

/**
 * Brings the schema of a data folder up to date by itself. Answers with the steps that were applied; `undefined`: another process has the
 * folder.
 * @throws StoreError, and what SQLite throws
 */
export function migrateFolder(folder: string, fileName: string, nowMs: number): readonly string[] | undefined {
  const ownership = ownDataFolder(folder);
  if (ownership === undefined) return undefined;
  try {
    const connection = new SqliteConnection({ path: path.join(folder, fileName) });
    try {
      return migrateSqlite(connection, nowMs);
    } finally {
      connection.close();
    }
  } finally {
    ownership.release();
  }
}
