import { performance } from 'node:perf_hooks';
import type { Operation } from '../statement.js';
import { StoreError } from '../store.js';
import type { SqliteConnection } from './connection.js';
import { toStoreFailure } from './sqlite-failure.js';

/** What the group needs of its surroundings. */
export interface GroupDeps {
  readonly connection: SqliteConnection;
  /** Ms since 1970. */
  readonly nowMs: () => number;
  /** Called after the COMMIT with the topics of the operations that succeeded. */
  readonly onWakes: (topics: readonly string[]) => void;
}

/** After this long a group commits, and what is left waits for the next: sockets are served in between. */
const GROUP_MS_MAX = 25;

/**
 * A group closes after so many turns of the event loop that brought nothing, some 50 µs, or after so many in all. Callers who were
 * answered together come again a little apart: closed at once, they would fall into more groups, and each waits for the disk (32
 * connections: 24 creates in a group, and 31 so).
 */
const QUIET_TURNS = 4;
const TURNS_MAX = 32;

interface Entry {
  readonly operation: () => Operation<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How an operation ended inside its group; it is told only after the COMMIT. */
type Ending = { readonly entry: Entry } & (
  | { readonly kind: 'done'; readonly result: unknown; readonly topics: readonly string[] }
  | { readonly kind: 'threw'; readonly error: unknown }
);

/**
 * Runs operations in groups: those that were asked for within a few turns of the event loop share one transaction and one COMMIT, each in
 * a SAVEPOINT of its own, so that one that throws undoes only itself. No promise is settled before the COMMIT has returned; when it
 * fails, every one of the group rejects.
 */
export class GroupCommit {
  readonly #deps: GroupDeps;
  #queue: Entry[] = [];
  #scheduled = false;
  readonly #idle: (() => void)[] = [];

  constructor(deps: GroupDeps) {
    this.#deps = deps;
  }

  /** Adds an operation to the next group. */
  run<Result>(operation: () => Operation<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({ operation, resolve: resolve as (result: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing is waiting. */
  whenIdle(): Promise<void> {
    if (!this.#scheduled) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#gather({ before: 0, quiet: 0, turns: 0 });
  }

  /** After the callbacks of a turn's I/O, when none came any more: what they all asked for is one group. */
  #gather({ before, quiet, turns }: { readonly before: number; readonly quiet: number; readonly turns: number }): void {
    setImmediate(() => {
      const { length } = this.#queue;
      const still = length > before ? 0 : quiet + 1;
      if (still <= QUIET_TURNS && turns < TURNS_MAX) {
        this.#gather({ before: length, quiet: still, turns: turns + 1 });
        return;
      }
      this.#flush();
      this.#scheduled = false;
      if (this.#queue.length > 0) this.#schedule();
      else for (const resolve of this.#idle.splice(0)) resolve();
    });
  }

  #flush(): void {
    const { connection, nowMs, onWakes } = this.#deps;
    const endings: Ending[] = [];
    try {
      // Left over only when a ROLLBACK failed, which a disk that works again lets succeed now.
      if (connection.inTransaction) connection.execute('ROLLBACK');
      connection.execute('BEGIN IMMEDIATE');
    } catch (error) {
      for (const { reject } of this.#takeAll()) reject(toStoreFailure(error));
      return;
    }
    try {
      this.#runEach(Math.floor(nowMs()), endings);
    } catch (error) {
      this.#undo(endings, toStoreFailure(error));
      return;
    }
    try {
      connection.execute('COMMIT');
    } catch (error) {
      this.#undo(endings, toStoreFailure(error, { committing: true }));
      return;
    }
    for (const ending of endings) {
      if (ending.kind === 'done') ending.entry.resolve(ending.result);
      else ending.entry.reject(ending.error);
    }
    onWakes(endings.flatMap((ending) => (ending.kind === 'done' ? ending.topics : [])));
  }

  #runEach(nowMs: number, endings: Ending[]): void {
    const startMs = performance.now();
    let taken = 0;
    try {
      for (const entry of this.#queue) {
        taken += 1;
        endings.push(this.#runOne(entry, nowMs));
        if (performance.now() - startMs > GROUP_MS_MAX) break;
      }
    } finally {
      this.#queue = this.#queue.slice(taken);
    }
  }

  /** Throws only when the group as a whole is lost; the entry is then among `endings` all the same. */
  #runOne(entry: Entry, nowMs: number): Ending {
    const { connection } = this.#deps;
    const topics: string[] = [];
    try {
      connection.execute('SAVEPOINT one');
      const result = drive(entry.operation(), connection, nowMs, topics);
      connection.execute('RELEASE one');
      return { entry, kind: 'done', result, topics };
    } catch (error) {
      try {
        // Some errors (a full disk among them) make SQLite end the whole transaction: then this throws too.
        connection.execute('ROLLBACK TO one');
        connection.execute('RELEASE one');
      } catch {
        entry.reject(toStoreFailure(error));
        throw error;
      }
      return { entry, kind: 'threw', error: toStoreFailure(error) };
    }
  }

  /** Nothing of the group was written: everyone in it is told so, for even a mere answer may rest on what another one wrote. */
  #undo(endings: readonly Ending[], failure: unknown): void {
    const { connection } = this.#deps;
    try {
      if (connection.inTransaction) connection.execute('ROLLBACK');
    } catch {
      // The next group tries again, before it begins.
    }
    const error = failure instanceof StoreError ? failure : new StoreError('broken', 'a group was undone', failure);
    for (const { entry } of endings) entry.reject(error);
  }

  #takeAll(): readonly Entry[] {
    const all = this.#queue;
    this.#queue = [];
    return all;
  }
}

/** Runs an operation to its end without giving up the thread. */
function drive<Result>(
  operation: Operation<Result>,
  connection: SqliteConnection,
  nowMs: number,
  topics: string[],
): Result {
  let step = operation.next([]);
  while (step.done !== true) {
    const { value } = step;
    if (value.kind === 'wake') {
      topics.push(value.topic);
      step = operation.next([]);
    } else {
      step = operation.next(connection.run(value, nowMs));
    }
  }
  return step.value;
}
