import { NOW, type Operation, type Row, sql } from '../statement.js';
import { dropReferences } from './blobs.js';

/** Something a render made, first as the provider names it, then as bytes of ours. */
export interface OutputRecord {
  /** A whole number as text: HiAPI's storages know outputs by it. */
  readonly id: string;
  readonly accountId: string;
  readonly taskId: string;
  readonly attemptId: string;
  readonly ordinal: number;
  readonly type: string;
  /** Where the provider has it: a URL, or a name that only its adapter understands. */
  readonly source: string;
  readonly sourceExpiresAtMs: number | undefined;
  /** Ours, once it is fetched. */
  readonly blobKey: string | undefined;
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly mediaType: string | undefined;
  readonly tier: 'temp' | 'persistent';
  /** When the bytes go; `undefined`: never, or not here yet. */
  readonly expiresAtMs: number | undefined;
  readonly createdAtMs: number;
  readonly deletedAtMs: number | undefined;
  /** Where it lies for good, in a bucket of somebody else's. */
  readonly publishedUrl: string | undefined;
}

/** An output as a provider announced it. */
export interface SeenOutput {
  readonly id: string;
  readonly ordinal: number;
  readonly type: string;
  readonly source: string;
  readonly sourceExpiresAtMs?: number;
}

/** Notes what there is to fetch, once per attempt; again, it changes where it is to be had (a URL that was signed anew). */
export function* noteOutputs(
  { accountId, taskId, attemptId, tier }: Pick<OutputRecord, 'accountId' | 'taskId' | 'attemptId' | 'tier'>,
  seen: readonly SeenOutput[],
): Operation<void> {
  for (const { id, ordinal, type, source, sourceExpiresAtMs } of seen) {
    yield sql`
      INSERT INTO outputs (id, account_id, task_id, attempt_id, ordinal, type, source, source_expires_at, tier, created_at)
      VALUES (CAST(${id} AS BIGINT), ${accountId}, ${taskId}, ${attemptId}, ${ordinal}, ${type}, ${source},
        ${sourceExpiresAtMs ?? null}, ${tier}, ${NOW})
      ON CONFLICT (attempt_id, ordinal) DO UPDATE
        SET source = excluded.source, source_expires_at = excluded.source_expires_at`;
  }
}

/** Bytes that were fetched and kept. */
export interface StoredOutput {
  readonly id: string;
  readonly blobKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** How long the bytes stay; `undefined`: until somebody deletes them. */
  readonly keepMs: number | undefined;
}

/** Under whose claim an output is stored. */
export interface OutputClaim {
  readonly accountId: string;
  readonly taskId: string;
  readonly lease: string;
}

/**
 * Ties an output to its bytes and holds them by a reference of its own. The blob's row is there already (`keepBlob`). `false`: the
 * claim is lost, and with it the right to say what the bytes are: a process that slept past its lease must not change what another
 * has verified and announced since.
 */
export function* storeOutput({ accountId, taskId, lease }: OutputClaim, stored: StoredOutput): Operation<boolean> {
  // A write of nothing, for its lock: on Postgres nobody takes the row over until this is committed.
  const held = yield sql`
    UPDATE tasks SET lease = lease WHERE id = ${taskId} AND account_id = ${accountId} AND lease = ${lease} AND due_at > ${NOW}
    RETURNING id`;
  if (held.length === 0) return false;
  const expires = stored.keepMs === undefined ? sql`NULL` : sql`${NOW} + CAST(${stored.keepMs} AS BIGINT)`;
  const rows = yield sql`
    UPDATE outputs SET blob_key = ${stored.blobKey}, sha256 = ${stored.sha256}, size_bytes = ${stored.sizeBytes},
      media_type = ${stored.mediaType}, expires_at = ${expires}
    WHERE id = CAST(${stored.id} AS BIGINT) AND task_id = ${taskId} AND deleted_at IS NULL
    RETURNING task_id`;
  if (rows.length === 0) return false;
  yield sql`
    INSERT INTO blob_refs (blob_key, owner, account_id) VALUES (${stored.blobKey}, ${`output:${stored.id}`}, ${accountId})
    ON CONFLICT (blob_key, owner) DO NOTHING`;
  return true;
}

