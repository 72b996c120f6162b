import {
  isLegalMove,
  type NextState,
  type OpenState,
  type TaskState,
  type TerminalState,
} from '../../contract/task-states.js';
import type { Cost, Failure, Hold, TaskError } from '../../contract/task.js';
import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import { NOW, type Operation, sql, wake } from '../statement.js';
import { insertDelivery } from './deliveries.js';
import { insertEvent } from './events.js';
import { type OutputRecord, readOutputs } from './outputs.js';
import { TASK_COLUMNS, type TaskRecord, toTaskRecord } from './task-record.js';

/** What a move writes beside the state. What is absent stays as it is, but for `hold`, which ends with the state. */
export interface TaskChanges {
  readonly plan?: unknown;
  readonly attemptId?: string;
  readonly findings?: readonly Finding[];
  readonly adjustments?: readonly Adjustment[];
  readonly hold?: Hold;
  readonly error?: TaskError;
  readonly failure?: Failure;
  readonly cost?: Cost;
  readonly budgetMicroUsd?: number;
  readonly report?: unknown;
  readonly cancel?: TaskRecord['cancel'];
}

/** One arrow of the states table, by whoever holds the row. */
export interface Move<From extends OpenState = OpenState> {
  readonly id: string;
  readonly from: From;
  readonly to: NextState<From>;
  /** The claim under which it is made, which must not have run out; absent: somebody else's move, of a row that nobody holds. */
  readonly lease?: string;
  /** The claim is kept for this long, for the same runner goes on with the next step; absent: it ends with the move. */
  readonly keepLeaseMs?: number;
  /** Whose work it is then; `''`: nobody's. */
  readonly lane: string;
  /** Its place there, lower is sooner; absent: as it was. */
  readonly turn?: number;
  /** When it is due there; absent: at once. */
  readonly dueInMs?: number;
  /** How long the new state may last; absent: without limit. */
  readonly deadlineInMs?: number;
  readonly changes?: TaskChanges;
  /** What the event says beside the state. */
  readonly event?: unknown;
}

/**
 * Makes one move: compare-and-set with its event. `undefined`: the row is in another state or under another claim by now; someone
 * else won, and nothing was written.
 */
export function* moveTask<From extends OpenState>(move: Move<From>): Operation<TaskRecord | undefined> {
  return yield* writeMove(move);
}

/** The end of a task. */
export interface Ending<From extends OpenState = OpenState> extends Omit<
  Move<From>,
  'to' | 'lane' | 'dueInMs' | 'deadlineInMs'
> {
  readonly to: NextState<From> & TerminalState;
  /** The body of the callback, of the row as it has ended; called once, only when the caller asked for one. */
  readonly body: (task: TaskRecord, outputs: readonly OutputRecord[]) => string;
  readonly deliveryId: string;
}

/** Ends a task: state, event and outgoing callback in one transaction. `undefined` as for {@link moveTask}. */
export function* endTask<From extends OpenState>(ending: Ending<From>): Operation<TaskRecord | undefined> {
  const { body, deliveryId, ...move } = ending;
  const ended = yield* writeMove({ ...move, lane: '' });
  if (ended === undefined) return undefined;
  if (ended.callbackUrl !== undefined) {
    const outputs = yield* readOutputs(ended.accountId, ended.id);
    const { accountId, id: taskId, callbackUrl: url } = ended;
    yield* insertDelivery({ id: deliveryId, accountId, taskId, url, body: body(ended, outputs) });
  }
  return ended;
}

function* writeMove<From extends OpenState>(move: Move<From>): Operation<TaskRecord | undefined> {
  const to: TaskState = move.to;
  if (!isLegalMove(move.from, to)) throw new Error(`a task cannot go from ${move.from} to ${to}`);
  const { changes = {}, lease } = move;
  const ends = to === 'succeeded' || to === 'failed' || to === 'cancelled';
  const deadline = move.deadlineInMs === undefined ? sql`NULL` : sql`${NOW} + CAST(${move.deadlineInMs} AS BIGINT)`;
  const claim =
    lease === undefined ? sql`AND (lease IS NULL OR due_at <= ${NOW})` : sql`AND lease = ${lease} AND due_at > ${NOW}`;
  const kept = move.keepLeaseMs === undefined ? sql`NULL` : sql`lease`;
  const rows = yield sql`
    UPDATE tasks SET state = ${to}, version = version + 1, lane = ${move.lane}, lease = ${kept}, tries = 0,
      turn = ${move.turn === undefined ? sql`turn` : sql`CAST(${move.turn} AS BIGINT)`},
      budget_micro_usd = ${changes.budgetMicroUsd === undefined ? sql`budget_micro_usd` : sql`CAST(${changes.budgetMicroUsd} AS BIGINT)`},
      due_at = ${NOW} + CAST(${move.keepLeaseMs ?? move.dueInMs ?? 0} AS BIGINT), deadline_at = ${deadline},
      completed_at = ${ends ? sql`${NOW}` : sql`completed_at`},
      capped_key = ${ends ? sql`NULL` : sql`capped_key`},
      plan = ${jsonOr(changes.plan, 'plan')}, attempt_id = ${changes.attemptId === undefined ? sql`attempt_id` : sql`${changes.attemptId}`},
      findings = ${jsonOr(changes.findings, 'findings')}, adjustments = ${jsonOr(changes.adjustments, 'adjustments')},
      hold = ${changes.hold === undefined ? null : JSON.stringify(changes.hold)},
      error = ${jsonOr(changes.error, 'error')}, failure = ${jsonOr(changes.failure, 'failure')},
      cost = ${jsonOr(changes.cost, 'cost')}, report = ${jsonOr(changes.report, 'report')},
      cancel = ${cancelOf(changes.cancel, ends)}
    WHERE id = ${move.id} AND state = ${move.from} ${claim}
    RETURNING ${TASK_COLUMNS}`;
  const [row] = rows;
  if (row === undefined) return undefined;
  const task = toTaskRecord(row);
  const { id: taskId, version: seq, accountId } = task;
  yield* insertEvent({ taskId, seq, accountId, kind: to, data: JSON.stringify(move.event ?? {}) });
  if (move.lane !== '' && move.keepLeaseMs === undefined) yield wake(`lane:${move.lane}`);
  return task;
}

