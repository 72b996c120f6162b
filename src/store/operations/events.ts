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
  const insertion = sql`
    INSERT INTO events (task_id, seq, account_id, at, kind, data)
    VALUES (${taskId}, ${seq}, ${accountId}, ${NOW}, ${kind}, ${data})`;
  WRITTEN.set(insertion, { taskId, seq, accountId, kind, data });
  yield insertion;
  yield wake(`task:${taskId}`);
}

const WRITTEN = new WeakMap<object, NewEvent>();

/** The event that a yielded statement writes, for who watches what operations do; `undefined`: none. */
export function eventWrittenBy(yielded: object): NewEvent | undefined {
  return WRITTEN.get(yielded);
}

/** How a task came to an event: what was before it, since when, and who renders it. */
export interface EventFacts {
  readonly atMs: number;
  /** Of the event before; `undefined`: it was the first. */
  readonly from: string | undefined;
  readonly fromMs: number | undefined;
  readonly provider: string | undefined;
}

/** Reads {@link EventFacts}. */
export function* readEventFacts({ taskId, seq }: Pick<NewEvent, 'taskId' | 'seq'>): Operation<EventFacts> {
  const [row] = yield sql`
    SELECT now_one.at AS at, before_it.kind AS from_kind, before_it.at AS from_at, attempts.provider AS provider
    FROM events AS now_one
    LEFT JOIN events AS before_it ON before_it.task_id = now_one.task_id AND before_it.seq = now_one.seq - 1
    LEFT JOIN tasks ON tasks.id = now_one.task_id
    LEFT JOIN attempts ON attempts.id = tasks.attempt_id
    WHERE now_one.task_id = ${taskId} AND now_one.seq = ${seq}`;
  const kind = row?.['from_kind'];
  const fromAt = row?.['from_at'];
  const provider = row?.['provider'];
  return {
    atMs: Number(row?.['at'] ?? 0),
    from: typeof kind === 'string' ? kind : undefined,
    fromMs: typeof fromAt === 'number' ? fromAt : undefined,
    provider: typeof provider === 'string' ? provider : undefined,
  };
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
