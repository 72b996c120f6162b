import { NOW, type Operation, sql } from '../statement.js';

/** An input that is about to become a task. */
export interface NotedInput {
  readonly accountId: string;
  /** Of everything that makes the clip. */
  readonly inputHash: string;
  readonly taskId: string;
  /** How long the same again counts as a duplicate. */
  readonly withinMs: number;
}

/**
 * Notes an input, and answers with the task that asked for the same within that time and has not failed: the first of them. What is
 * older is forgotten.
 */
export function* noteInput({ accountId, inputHash, taskId, withinMs }: NotedInput): Operation<string | undefined> {
  const since = sql`${NOW} - CAST(${withinMs} AS BIGINT)`;
  // One that was noted and never made, or came to nothing, is no reason for a second one to be told of.
  const [first] = yield sql`
    SELECT noted.task_id FROM recent_inputs noted JOIN tasks ON tasks.id = noted.task_id
    WHERE noted.account_id = ${accountId} AND noted.input_hash = ${inputHash} AND noted.at > ${since}
      AND tasks.state NOT IN ('failed', 'cancelled')`;
  if (first !== undefined) return String(first['task_id']);
  yield sql`
    INSERT INTO recent_inputs (account_id, input_hash, task_id, at) VALUES (${accountId}, ${inputHash}, ${taskId}, ${NOW})
    ON CONFLICT (account_id, input_hash) DO UPDATE SET task_id = excluded.task_id, at = excluded.at`;
  yield sql`DELETE FROM recent_inputs WHERE at <= ${since}`;
  return undefined;
}
