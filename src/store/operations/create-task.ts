import { NOW, type Operation, sql, wake } from '../statement.js';
import { insertEvent } from './events.js';

/** A task about to be accepted. */
export interface NewTask {
  readonly id: string;
  readonly accountId: string;
  readonly keyId: string;
  readonly model: string;
  /** As the caller wrote it; absent: the default one. */
  readonly route?: string | undefined;
  readonly storage: 'temp' | 'persistent';
  readonly reference?: string | undefined;
  /** The model's input as JSON, small: stills are URLs by now. */
  readonly input: string;
  readonly callbackUrl?: string | undefined;
  /** Where it waits for a runner; see `claimTasks`. */
  readonly lane: string;
  /** Its place in that lane: lower is sooner. */
  readonly turn: number;
  /** JSON arrays. */
  readonly findings: string;
  readonly adjustments: string;
  /** JSON: the most that it may cost; absent: nothing, or nobody knows. */
  readonly estimate?: string | undefined;
  /** What its caller lets it cost, in whole micro-dollars. */
  readonly budgetMicroUsd?: number | undefined;
  /** The caller's key, and the hash of the raw body it came with. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string; readonly keepMs: number } | undefined;
  /** Tasks that this key may have under way, this one among them. */
  readonly inFlightMax?: number | undefined;
  /** JSON: where its clip is to be written beside our store. */
  readonly publishTo?: string | undefined;
  /** Assets of the account that the task keeps alive. */
  readonly assetIds: readonly string[];
}

/** What became of a create. Only `created` wrote anything. */
export type CreateOutcome =
  | { readonly kind: 'created'; readonly taskId: string }
  | { readonly kind: 'replayed'; readonly taskId: string }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'too_many'; readonly inFlight: number }
  | { readonly kind: 'unknown_asset'; readonly assetId: string };

/** Accepts a task: row, first event, key and references in one transaction, or nothing at all. */
export function* createTask(task: NewTask): Operation<CreateOutcome> {
  const { idempotency } = task;
  if (idempotency !== undefined) {
    const known = yield* findReplay(task.accountId, idempotency);
    if (known !== undefined) return known;
  }
  if (task.inFlightMax !== undefined) {
    const inFlight = yield* countInFlight(task.keyId);
    if (inFlight >= task.inFlightMax) return { kind: 'too_many', inFlight };
  }
  for (const assetId of task.assetIds) {
    // Locks the row: on Postgres a delete at the same time waits, and then finds the reference.
    const found = yield sql`
      UPDATE assets SET name = name WHERE id = ${assetId} AND account_id = ${task.accountId} RETURNING id`;
    if (found.length === 0) return { kind: 'unknown_asset', assetId };
  }
  if (idempotency !== undefined) {
    const { key, bodyHash, keepMs } = idempotency;
    const taken = yield sql`
      INSERT INTO idempotency (account_id, name, body_hash, task_id, expires_at)
      VALUES (${task.accountId}, ${key}, ${bodyHash}, ${task.id}, ${NOW} + CAST(${keepMs} AS BIGINT))
      ON CONFLICT (account_id, name) DO UPDATE
        SET body_hash = excluded.body_hash, task_id = excluded.task_id, expires_at = excluded.expires_at
        WHERE idempotency.expires_at <= ${NOW}
      RETURNING task_id`;
    // On Postgres another transaction may have taken it since it was looked for; nothing is written yet.
    if (taken.length === 0) return (yield* findReplay(task.accountId, idempotency)) ?? { kind: 'mismatch' };
  }
  yield sql`
    INSERT INTO tasks (id, account_id, key_id, model, route, storage, reference, input, callback_url, created_at, completed_at,
      state, version, lane, due_at, turn, tries, cancel, capped_key, findings, adjustments, estimate, budget_micro_usd, publish_to)
    VALUES (${task.id}, ${task.accountId}, ${task.keyId}, ${task.model}, ${task.route ?? null}, ${task.storage},
      ${task.reference ?? null}, ${task.input}, ${task.callbackUrl ?? null}, ${NOW}, 0,
      'accepted', 1, ${task.lane}, ${NOW}, ${task.turn}, 0, 'none', ${task.inFlightMax === undefined ? null : task.keyId},
      ${task.findings}, ${task.adjustments}, ${task.estimate ?? null}, ${task.budgetMicroUsd ?? null},
      ${task.publishTo ?? null})`;
  for (const assetId of task.assetIds) {
    yield sql`
      INSERT INTO blob_refs (blob_key, owner, account_id)
      SELECT blob_key, ${`task:${task.id}`}, account_id FROM assets WHERE id = ${assetId}
      ON CONFLICT (blob_key, owner) DO NOTHING`;
  }
  yield* insertEvent({ taskId: task.id, seq: 1, accountId: task.accountId, kind: 'accepted', data: '{}' });
  yield wake(`lane:${task.lane}`);
  return { kind: 'created', taskId: task.id };
}

/** What the account's key already stands for: a replay, another body, or nothing. */
export function* findReplay(
  accountId: string,
  { key, bodyHash }: { readonly key: string; readonly bodyHash: string },
): Operation<CreateOutcome | undefined> {
  const [row] = yield sql`
    SELECT body_hash, task_id FROM idempotency
    WHERE account_id = ${accountId} AND name = ${key} AND expires_at > ${NOW}`;
  if (row === undefined) return undefined;
  return row['body_hash'] === bodyHash ? { kind: 'replayed', taskId: String(row['task_id']) } : { kind: 'mismatch' };
}

/** Tasks of a capped key that have not ended. Locks the key's row, so that two creates do not both see room for one. */
function* countInFlight(keyId: string): Operation<number> {
  yield sql`UPDATE api_keys SET name = name WHERE id = ${keyId} RETURNING id`;
  return yield* readInFlight(keyId);
}

/** Tasks of a capped key that have not ended, without a lock: whether there is room is decided by {@link createTask}. */
export function* readInFlight(keyId: string): Operation<number> {
  const [row] = yield sql`SELECT count(*) AS in_flight FROM tasks WHERE capped_key = ${keyId}`;
  return Number(row?.['in_flight'] ?? 0);
}