/** Lets go of an output's bytes, so that it is fetched anew; in the transaction that moves its task there. */
export function* dropBytes({ id, accountId }: Pick<OutputRecord, 'id' | 'accountId'>): Operation<void> {
  yield sql`
    UPDATE outputs SET blob_key = NULL, sha256 = NULL, size_bytes = NULL, media_type = NULL, expires_at = NULL
    WHERE id = CAST(${id} AS BIGINT) AND account_id = ${accountId}`;
  yield* dropReferences(`output:${id}`);
}

/** Notes where outputs were written beside our store, by their ids, under the claim; without it, nothing. */
export function* notePublished(
  { accountId, taskId, lease }: OutputClaim,
  urls: ReadonlyMap<string, string>,
): Operation<void> {
  for (const [id, url] of urls) {
    yield sql`
      UPDATE outputs SET published_url = ${url}
      WHERE id = CAST(${id} AS BIGINT) AND task_id = ${taskId} AND account_id = ${accountId}
        AND EXISTS (SELECT 1 FROM tasks WHERE id = ${taskId} AND lease = ${lease} AND due_at > ${NOW})`;
  }
}

/** For how long a task's clip has been in our store at least, in ms: since it came to `verifying` first. */
export function* readKeptForMs(accountId: string, taskId: string): Operation<number> {
  const [row] = yield sql`
    SELECT ${NOW} - MIN(at) AS kept_ms FROM events
    WHERE task_id = ${taskId} AND account_id = ${accountId} AND kind = 'verifying'`;
  return Number(row?.['kept_ms'] ?? 0);
}

/** Bytes that are kept for an owner already: what a process that died after keeping them had not yet noted. */
export interface KeptBlob {
  readonly blobKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The blob that `owner` refers to, such as `output:<id>`; `undefined`: none. */
export function* findKeptBlob(owner: string): Operation<KeptBlob | undefined> {
  const [row] = yield sql`
    SELECT b.blob_key, b.sha256, b.size_bytes FROM blob_refs r JOIN blobs b ON b.blob_key = r.blob_key
    WHERE r.owner = ${owner}`;
  if (row === undefined) return undefined;
  return { blobKey: String(row['blob_key']), sha256: String(row['sha256']), sizeBytes: Number(row['size_bytes']) };
}

/** The outputs of a task's latest attempt, in their order. */
export function* readOutputs(accountId: string, taskId: string): Operation<readonly OutputRecord[]> {
  const rows = yield sql`
    SELECT ${OUTPUT_COLUMNS} FROM outputs
    WHERE task_id = ${taskId} AND account_id = ${accountId}
      AND attempt_id = (SELECT attempt_id FROM tasks WHERE id = ${taskId})
    ORDER BY ordinal`;
  return rows.map(toOutputRecord);
}

/** The columns that {@link toOutputRecord} reads; ids are text, for they pass what a JavaScript number holds exactly. */
export const OUTPUT_COLUMNS = sql`CAST(id AS TEXT) AS id, account_id, task_id, attempt_id, ordinal, type, source, source_expires_at,
  blob_key, sha256, size_bytes, media_type, tier, expires_at, created_at, deleted_at, published_url`;

/** Reads a row of `outputs`. */
export function toOutputRecord(row: Row): OutputRecord {
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    taskId: String(row['task_id']),
    attemptId: String(row['attempt_id']),
    ordinal: Number(row['ordinal']),
    type: String(row['type']),
    source: String(row['source']),
    sourceExpiresAtMs: whole(row['source_expires_at']),
    blobKey: words(row['blob_key']),
    sha256: words(row['sha256']),
    sizeBytes: whole(row['size_bytes']),
    mediaType: words(row['media_type']),
    tier: row['tier'] === 'persistent' ? 'persistent' : 'temp',
    expiresAtMs: whole(row['expires_at']),
    createdAtMs: Number(row['created_at']),
    deletedAtMs: whole(row['deleted_at']),
    publishedUrl: words(row['published_url']),
  };
}

function whole(value: Row[string] | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function words(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
