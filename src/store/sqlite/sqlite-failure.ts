import { StoreError, type StoreFailure } from '../store.js';

/** The code of an error that SQLite gave, such as `SQLITE_FULL`; `undefined` for any other error. */
export function sqliteCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/**
 * What an error of SQLite means to a caller. `committing`: it came from COMMIT. An I/O error there leaves it open whether the pages
 * reached the disk (a failed fsync says neither yes nor no), and a crash may yet find them; every other error wrote nothing.
 * Errors that are not SQLite's pass through: they are the operation's own.
 */
export function toStoreFailure(error: unknown, { committing = false } = {}): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  const reason = reasonOf(code, committing);
  return new StoreError(reason, `${SAY[reason]} (${code}: ${error instanceof Error ? error.message : ''})`, error);
}

function reasonOf(code: string, committing: boolean): StoreFailure {
  if (code === 'SQLITE_FULL') return 'full';
  if (/^SQLITE_(BUSY|LOCKED|CANTOPEN|PROTOCOL|READONLY)/.test(code)) return 'unavailable';
  if (code.startsWith('SQLITE_IOERR')) return committing ? 'commit_unknown' : 'unavailable';
  return 'broken';
}

const SAY: Readonly<Record<StoreFailure, string>> = {
  full: 'the database has no room left on its disk and nothing was written; make room and try again',
  unavailable: 'the database cannot be used just now and nothing was written; try again',
  commit_unknown: 'the disk failed while committing, and it may have been written; look before doing it again',
  closed: 'the database is closed',
  broken: 'the database refused a statement, and trying again does not help',
};
