import type { StorageOutcome, StorageRefusal } from '../../contract/storage.js';
import { NOW, type Operation, sql, type Statement } from '../statement.js';
import { dropReferences } from './blobs.js';
import { OUTPUT_COLUMNS, type OutputRecord, toOutputRecord } from './outputs.js';

/** A page of stored outputs, newest first. */
export interface StoragePage {
  readonly total: number;
  readonly outputs: readonly OutputRecord[];
}

/** An output by its id alone, of whatever account: for URLs that were signed. */
export function* readOutput(id: string): Operation<OutputRecord | undefined> {
  if (!isOutputId(id)) return undefined;
  const [row] = yield sql`SELECT ${OUTPUT_COLUMNS} FROM outputs WHERE id = CAST(${id} AS BIGINT)`;
  return row === undefined ? undefined : toOutputRecord(row);
}

/** The outputs of these tasks' latest attempts, by task, each in their order: a page of tasks in one question. */
export function* readOutputsOfTasks(
  accountId: string,
  taskIds: readonly string[],
): Operation<ReadonlyMap<string, readonly OutputRecord[]>> {
  const [first, ...others] = taskIds;
  const outputs = new Map<string, OutputRecord[]>();
  if (first === undefined) return outputs;
  const ids = others.reduce((list, id) => sql`${list}, ${id}`, sql`${first}`);
  const rows = yield sql`
    SELECT ${OUTPUT_COLUMNS} FROM outputs
    WHERE account_id = ${accountId} AND task_id IN (${ids})
      AND attempt_id = (SELECT attempt_id FROM tasks WHERE tasks.id = outputs.task_id)
    ORDER BY task_id, ordinal`;
  for (const output of rows.map(toOutputRecord)) {
    outputs.set(output.taskId, [...(outputs.get(output.taskId) ?? []), output]);
  }
  return outputs;
}

/** What an account has stored: outputs whose bytes are here. */
export function* listStorages(accountId: string, page: number, size: number): Operation<StoragePage> {
  const stored = sql`account_id = ${accountId} AND blob_key IS NOT NULL AND deleted_at IS NULL`;
  const [counted] = yield sql`SELECT count(*) AS total FROM outputs WHERE ${stored}`;
  const rows = yield sql`
    SELECT ${OUTPUT_COLUMNS} FROM outputs WHERE ${stored}
    ORDER BY outputs.id DESC LIMIT ${size} OFFSET ${(page - 1) * size}`;
  return { total: Number(counted?.['total'] ?? 0), outputs: rows.map(toOutputRecord) };
}

/**
 * Makes outputs stay until somebody deletes them. One that stays already is accepted again. `capBytes` is how much an account may keep
 * so; what would pass it is refused, and the smaller ones after it may still fit.
 */
export function* promoteStorages(
  accountId: string,
  ids: readonly string[],
  capBytes: number | undefined,
): Operation<StorageOutcome> {
  // The account's row is locked: two promotes at once would both see room for the last bytes.
  if (capBytes !== undefined) {
    yield sql`
      INSERT INTO accounts (id, created_at) VALUES (${accountId}, ${NOW})
      ON CONFLICT (id) DO UPDATE SET created_at = accounts.created_at`;
  }
  return yield* eachOutput(accountId, ids, function* (output) {
    if (output.tier === 'persistent') return undefined;
    if (output.blobKey === undefined) return 'not_promotable';
    if (capBytes !== undefined) {
      const kept = yield* persistentBytes(accountId);
      if (kept + (output.sizeBytes ?? 0) > capBytes) return 'cap_exceeded';
    }
    const rows = yield sql`
      UPDATE outputs SET tier = 'persistent', expires_at = NULL
      WHERE id = CAST(${output.id} AS BIGINT) AND deleted_at IS NULL
      RETURNING task_id`;
    return rows.length === 0 ? 'already_deleted' : undefined;
  });
}

/** Deletes outputs: their rows stay and say so, their bytes go when nothing else refers to them. */
export function* deleteStorages(accountId: string, ids: readonly string[]): Operation<StorageOutcome> {
  return yield* eachOutput(accountId, ids, function* (output) {
    // Bytes that are still being fetched are the runner's.
    if (output.blobKey === undefined) return 'storage_op_pending';
    return (yield* removeOutput(output.id, sql`deleted_at IS NULL`)) ? undefined : 'already_deleted';
  });
}

/** Deletes outputs whose time has passed; at most `limit`, and answers with how many. */
export function* expireOutputs(limit: number): Operation<number> {
  const over = sql`deleted_at IS NULL AND expires_at IS NOT NULL AND expires_at <= ${NOW}`;
  const rows = yield sql`SELECT CAST(id AS TEXT) AS id FROM outputs WHERE ${over} ORDER BY expires_at LIMIT ${limit}`;
  // Asked again for each: one that was promoted since the rows were read stays.
  for (const row of rows) yield* removeOutput(String(row['id']), over);
  return rows.length;
}

function* eachOutput(
  accountId: string,
  ids: readonly string[],
  change: (output: OutputRecord) => Operation<StorageRefusal | undefined>,
): Operation<StorageOutcome> {
  const accepted: string[] = [];
  const rejected: { id: string; reason: StorageRefusal }[] = [];
  for (const id of new Set(ids)) {
    const output = yield* readOutput(id);
    const reason = yield* judge(output, accountId, change);
    if (reason === undefined) accepted.push(id);
    else rejected.push({ id, reason });
  }
  return { accepted, rejected };
}

function* judge(
  output: OutputRecord | undefined,
  accountId: string,
  change: (output: OutputRecord) => Operation<StorageRefusal | undefined>,
): Operation<StorageRefusal | undefined> {
  if (output?.accountId !== accountId) return 'not_owned';
  if (output.deletedAtMs !== undefined) return 'already_deleted';
  return yield* change(output);
}

function* persistentBytes(accountId: string): Operation<number> {
  const [row] = yield sql`
    SELECT CAST(COALESCE(sum(size_bytes), 0) AS BIGINT) AS bytes FROM outputs
    WHERE account_id = ${accountId} AND tier = 'persistent' AND deleted_at IS NULL`;
  return Number(row?.['bytes'] ?? 0);
}

/** Deletes an output that is as `when` says; `false`: it is not. Its row stays and says so, its bytes go with the last reference. */
export function* removeOutput(id: string, when: Statement): Operation<boolean> {
  const rows = yield sql`
    UPDATE outputs SET deleted_at = ${NOW} WHERE id = CAST(${id} AS BIGINT) AND ${when} RETURNING task_id`;
  if (rows.length === 0) return false;
  yield* dropReferences(`output:${id}`);
  return true;
}

/** A whole number that a BIGINT holds; the text of a caller, before it reaches a cast. */
function isOutputId(id: string): boolean {
  return /^[1-9][0-9]{0,18}$/.test(id) && BigInt(id) <= 9_223_372_036_854_775_807n;
}
