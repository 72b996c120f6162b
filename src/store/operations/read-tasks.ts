import { type Operation, sql } from '../statement.js';
import { TASK_COLUMNS, type TaskRecord, toTaskRecord } from './task-record.js';

/** A task of the account, `undefined` for any other. */
export function* readTask(accountId: string, id: string): Operation<TaskRecord | undefined> {
  const [row] = yield sql`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = ${id} AND account_id = ${accountId}`;
  return row === undefined ? undefined : toTaskRecord(row);
}

/** What the task's render reported, as JSON text; `undefined` where there is none. */
export function* readReport(accountId: string, id: string): Operation<string | undefined> {
  const [row] = yield sql`SELECT report FROM tasks WHERE id = ${id} AND account_id = ${accountId}`;
  const report = row?.['report'];
  return typeof report === 'string' ? report : undefined;
}

/** A page of an account's tasks, newest first. */
export interface TaskPage {
  readonly total: number;
  readonly tasks: readonly TaskRecord[];
}

/** Which page; `page` counts from 1. */
export interface PageRequest {
  readonly page: number;
  readonly size: number;
  /** Only tasks with this reference. */
  readonly reference?: string;
}

/** Reads one page. Ids sort by the time they were made in. */
export function* listTasks(accountId: string, { page, size, reference }: PageRequest): Operation<TaskPage> {
  const chosen =
    reference === undefined
      ? sql`account_id = ${accountId}`
      : sql`account_id = ${accountId} AND reference = ${reference}`;
  const [counted] = yield sql`SELECT count(*) AS total FROM tasks WHERE ${chosen}`;
  const rows = yield sql`
    SELECT ${TASK_COLUMNS} FROM tasks WHERE ${chosen}
    ORDER BY id DESC LIMIT ${size} OFFSET ${(page - 1) * size}`;
  return { total: Number(counted?.['total'] ?? 0), tasks: rows.map(toTaskRecord) };
}

/** How many tasks are in each state, of every account: for metrics. */
export function* countTasksByState(): Operation<ReadonlyMap<string, number>> {
  const rows = yield sql`SELECT state, count(*) AS tasks FROM tasks GROUP BY state`;
  return new Map(rows.map((row) => [String(row['state']), Number(row['tasks'])]));
}

/** Tasks that have not ended, of every account: each will want room for a clip. */
export function* countOpenTasks(): Operation<number> {
  const [row] = yield sql`SELECT count(*) AS tasks FROM tasks WHERE lane <> ''`;
  return Number(row?.['tasks'] ?? 0);
}
