import { NOW, type Operation, sql } from '../statement.js';

/** Notes which trace a task belongs to: a W3C traceparent. Noted once; what comes later changes nothing. */
export function* noteTrace(taskId: string, traceParent: string): Operation<void> {
  yield sql`
    INSERT INTO task_traces (task_id, trace_parent, at) VALUES (${taskId}, ${traceParent}, ${NOW})
    ON CONFLICT (task_id) DO NOTHING`;
}

/** The trace of a task, by its id or by that of one of its attempts; `undefined`: it has none. */
export function* readTrace(
  by: { readonly taskId: string } | { readonly attemptId: string },
): Operation<{ readonly taskId: string; readonly traceParent: string } | undefined> {
  const taskId =
    'taskId' in by ? sql`${by.taskId}` : sql`(SELECT task_id FROM attempts WHERE attempts.id = ${by.attemptId})`;
  const [row] = yield sql`SELECT task_id, trace_parent FROM task_traces WHERE task_id = ${taskId}`;
  return row === undefined ? undefined : { taskId: String(row['task_id']), traceParent: String(row['trace_parent']) };
}

/** Forgets traces of tasks that were accepted longer ago than this. */
export function* forgetTraces(keepMs: number): Operation<void> {
  yield sql`DELETE FROM task_traces WHERE at < ${NOW} - CAST(${keepMs} AS BIGINT)`;
}
