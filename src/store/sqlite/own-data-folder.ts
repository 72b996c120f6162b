import Database from 'libsql';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../store.js';
import { sqliteCodeOf } from './sqlite-failure.js';

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
  let database: Database.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(path.resolve(folder), 'owner.db');
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    // Only `exec`: a prepared statement would keep the file, and so the lock, beyond `close`.
    database = new Database(file);
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') === true) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    const todo = 'let its user write there, or name another folder';
    throw new StoreError('broken', `the data folder ${folder} cannot be owned (${why}); ${todo}`, error);
  }
  const held = database;
  return {
    folder,
    release: () => {
      if (!held.open) return;
      held.exec('ROLLBACK');
      held.close();
    },
  };
}
