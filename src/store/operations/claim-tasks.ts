import { NOW, type Operation, sql } from '../statement.js';
import { TASK_COLUMNS, type TaskRecord, toTaskRecord } from './task-record.js';

/** Which rows a runner wants. */
export interface ClaimRequest {
  readonly lane: string;
  /** `turn`: whose turn it is among callers; `due`: what has waited longest past its time. */
  readonly order: 'turn' | 'due';
  readonly limit: number;
  /** Unguessable and new for each claim: every later write of the claimant names it. */
  readonly lease: string;
  readonly leaseMs: number;
}

/** A task whose next step is the claimant's, until its lease ends. */
export type ClaimedTask = TaskRecord & { readonly lease: string };

/**
 * Takes what is due. A claimed row is due again when its lease ends: the rows of a runner that died come back by themselves.
 * `tries` counts the claim.
 */
export function* claimTasks({ lane, order, limit, lease, leaseMs }: ClaimRequest): Operation<readonly ClaimedTask[]> {
  const chosen =
    order === 'turn'
      ? // The plus keeps SQLite from choosing by due_at, which would sort every due row for each claim: 36 ms among 100,000.
        sql`SELECT id FROM tasks WHERE lane = ${lane} AND lane <> '' AND +due_at <= ${NOW} ORDER BY turn LIMIT ${limit}`
      : sql`SELECT id FROM tasks WHERE lane = ${lane} AND lane <> '' AND due_at <= ${NOW} ORDER BY due_at LIMIT ${limit}`;
  const rows = yield sql`
    UPDATE tasks SET lease = ${lease}, due_at = ${NOW} + CAST(${leaseMs} AS BIGINT), tries = tries + 1
    WHERE id IN (${chosen})
    RETURNING ${TASK_COLUMNS}`;
  return rows.map((row) => ({ ...toTaskRecord(row), lease })).sort((a, b) => a.turn - b.turn);
}

/** When the first row of a lane falls due, in ms from now (not below 0); `undefined`: the lane is empty. */
export function* readNextDue(lane: string): Operation<number | undefined> {
  const [row] = yield sql`
    SELECT min(due_at) - ${NOW} AS wait_ms FROM tasks WHERE lane = ${lane} AND lane <> ''`;
  const waitMs = row?.['wait_ms'];
  return waitMs === null || waitMs === undefined ? undefined : Math.max(0, Number(waitMs));
}

/**
 * Keeps a claim alive. `lost`: the lease ran out, or the task was ended; stop. `cancel`: it is kept, and the caller wants an end.
 */
export function* renewLease(id: string, lease: string, leaseMs: number): Operation<'kept' | 'cancel' | 'lost'> {
  const [row] = yield sql`
    UPDATE tasks SET due_at = ${NOW} + CAST(${leaseMs} AS BIGINT)
    WHERE id = ${id} AND lease = ${lease} AND due_at > ${NOW}
    RETURNING cancel`;
  if (row === undefined) return 'lost';
  return row['cancel'] === 'requested' ? 'cancel' : 'kept';
}

/**
 * Locks a claimed row for what is written beside it in the same transaction. `false`: the claim is lost, and nothing may be written.
 */
export function* lockClaim(id: string, lease: string): Operation<boolean> {
  const rows = yield sql`
    UPDATE tasks SET lease = lease WHERE id = ${id} AND lease = ${lease} AND due_at > ${NOW} RETURNING id`;
  return rows.length > 0;
}

/**
 * Gives every claim back at once. For the one process that owns an SQLite file, when it starts: whoever held them is dead.
 * Answers with how many there were.
 */
export function* releaseEveryLease(): Operation<number> {
  const rows = yield sql`
    UPDATE tasks SET lease = NULL, due_at = ${NOW} WHERE lane <> '' AND lease IS NOT NULL RETURNING id`;
  return rows.length;
}
