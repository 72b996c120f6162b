import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { StoreError } from '../store.js';
import type { SqliteConnection } from './connection.js';
import { toStoreFailure } from './sqlite-failure.js';

/**
 * Writes the database as it is now to a new file that only its owner may read, and syncs it. Nothing else runs meanwhile (about a
 * second for each few hundred MB): a second connection beside the first is what SQLite's WAL must not have here.
 * @throws StoreError when the path exists already, or the copy cannot be written; a half-written one is removed.
 */
export async function backupSqlite(connection: SqliteConnection, target: string): Promise<void> {
  const absolute = path.resolve(target);
  // Created here, empty, because VACUUM INTO would create it for everyone to read; `wx` refuses what is there, links too.
  const file = await open(absolute, 'wx', 0o600).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const say = 'name a file that does not exist, in a folder that does';
    throw new StoreError('broken', `the backup ${absolute} cannot be created (${why}); ${say}`, error);
  });
  try {
    connection.execute(`VACUUM INTO '${absolute.replaceAll("'", "''")}'`);
    await file.sync();
    const folder = await open(path.dirname(absolute), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await unlink(absolute).catch(() => undefined);
    throw toStoreFailure(error);
  } finally {
    await file.close();
  }
}
