import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { atMostOne } from '../at-most-one.js';
import { claimTasks } from '../operations/claim-tasks.js';
import { createTask } from '../operations/create-task.js';
import type { Operation } from '../statement.js';
import { type Store, StoreError } from '../store.js';
import { WakeListeners } from '../wake-listeners.js';
import { backupSqlite } from './backup-sqlite.js';
import { SqliteConnection } from './connection.js';
import { GroupCommit } from './group-commit.js';
import { migrateSqlite } from './migrate-sqlite.js';
import { toStoreFailure } from './sqlite-failure.js';

/** Where the file is, and what tests put in place of the machine's own. */
export interface SqliteStoreOptions {
  /** The database file; it and its folder are created for the owner alone (0600 in 0700). Own the folder first: `ownDataFolder`. */
  readonly path: string;
  /** The database's time, in ms since 1970; absent: the machine's clock. */
  readonly nowMs?: () => number;
  /** Called with the text of each statement just before it runs, so that a test can die there. */
  readonly onStatement?: (text: string) => void;
}

/**
 * Opens the store of one machine and brings its schema up to date.
 * @throws StoreError
 */
export function openSqliteStore({ path: file, nowMs = Date.now, onStatement }: SqliteStoreOptions): Promise<Store> {
  return Promise.resolve().then(() => {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const connection = new SqliteConnection({ path: file, onStatement });
      migrateSqlite(connection, Math.floor(nowMs()));
      return createSqliteStore(connection, nowMs);
    } catch (error) {
      throw toOpenFailure(file, error);
    }
  });
}

function createSqliteStore(connection: SqliteConnection, nowMs: () => number): Store {
  const listeners = new WakeListeners();
  const group = new GroupCommit({ connection, nowMs, onWakes: (topics) => listeners.tell(topics) });
  let closing: Promise<void> | undefined;
  const run = <Result>(operation: () => Operation<Result>): Promise<Result> =>
    closing === undefined ? group.run(operation) : Promise.reject(new StoreError('closed', 'the database is closed'));
  let backingUp: Promise<unknown> = Promise.resolve();
  const close = async (): Promise<void> => {
    await Promise.all([group.whenIdle(), backingUp]);
    listeners.clear();
    connection.close();
  };
  return {
    kind: 'sqlite',
    run,
    runOne: (operation) => run(() => atMostOne(operation())),
    createTask: (task) => run(() => createTask(task)),
    claimTasks: (request) => run(() => claimTasks(request)),
    onWake: (listener) => listeners.add(listener),
    backup: (target) => {
      if (closing !== undefined) return Promise.reject(new StoreError('closed', 'the database is closed'));
      const written = backupSqlite(connection, target);
      backingUp = Promise.allSettled([backingUp, written]);
      return written;
    },
    close: () => (closing ??= close()),
  };
}

function toOpenFailure(file: string, error: unknown): StoreError {
  const failure = toStoreFailure(error);
  if (failure instanceof StoreError) return failure;
  const why = error instanceof Error ? error.message : String(error);
  return new StoreError('broken', `the database ${file} cannot be opened: ${why}`, error);
}
