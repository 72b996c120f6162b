import type { Hold } from '../../contract/task.js';
import type { OpenState } from '../../contract/task-states.js';
import { NOW, type Operation, sql } from '../statement.js';
import { insertEvent } from './events.js';
import { TASK_COLUMNS, type TaskRecord, toTaskRecord } from './task-record.js';

/** A task out of a backup whose order may have been sent since it was taken. */
export interface RestoredTask {
  /** Where it goes back to when it was not sent. */
  readonly fromState: 'accepted' | 'preparing' | 'submitting';
  /** By then whoever might have sent it was dead. */
  readonly restoredAtMs: number;
}

/** Tasks that nobody has ended and whose order may be sent yet, in the order of their ids. */
export function* listUnsent(after: string, limit: number): Operation<readonly TaskRecord[]> {
  const rows = yield sql`
    SELECT ${TASK_COLUMNS} FROM tasks
    WHERE lane <> '' AND state IN ('accepted', 'preparing', 'submitting', 'held') AND id > ${after}
    ORDER BY id LIMIT ${limit}`;
  return rows.map(toTaskRecord);
}

/** How a task is held after a restore. */
export interface RestoredHold {
  readonly hold: Hold;
  readonly lane: string;
  /** When it is looked at first, and when it is given up. */
  readonly dueInMs: number;
  readonly deadlineInMs: number;
}

/**
 * Holds a task as it came out of a backup, whatever claim the backup has on it: its holder is dead. `false`: it has moved since it was
 * read. One that is held already stays so, for this reason now.
 */
export function* holdRestored(
  { id, accountId, state, version, plan }: TaskRecord,
  { hold, lane, dueInMs, deadlineInMs }: RestoredHold,
): Operation<boolean> {
  const moved = yield sql`
    UPDATE tasks SET state = 'held', version = version + 1, lane = ${lane}, lease = NULL, tries = 0, hold = ${JSON.stringify(hold)},
      due_at = ${NOW} + CAST(${dueInMs} AS BIGINT), deadline_at = ${NOW} + CAST(${deadlineInMs} AS BIGINT)
    WHERE id = ${id} AND state = ${state} AND version = ${version}
    RETURNING id`;
  if (moved.length === 0) return false;
  const from = state === 'held' ? (plan === undefined ? 'accepted' : 'submitting') : state;
  yield sql`
    INSERT INTO restored_tasks (task_id, account_id, from_state, restored_at) VALUES (${id}, ${accountId}, ${from}, ${NOW})
    ON CONFLICT (task_id) DO UPDATE SET restored_at = excluded.restored_at`;
  yield* insertEvent({ taskId: id, seq: version + 1, accountId, kind: 'held', data: JSON.stringify({ hold }) });
  return true;
}

/** What a restore left in doubt of a task; `undefined`: nothing, or it is known by now. */
export function* readRestored(taskId: string): Operation<RestoredTask | undefined> {
  const [row] = yield sql`SELECT from_state, restored_at FROM restored_tasks WHERE task_id = ${taskId}`;
  if (row === undefined) return undefined;
  const fromState: OpenState = row['from_state'] as RestoredTask['fromState'];
  return { fromState, restoredAtMs: Number(row['restored_at']) };
}

/** It is known what became of the order. */
export function* forgetRestored(taskId: string): Operation<void> {
  yield sql`DELETE FROM restored_tasks WHERE task_id = ${taskId}`;
}

/** Which of a vendor's jobs are the renders of orders given here; those that were adopted may be anybody's. */
export function* ordersAmong(provider: string, handles: readonly string[]): Operation<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const handle of handles) {
    const rows = yield sql`
      SELECT id FROM attempts WHERE provider = ${provider} AND handle = ${handle}
        AND NOT EXISTS (SELECT 1 FROM adoptions WHERE provider = ${provider} AND handle = ${handle}) LIMIT 1`;
    if (rows.length > 0) found.add(handle);
  }
  return found;
}

/** Gives a task an attempt that a person has found: accepted, under the vendor's name for it. */
export function* insertFound(attempt: {
  readonly id: string;
  readonly accountId: string;
  readonly taskId: string;
  readonly provider: string;
  readonly credential: string;
  readonly model: string;
  readonly handle: string;
}): Operation<void> {
  const { id, accountId, taskId, provider, credential, model, handle } = attempt;
  yield sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, model, credential, state, handle, request, created_at)
    VALUES (${id}, ${accountId}, ${taskId}, (SELECT count(*) + 1 FROM attempts WHERE task_id = ${taskId}), ${provider}, ${model},
      ${credential}, 'accepted', ${handle}, '{}', ${NOW})`;
  yield sql`UPDATE tasks SET attempt_id = ${id} WHERE id = ${taskId}`;
}
