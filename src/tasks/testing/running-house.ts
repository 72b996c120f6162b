import { readAttempts, type AttemptRecord } from '../../store/operations/attempts.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { type Operation, type Row, sql, type Statement } from '../../store/statement.js';
import { untilFound } from '../../store/testing/until-found.js';
import { lanesFor } from '../lanes.js';
import { NO_OVERRIDES } from '../money/no-overrides.js';
import { createRunner, type Runner, type RunnerOptions } from '../runner/runner.js';
import type { TaskDeps } from '../task-deps.js';
import type { FakeVendor } from './fake-vendor.js';
import { type GivenHouse, openTaskHouse, type TaskHouse } from './task-house.js';

/** A house in which tasks are carried, and what tests ask of it. */
export interface RunningHouse extends TaskHouse {
  /** Carries tasks from now on; once more for one that was stopped, with what has changed since. */
  start(change?: Partial<TaskDeps>, options?: Partial<RunnerOptions>): Runner;
  /** What went wrong behind the scenes. */
  readonly troubles: unknown[];
  read(id: string): Promise<TaskRecord>;
  attempts(id: string): Promise<readonly AttemptRecord[]>;
  /** Kinds and amounts of the ledger, in the order they were written. */
  ledger(id: string): Promise<readonly string[]>;
  /** What is held and spent on every counter of an account. */
  money(accountId?: string): Promise<{ readonly held: number; readonly spent: number }>;
  query(statement: Statement): Promise<readonly Row[]>;
  /** Waits until the task is as `isIt` says, looking whenever the store hints at something. */
  until(id: string, isIt: (task: TaskRecord) => boolean): Promise<TaskRecord>;
  ended(id: string): Promise<TaskRecord>;
}

/** Opens a house whose renders cost a dollar; `close` stops what runs. */
export async function openRunningHouse(vendor: FakeVendor, given: GivenHouse = {}): Promise<RunningHouse> {
  const priceBook: TaskDeps['priceBook'] = {
    overrides: NO_OVERRIDES,
    estimate: () => Promise.resolve({ kind: 'priced', microUsd: 1_000_000, basis: 'a test' }),
  };
  const house = await openTaskHouse(vendor, { ...given, deps: { priceBook, ...given.deps } });
  const { store } = house.deps;
  const troubles: unknown[] = [];
  const runners: Runner[] = [];
  const query: RunningHouse['query'] = (statement) =>
    store.run(function* (): Operation<readonly Row[]> {
      return yield statement;
    });
  const read: RunningHouse['read'] = async (id) => {
    const [row] = await query(sql`SELECT account_id FROM tasks WHERE id = ${id}`);
    const task = await store.run(() => readTask(String(row?.['account_id']), id));
    if (task === undefined) throw new Error(`there is no task ${id}`);
    return task;
  };
  const until: RunningHouse['until'] = (id, isIt) =>
    untilFound(store, async () => {
      const task = await read(id);
      return isIt(task) ? task : undefined;
    });
  return {
    ...{ ...house, troubles, query, read, until },
    start(change = {}, options = {}) {
      const lanes = lanesFor(2);
      const onTrouble = (error: unknown): void => void troubles.push(error);
      const runner = createRunner({ ...house.deps, ...change }, { lanes, onTrouble, ...options });
      runners.push(runner);
      runner.start();
      return runner;
    },
    ended: (id) => until(id, ({ completedAtMs }) => completedAtMs > 0),
    async attempts(id) {
      const { accountId } = await read(id);
      return store.run(() => readAttempts(accountId, id));
    },
    async ledger(id) {
      const rows = await query(sql`
        SELECT kind, micro_usd FROM ledger WHERE task_id = ${id}
        ORDER BY attempt_id, CASE WHEN kind = 'reserve' THEN 0 ELSE 1 END, at`);
      return rows.map((row) => `${String(row['kind'])} ${String(row['micro_usd'])}`);
    },
    async money(accountId = 'default') {
      const [row] = await query(sql`
        SELECT CAST(COALESCE(sum(held), 0) AS BIGINT) AS held, CAST(COALESCE(sum(spent), 0) AS BIGINT) AS spent
        FROM budgets WHERE account_id = ${accountId} AND scope LIKE ${'%:month:%'}`);
      return { held: Number(row?.['held']), spent: Number(row?.['spent']) };
    },
    async close() {
      await Promise.all(runners.map((runner) => runner.stop()));
      await house.close();
    },
  };
}
