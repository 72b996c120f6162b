import { NOW, type Operation, type Row, sql, wake } from '../statement.js';

/** One thing that happened to a task; `seq` counts from 1 within the task and is the SSE id. */
export interface TaskEvent {
  readonly seq: number;
  readonly atMs: number;
  /** The state the task went to, or `verdict`. */
  readonly kind: string;
  readonly data: unknown;
}

/** An event about to be written. */
export interface NewEvent {
  readonly taskId: string;
  readonly seq: number;
  readonly accountId: string;
  readonly kind: string;
  /** JSON. */
  readonly data: string;
}

/** Writes an event beside the change it tells of, and wakes whoever watches the task. */
export function* insertEvent({ taskId, seq, accountId, kind, data }: NewEvent): Operation<void> {
  yield sql`
    INSERT INTO events (task_id, seq, account_id, at, kind, data)
    VALUES (${taskId}, ${seq}, ${accountId}, ${NOW}, ${kind}, ${data})`;
  yield wake(`task:${taskId}`);
}

/** What happened after `afterSeq`, oldest first; at most 500. */
export function* readEvents(accountId: string, taskId: string, afterSeq: number): Operation<readonly TaskEvent[]> {
  const rows = yield sql`
    SELECT seq, at, kind, data FROM events
    WHERE task_id = ${taskId} AND account_id = ${accountId} AND seq > ${afterSeq}
    ORDER BY seq LIMIT 500`;
  return rows.map(toEvent);
}

function toEvent(row: Row): TaskEvent {
  return {
    seq: Number(row['seq']),
    atMs: Number(row['at']),
    kind: String(row['kind']),
    data: JSON.parse(String(row['data'])),
  };
}
