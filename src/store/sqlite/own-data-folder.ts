import Database from 'libsql';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { sqliteCodeOf, toStoreFailure } from './sqlite-failure.js';

/** That this process, and no other, works on a data folder. */
export interface DataFolderOwnership {
  readonly folder: string;
  /** Lets the next process own it. */
  release(): void;
}

/**
 * Makes this process the owner of a data folder, creating it for its user alone (0700) when it is missing. `undefined`: another
 * process owns it; talk to its socket. The lock is one of the kernel's, held by an open exclusive transaction on `owner.db`: it
 * goes when the process goes, however it dies. Nobody in the owning process may open and close `owner.db` by any other means: by
 * POSIX's rule for fcntl locks that would drop the lock unseen.
 * @throws StoreError when the folder cannot be written
 */
export function ownDataFolder(folder: string): DataFolderOwnership | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(path.resolve(folder), 'owner.db');
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  // Only `exec`: a prepared statement would keep the file, and so the lock, beyond `close`.
  const database = new Database(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') === true) return undefined;
    throw toStoreFailure(error);
  }
  return {
    folder,
    release: () => {
      if (!database.open) return;
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
