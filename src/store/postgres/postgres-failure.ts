import { DatabaseError } from 'pg';
import { StoreError, type StoreFailure } from '../store.js';

/**
 * The five-character SQLSTATE of an error that the server gave; `undefined` for any other, such as a connection that broke.
 * Codes: PostgreSQL 15 manual, appendix A.
 */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** Whether the transaction was undone only because of others, and may simply be run again: serialization failure, deadlock. */
export function isWorthRunningAgain(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01';
}

/**
 * Whether a named statement is not, or not only, where it was left: a pooler between us and the server hands out another connection
 * for each transaction (invalid or duplicate statement name). Nothing ran.
 */
export function isNameLost(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '26000' || state === '42P05';
}

/** Whether nobody can say any more what the server did with the last thing it was sent. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof StoreError) return false;
  const state = sqlStateOf(error);
  // 08: connection exception. 57P: the server is shutting down, crashed, or dropped us. 25P03: we were idle in a transaction.
  return state === undefined || state.startsWith('08') || state.startsWith('57P') || state === '25P03';
}

/** What an error of a query means to a caller. `committing`: what was sent, and broken off, may have been written. */
export function toStoreError(error: unknown, { committing = false } = {}): StoreError {
  if (error instanceof StoreError) return error;
  const reason = reasonOf(error, committing);
  return new StoreError(reason, `${SAY[reason]} (${describe(error)})`, error);
}

function reasonOf(error: unknown, committing: boolean): StoreFailure {
  if (isConnectionLost(error)) return committing ? 'commit_unknown' : 'unavailable';
  const state = sqlStateOf(error) ?? '';
  if (state === '53100') return 'full';
  // 53: out of connections or memory. 25006: a standby that only reads. 55P03, 57014, 40: waited too long, or too often undone.
  return /^(53|25006|55P03|57014|40)/.test(state) ? 'unavailable' : 'broken';
}

const SAY: Readonly<Record<StoreFailure, string>> = {
  full: 'the database has no room left on its disk and nothing was written; make room and try again',
  unavailable: 'the database cannot be reached or used just now and nothing was written; try again',
  commit_unknown: 'the connection broke while committing, and it may have been written; look before doing it again',
  closed: 'the database is closed',
  broken: 'the database refused a statement, and trying again does not help',
};

function describe(error: unknown): string {
  const state = sqlStateOf(error);
  // Several addresses were tried: the error of all has no words of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return state === undefined ? message : `${state}: ${message}`;
}
