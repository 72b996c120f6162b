import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { ClaimedTask, ClaimRequest } from '../operations/claim-tasks.js';
import { createTask, type CreateOutcome, findReplay, type NewTask } from '../operations/create-task.js';
import { toTaskRecord } from '../operations/task-record.js';
import type { Operation } from '../statement.js';
import { type Store, StoreError } from '../store.js';
import { WakeListeners } from '../wake-listeners.js';
import { claimTasksStatement } from './claim-tasks-statement.js';
import { CreateGroups } from './create-groups.js';
import { createTasksStatement, isPlainCreate } from './create-tasks-statement.js';
import { migratePostgres } from './migrate-postgres.js';
import { toStoreError } from './postgres-failure.js';
import { ROW_TYPES } from './row-types.js';
import { QUERY_TIMEOUT_MS, Transactions } from './transactions.js';
import { NOTIFY_TEXT, WakeChannel } from './wake-channel.js';

/** Which database, and how it is used. */
export interface PostgresStoreOptions {
  /** `postgres://…`; never written to a log, for it holds the password. */
  readonly url: string;
  /** Unique among the processes that share the database; absent: a random one. */
  readonly nodeId?: string;
  /** Connections for operations, beside the one for hints; 16 when absent. What does not get one waits, 10 s at most. */
  readonly poolMax?: number;
  /** Called once when hints between processes do not come through, as behind a pooler in transaction mode; everything else works. */
  readonly onDeaf?: () => void;
  /** How long a hint may take before it counts as lost, in ms; 5 000 when absent. */
  readonly probeMs?: number;
  /** For the pauses between two tries, 0 to 1. */
  readonly random?: () => number;
}

/** How often a create looks again when the key it found taken was free a moment later. */
const CREATE_TRIES_MAX = 5;

/**
 * Opens the store that many processes share and brings its schema up to date. A server that goes and comes back is used again
 * without further ado.
 * @throws StoreError
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, nodeId = randomUUID(), poolMax = 16, random = Math.random } = options;
  const config = {
    connectionString: url,
    application_name: 'firstframe',
    connectionTimeoutMillis: 10_000,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    types: ROW_TYPES,
  };
  const pool = new Pool({ ...config, max: poolMax, idleTimeoutMillis: 60_000 });
  // A connection that breaks while nobody waits for an answer: the pool drops it, and without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await migratePostgres(pool);
  } catch (error) {
    await pool.end();
    throw toStoreError(error);
  }
  const listeners = new WakeListeners();
  const channel = new WakeChannel({
    ...{ config, nodeId },
    onTopics: (topics) => listeners.tell(topics),
    notify: (payload) => pool.query(NOTIFY_TEXT, [[payload]]),
    onDeaf: options.onDeaf ?? (() => undefined),
    ...(options.probeMs === undefined ? {} : { probeMs: options.probeMs }),
  });
  await channel.open();
  return createPostgresStore({ pool, transactions: new Transactions(pool, random), listeners, channel });
}

interface Parts {
  readonly pool: Pool;
  readonly transactions: Transactions;
  readonly listeners: WakeListeners;
  readonly channel: WakeChannel;
}

function createPostgresStore({ pool, transactions, listeners, channel }: Parts): Store {
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;
  /** Lets nothing begin after `close`, which waits for what has begun. */
  const begin = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing !== undefined) return Promise.reject(new StoreError('closed', 'the database is closed'));
    const ended = work();
    running.add(ended);
    const forget = (): void => void running.delete(ended);
    ended.then(forget, forget);
    return ended;
  };
  const tell = (topics: readonly string[]): void => {
    if (topics.length === 0) return;
    listeners.tell(topics);
    channel.send(topics);
  };
  const runNow = async <Result>(operation: () => Operation<Result>): Promise<Result> => {
    const { result, topics } = await transactions.run(operation);
    tell(topics);
    return result;
  };
  const runOneNow = async <Result>(operation: () => Operation<Result>): Promise<Result> => {
    const { result, topics } = await transactions.runOne(operation);
    tell(topics);
    return result;
  };
  const groups = new CreateGroups(async (tasks) => {
    const made = await transactions.runAlone(createTasksStatement(tasks));
    return new Set(made.map(({ id }) => String(id)));
  });
  const createPlain = async (task: NewTask): Promise<CreateOutcome> => {
    for (let tries = 1; tries <= CREATE_TRIES_MAX; tries += 1) {
      if (await groups.create(task)) {
        tell([`lane:${task.lane}`, `task:${task.id}`]);
        return { kind: 'created', taskId: task.id };
      }
      const { accountId, idempotency } = task;
      const known = idempotency && (await runOneNow(() => findReplay(accountId, idempotency)));
      if (known !== undefined) return known;
    }
    throw new StoreError('unavailable', `the key of a create changed hands ${CREATE_TRIES_MAX} times; try again`);
  };
  const claim = async (request: ClaimRequest): Promise<readonly ClaimedTask[]> => {
    const rows = await transactions.runAlone(claimTasksStatement(request));
    const claimed = rows.map((row) => ({ ...toTaskRecord(row), lease: request.lease }));
    return claimed.sort((a, b) => a.turn - b.turn);
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    await pool.end();
    await channel.close();
    listeners.clear();
  };
  return {
    kind: 'postgres',
    run: (operation) => begin(() => runNow(operation)),
    runOne: (operation) => begin(() => runOneNow(operation)),
    createTask: (task) => begin(() => (isPlainCreate(task) ? createPlain(task) : runNow(() => createTask(task)))),
    claimTasks: (request) => begin(() => claim(request)),
    onWake: (listener) => listeners.add(listener),
    backup: () => {
      const todo = 'pg_dump --format=custom "$FIRSTFRAME_DATABASE_URL" > firstframe.dump';
      return Promise.reject(new StoreError('broken', `Postgres has its own backups; run ${todo}`));
    },
    close: () => (closing ??= close()),
  };
}
