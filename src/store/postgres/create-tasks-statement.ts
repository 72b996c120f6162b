import type { NewTask } from '../operations/create-task.js';
import { NOW, sql, type Statement } from '../statement.js';

/** Whether a create fits into one statement: no assets to look up and no count of what is under way. */
export function isPlainCreate({ assetIds, inFlightMax }: NewTask): boolean {
  return assetIds.length === 0 && inFlightMax === undefined;
}

/**
 * `createTask` of operations/ as one statement, for as many plain creates as there are: the callers' keys are taken, the rows and their
 * first events written, in one round trip and one commit. Answers with the ids of the tasks that were made; where one is missing its
 * key stands for something already, and nothing was written of it. No two of them may bring the same key of an account. The contract
 * suite holds both forms to the same outcomes.
 */
export function createTasksStatement(tasks: readonly NewTask[]): Statement {
  return sql`
    WITH asked AS (
      SELECT * FROM json_to_recordset(CAST(${JSON.stringify(tasks.map(toAsked))} AS JSON)) AS one (
        id TEXT, account_id TEXT, key_id TEXT, model TEXT, route TEXT, storage TEXT, reference TEXT, input TEXT, callback_url TEXT,
        lane TEXT, turn BIGINT, findings TEXT, adjustments TEXT, estimate TEXT, budget_micro_usd BIGINT, publish_to TEXT,
        name TEXT, body_hash TEXT, keep_ms BIGINT)
    ), taken AS (
      INSERT INTO idempotency (account_id, name, body_hash, task_id, expires_at)
      SELECT account_id, name, body_hash, id, ${NOW} + keep_ms FROM asked WHERE name IS NOT NULL
      ON CONFLICT (account_id, name) DO UPDATE
        SET body_hash = excluded.body_hash, task_id = excluded.task_id, expires_at = excluded.expires_at
        WHERE idempotency.expires_at <= ${NOW}
      RETURNING task_id
    ), task AS (
      INSERT INTO tasks (id, account_id, key_id, model, route, storage, reference, input, callback_url, created_at, completed_at,
        state, version, lane, due_at, turn, tries, cancel, findings, adjustments, estimate, budget_micro_usd, publish_to)
      SELECT id, account_id, key_id, model, route, storage, reference, input, callback_url, ${NOW}, 0,
        'accepted', 1, lane, ${NOW}, turn, 0, 'none', findings, adjustments, estimate, budget_micro_usd, publish_to
      FROM asked WHERE name IS NULL OR id IN (SELECT task_id FROM taken)
      RETURNING id, account_id
    ), event AS (
      INSERT INTO events (task_id, seq, account_id, at, kind, data)
      SELECT id, 1, account_id, ${NOW}, 'accepted', '{}' FROM task
    )
    SELECT id FROM task`;
}

/**
 * Text in JSON, so that the statement is the same for one and for many. What is absent is NULL. Half of a surrogate pair, which Postgres's
 * JSON refuses, becomes U+FFFD, as everywhere that text is bound; `input` is JSON itself, where it is an escape.
 */
function toAsked(task: NewTask): Readonly<Record<string, string | number | undefined>> {
  // Written out: a spread of a few takes longer than all the rest.
  return {
    id: task.id,
    account_id: task.accountId,
    key_id: task.keyId,
    model: task.model,
    route: task.route,
    storage: task.storage,
    reference: task.reference?.toWellFormed(),
    input: task.input,
    callback_url: task.callbackUrl?.toWellFormed(),
    lane: task.lane,
    turn: task.turn,
    findings: task.findings,
    adjustments: task.adjustments,
    estimate: task.estimate,
    budget_micro_usd: task.budgetMicroUsd,
    publish_to: task.publishTo,
    name: task.idempotency?.key,
    body_hash: task.idempotency?.bodyHash,
    keep_ms: task.idempotency?.keepMs,
  };
}