const COLUMNS = {
  plan: sql`plan`,
  findings: sql`findings`,
  adjustments: sql`adjustments`,
  error: sql`error`,
  failure: sql`failure`,
  cost: sql`cost`,
  report: sql`report`,
} as const;

function jsonOr(value: unknown, column: keyof typeof COLUMNS) {
  return value === undefined ? COLUMNS[column] : sql`${JSON.stringify(value)}`;
}

/** What an end leaves of a cancel that nobody has answered: it came too late. */
function cancelOf(asked: TaskRecord['cancel'] | undefined, ends: boolean) {
  if (asked !== undefined) return sql`${asked}`;
  return ends ? sql`CASE WHEN cancel = 'requested' THEN 'too_late' ELSE cancel END` : sql`cancel`;
}

/** Answers a cancel that does not end the task. `false`: the claim is lost. */
export function* answerCancel(
  id: string,
  lease: string,
  answer: Extract<TaskRecord['cancel'], 'too_late' | 'uncertain'>,
): Operation<boolean> {
  const rows = yield sql`
    UPDATE tasks SET cancel = ${answer} WHERE id = ${id} AND lease = ${lease} AND due_at > ${NOW} AND cancel = 'requested'
    RETURNING id`;
  if (rows.length > 0) yield wake(`task:${id}`);
  return rows.length > 0;
}

/** How a claim is given back. */
export interface PutOff {
  readonly dueInMs: number;
  /** Forgets the tries. */
  readonly madeHeadway?: boolean;
  /** The state's deadline begins anew: what was waited for was a turn, not an answer. */
  readonly deadlineInMs?: number;
}

/**
 * Gives a claim back without a move: the same step again, `dueInMs` from now, such as the next poll or a try after an error.
 * `false`: the claim was lost, or has run out; whoever claims the row next decides.
 */
export function* putOff(
  id: string,
  lease: string,
  { dueInMs, madeHeadway = false, deadlineInMs }: PutOff,
): Operation<boolean> {
  const deadline = deadlineInMs === undefined ? sql`deadline_at` : sql`${NOW} + CAST(${deadlineInMs} AS BIGINT)`;
  const rows = yield sql`
    UPDATE tasks SET lease = NULL, due_at = ${NOW} + CAST(${dueInMs} AS BIGINT), tries = ${madeHeadway ? 0 : sql`tries`},
      deadline_at = ${deadline}
    WHERE id = ${id} AND lease = ${lease} AND due_at > ${NOW}
    RETURNING lane`;
  const [row] = rows;
  if (row !== undefined && dueInMs <= 0) yield wake(`lane:${String(row['lane'])}`);
  return row !== undefined;
}

/** Gives a claim back and leaves the task to another lane, in the state it is in. `false`: the claim was lost. */
export function* handOver(id: string, lease: string, lane: string): Operation<boolean> {
  const rows = yield sql`
    UPDATE tasks SET lane = ${lane}, lease = NULL, due_at = ${NOW}, tries = 0
    WHERE id = ${id} AND lease = ${lease} AND due_at > ${NOW}
    RETURNING id`;
  if (rows.length > 0) yield wake(`lane:${lane}`);
  return rows.length > 0;
}

/**
 * Notes that the caller wants an end. Whoever holds the row is woken and looks; a row that nobody holds is due at once.
 * Answers with the row as it is then, `undefined` for a task of another account.
 */
export function* requestCancel(accountId: string, id: string): Operation<TaskRecord | undefined> {
  const rows = yield sql`
    UPDATE tasks SET cancel = 'requested', due_at = CASE WHEN lease IS NULL THEN ${NOW} ELSE due_at END
    WHERE id = ${id} AND account_id = ${accountId} AND cancel = 'none' AND completed_at = 0
    RETURNING ${TASK_COLUMNS}`;
  const [row] = rows;
  if (row === undefined) {
    const [known] = yield sql`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = ${id} AND account_id = ${accountId}`;
    return known === undefined ? undefined : toTaskRecord(known);
  }
  const task = toTaskRecord(row);
  yield wake(`task:${id}`);
  yield wake(`cancel:${id}`);
  if (task.lane !== '') yield wake(`lane:${task.lane}`);
  return task;
}
