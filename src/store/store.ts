import type { ClaimedTask, ClaimRequest } from './operations/claim-tasks.js';
import type { CreateOutcome, NewTask } from './operations/create-task.js';
import type { Operation } from './statement.js';

/**
 * Where everything that must not be lost is kept. Two implementations, `sqlite/` for one machine and `postgres/` for many, run the same
 * operations (`operations/`) and the same contract suite.
 */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /**
   * Runs an operation in a transaction of its own; what it returned is durable when this resolves. `operation` is called anew each
   * time the transaction has to be begun again.
   * @throws StoreError
   */
  run<Result>(operation: () => Operation<Result>): Promise<Result>;
  /**
   * {@link run} of an operation that yields one statement at most, hints apart: on Postgres it is its own transaction, and one round trip
   * in place of three. A second statement throws a TypeError, for what the first did could not be taken back.
   */
  runOne<Result>(operation: () => Operation<Result>): Promise<Result>;
  /** {@link run} of `createTask`, in the form that is fastest on this database: on Postgres it is one statement. */
  createTask(task: NewTask): Promise<CreateOutcome>;
  /** {@link run} of `claimTasks`, likewise: on Postgres rows that others are claiming are skipped. */
  claimTasks(request: ClaimRequest): Promise<readonly ClaimedTask[]>;
  /**
   * Calls `listener` with the topic of each hint, from this process at once and from others within some ten ms. Hints may be lost
   * (a connection that broke) and repeated. Answers with what ends it.
   */
  onWake(listener: (topic: string) => void): () => void;
  /** Writes a consistent copy of the database to a new file. SQLite only: Postgres has `pg_dump`, and says so. */
  backup(path: string): Promise<void>;
  /** Lets running operations end, then closes; every later call rejects. */
  close(): Promise<void>;
}

/**
 * Why the store did not do as asked.
 *
 * - `unavailable`: cannot be reached, or another process owns the folder; nothing was written, try again.
 * - `full`: no room on its disk; nothing was written, try again when there is.
 * - `commit_unknown`: the connection broke while committing; it may have been written. Ask before doing it again.
 * - `closed`: {@link Store.close} was called.
 * - `broken`: anything else (a bug of ours, a damaged file); retrying does not help.
 */
export type StoreFailure = 'unavailable' | 'full' | 'commit_unknown' | 'closed' | 'broken';

/** The one error that leaves the store. */
export class StoreError extends Error {
  readonly reason: StoreFailure;

  constructor(reason: StoreFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'StoreError';
    this.reason = reason;
  }
}
