import type { NewTask } from '../operations/create-task.js';
import { NOW, sql, type Statement } from '../statement.js';

/** Whether a create fits into one statement: no assets to look up and no count of what is under way. */
export function isPlainCreate({ assetIds, inFlightMax }: NewTask): boolean {
  return assetIds.length === 0 && inFlightMax === undefined;
}

/**
 * `createTask` of operations/ as one statement, for a plain create: the caller's key is taken, the row and its first event written,
 * in one round trip and one commit. Answers with one row, `created`: 0 when the key stands for something already, and nothing was
 * written. The contract suite holds both forms to the same outcomes.
 */
export function createTaskStatement(task: NewTask): Statement {
  const { idempotency } = task;
  if (idempotency === undefined) {
    return sql`
      WITH task AS (${insertTask(task, sql``)}), event AS (${insertFirstEvent(task)})
      SELECT count(*) AS created FROM task`;
  }
  const { key, bodyHash, keepMs } = idempotency;
  return sql`
    WITH taken AS (
      INSERT INTO idempotency (account_id, name, body_hash, task_id, expires_at)
      VALUES (${task.accountId}, ${key}, ${bodyHash}, ${task.id}, ${NOW} + CAST(${keepMs} AS BIGINT))
      ON CONFLICT (account_id, name) DO UPDATE
        SET body_hash = excluded.body_hash, task_id = excluded.task_id, expires_at = excluded.expires_at
        WHERE idempotency.expires_at <= ${NOW}
      RETURNING task_id
    ), task AS (${insertTask(task, sql`FROM taken`)}), event AS (${insertFirstEvent(task)})
    SELECT count(*) AS created FROM task`;
}

function insertTask(task: NewTask, from: Statement): Statement {
  return sql`
    INSERT INTO tasks (id, account_id, key_id, model, route, storage, reference, input, callback_url, created_at, completed_at,
      state, version, lane, due_at, turn, tries, cancel, findings, adjustments, estimate, budget_micro_usd, publish_to)
    SELECT ${task.id}, ${task.accountId}, ${task.keyId}, ${task.model}, ${task.route ?? null}, ${task.storage},
      ${task.reference ?? null}, ${task.input}, ${task.callbackUrl ?? null}, ${NOW}, 0,
      'accepted', 1, ${task.lane}, ${NOW}, CAST(${task.turn} AS BIGINT), 0, 'none', ${task.findings}, ${task.adjustments},
      CAST(${task.estimate ?? null} AS TEXT), CAST(${task.budgetMicroUsd ?? null} AS BIGINT), CAST(${task.publishTo ?? null} AS TEXT)
    ${from}
    RETURNING id`;
}

function insertFirstEvent({ accountId }: NewTask): Statement {
  return sql`
    INSERT INTO events (task_id, seq, account_id, at, kind, data)
    SELECT id, 1, ${accountId}, ${NOW}, 'accepted', '{}' FROM task`;
}
