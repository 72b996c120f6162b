import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { atMostOne } from '../at-most-one.js';
import type { Operation, Row, Statement } from '../statement.js';
import { StoreError } from '../store.js';
import { NamedQueries, NamesLostError, renderForPostgres } from './named-queries.js';
import { isConnectionLost, isWorthRunningAgain, toStoreError } from './postgres-failure.js';

/** What a transaction left behind once it was committed. */
export interface Committed<Result> {
  readonly result: Result;
  readonly topics: readonly string[];
}

/**
 * A node that is stopped, or a lock that nobody lets go of, must not stop the others: the server ends a transaction whose node has gone
 * quiet, and a statement that waits too long. Both are shorter than {@link QUERY_TIMEOUT_MS}, so that as a rule the server answers first.
 * As text within the transaction, for a pooler passes no settings on from the start of a connection.
 */
const BEGIN = 'BEGIN; SET LOCAL idle_in_transaction_session_timeout = 15000; SET LOCAL statement_timeout = 20000';

/** After this long a server that does not answer counts as lost, and the connection with it. */
export const QUERY_TIMEOUT_MS = 30_000;

/** Deadlocks and serialization failures end by themselves, after pauses that differ; more than this many are a fault. */
const RUNS_MAX = 12;

/** How far an attempt came; it decides what an error means. */
interface Progress {
  /** What was sent last makes it durable: when no answer comes, nobody knows. */
  committing: boolean;
}

/** What the operation itself threw, to tell it from an error of a query. */
class OwnError extends Error {}

/** Runs operations between BEGIN and COMMIT, on connections of a pool. */
export class Transactions {
  readonly #pool: Pool;
  readonly #random: () => number;
  readonly #queries = new NamedQueries();

  constructor(pool: Pool, random: () => number) {
    this.#pool = pool;
    this.#random = random;
  }

  /**
   * Runs an operation in a transaction, and anew from its beginning when others' transactions undid it.
   * @throws StoreError, and what the operation throws
   */
  run<Result>(operation: () => Operation<Result>): Promise<Committed<Result>> {
    return this.#repeat(async (client, progress) => {
      await client.query(BEGIN);
      const committed = await this.#drive(client, operation);
      progress.committing = true;
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT')
        throw new StoreError('broken', 'the server undid a transaction that was to be committed');
      return committed;
    });
  }

  /**
   * Runs an operation of one statement, which is a transaction by itself.
   * @throws StoreError, and what the operation throws; TypeError for a second statement
   */
  runOne<Result>(operation: () => Operation<Result>): Promise<Committed<Result>> {
    return this.#repeat((client, progress) =>
      this.#drive(
        client,
        () => atMostOne(operation()),
        ({ parts }) => {
          // Of what only reads, nothing can have been written.
          progress.committing = !/^\s*SELECT\b/i.test(parts[0] ?? '');
        },
      ),
    );
  }

  /**
   * Runs one statement that is a transaction by itself: one round trip.
   * @throws StoreError; `commit_unknown` when the connection broke after it was sent
   */
  runAlone(statement: Statement): Promise<readonly Row[]> {
    const rendered = renderForPostgres(statement);
    return this.#repeat(async (client, progress) => {
      progress.committing = true;
      return await this.#queries.send(client, rendered);
    });
  }

  async #repeat<Result>(attempt: (client: PoolClient, progress: Progress) => Promise<Result>): Promise<Result> {
    for (let runs = 1; ; runs += 1) {
      const client = await this.#pool.connect().catch((error: unknown) => {
        throw toStoreError(error);
      });
      const progress: Progress = { committing: false };
      let isUsable = true;
      try {
        return await attempt(client, progress);
      } catch (error) {
        isUsable = (error instanceof OwnError || !isLost(error)) && (await rollBack(client));
        if (error instanceof OwnError) throw error.cause;
        const again = error instanceof NamesLostError || isWorthRunningAgain(error);
        if (!again || runs === RUNS_MAX) throw toStoreError(error, progress);
      } finally {
        client.release(!isUsable);
      }
      await delay(this.#random() * 2 ** runs);
    }
  }

  async #drive<Result>(
    client: ClientBase,
    operation: () => Operation<Result>,
    beforeEach: (statement: Statement) => void = () => undefined,
  ): Promise<Committed<Result>> {
    const topics: string[] = [];
    const running = own(operation);
    let step = own(() => running.next([]));
    while (step.done !== true) {
      const { value } = step;
      if (value.kind === 'wake') topics.push(value.topic);
      else beforeEach(value);
      const rows =
        value.kind === 'wake'
          ? []
          : await this.#queries.send(
              client,
              own(() => renderForPostgres(value)),
            );
      step = own(() => running.next(rows));
    }
    return { result: step.value, topics };
  }
}

function isLost(error: unknown): boolean {
  return !(error instanceof NamesLostError) && isConnectionLost(error);
}

/** Leaves the connection as it was found; `false`: it is of no more use. Outside a transaction ROLLBACK does nothing. */
async function rollBack(client: ClientBase): Promise<boolean> {
  return await client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

function own<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw new OwnError('thrown by an operation', { cause: error });
  }
}
