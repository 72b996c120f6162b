import { NOW, type Operation, type Row, sql } from '../statement.js';

/** Kept bytes that have a row. `key` is where the blob store has them: the hash and the suffix of this copy. */
export interface BlobRecord {
  readonly key: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Who needs a blob: `asset:…`, `output:…` or `task:…`. */
export interface BlobOwner {
  readonly owner: string;
  readonly accountId: string;
}

/**
 * Refers to the live copy of these bytes, and answers with its key; `undefined`: there is none, keep your own. It locks the row, so
 * that a collection which began before sees the reference, or is over and this finds nothing.
 */
export function* referToBytes(sha256: string, owner: BlobOwner): Operation<string | undefined> {
  const [row] = yield sql`UPDATE blobs SET unused_since = NULL WHERE sha256 = ${sha256} RETURNING blob_key`;
  if (row === undefined) return undefined;
  const key = String(row['blob_key']);
  yield* insertReference(key, owner);
  return key;
}

/** Gives kept bytes their row and its first reference. Where another copy came first, that one is referred to: its key is answered. */
export function* insertBlob(blob: BlobRecord, owner: BlobOwner): Operation<string> {
  const rows = yield sql`
    INSERT INTO blobs (blob_key, sha256, size_bytes, created_at) VALUES (${blob.key}, ${blob.sha256}, ${blob.sizeBytes}, ${NOW})
    ON CONFLICT (sha256) DO UPDATE SET unused_since = NULL
    RETURNING blob_key`;
  const key = String(rows[0]?.['blob_key']);
  yield* insertReference(key, owner);
  return key;
}

/** Refers to a blob, which is there: its key was read from what refers to it, in this transaction. */
function* insertReference(key: string, { owner, accountId }: BlobOwner): Operation<void> {
  yield sql`
    INSERT INTO blob_refs (blob_key, owner, account_id) VALUES (${key}, ${owner}, ${accountId})
    ON CONFLICT (blob_key, owner) DO NOTHING`;
}

/** Ends every reference of an owner; blobs that nothing else refers to count as unused from now on. */
export function* dropReferences(owner: string): Operation<void> {
  // The rows are locked first: two that drop the last two references at once would each see the other's, and nobody would collect.
  yield sql`
    UPDATE blobs SET unused_since = unused_since WHERE blob_key IN (SELECT blob_key FROM blob_refs WHERE owner = ${owner})`;
  const dropped = yield sql`DELETE FROM blob_refs WHERE owner = ${owner} RETURNING blob_key`;
  for (const { blob_key: key = null } of dropped) {
    yield sql`
      UPDATE blobs SET unused_since = ${NOW}
      WHERE blob_key = ${key} AND NOT EXISTS (SELECT 1 FROM blob_refs WHERE blob_key = ${key})`;
  }
}

/**
 * Deletes the rows of blobs that have been unused for `graceMs`, and answers with the keys whose files may go now, in that order. A row
 * that was referred to meanwhile, without telling, counts as used again.
 */
export function* collectBlobs(graceMs: number, limit: number): Operation<readonly string[]> {
  yield sql`
    UPDATE blobs SET unused_since = NULL
    WHERE unused_since IS NOT NULL AND EXISTS (SELECT 1 FROM blob_refs WHERE blob_refs.blob_key = blobs.blob_key)`;
  const rows = yield sql`
    DELETE FROM blobs WHERE blob_key IN (
        SELECT blob_key FROM blobs WHERE unused_since IS NOT NULL AND unused_since <= ${NOW} - CAST(${graceMs} AS BIGINT)
        ORDER BY unused_since LIMIT ${limit})
      AND unused_since IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM blob_refs WHERE blob_refs.blob_key = blobs.blob_key)
    RETURNING blob_key`;
  return rows.map((row) => String(row['blob_key']));
}

/** Which of these keys have a row. */
export function* knownBlobs(keys: readonly string[]): Operation<ReadonlySet<string>> {
  const [first, ...others] = keys;
  if (first === undefined) return new Set();
  const list = others.reduce((before, key) => sql`${before}, ${key}`, sql`${first}`);
  const rows = yield sql`SELECT blob_key FROM blobs WHERE blob_key IN (${list})`;
  return new Set(rows.map((row) => String(row['blob_key'])));
}

/** Keys that have a row, from the one after `after` on, in their order; fewer than `limit` are the last. */
export function* listBlobKeys(after: string, limit: number): Operation<readonly string[]> {
  const rows = yield sql`SELECT blob_key FROM blobs WHERE blob_key > ${after} ORDER BY blob_key LIMIT ${limit}`;
  return rows.map((row) => String(row['blob_key']));
}

/** A stretch of references, to be walked from `''` until `next` is `undefined`. */
export interface ReferenceStretch {
  readonly released: number;
  readonly next: string | undefined;
}

/**
 * Ends the references of tasks that ended more than `keepMs` ago: the stills they were made from, both the assets (`task:<id>`) and what
 * was fetched (`task:<id>:<field>`). Looks at `limit` owners.
 */
export function* releaseEndedTasks(after: string, keepMs: number, limit: number): Operation<ReferenceStretch> {
  const rows: readonly Row[] = yield sql`
    SELECT refs.owner AS owner, tasks.completed_at AS completed_at,
      CASE WHEN tasks.completed_at > 0 AND tasks.completed_at <= ${NOW} - CAST(${keepMs} AS BIGINT) THEN 1 ELSE 0 END AS done
    FROM (SELECT DISTINCT owner FROM blob_refs WHERE owner > ${after} ORDER BY owner LIMIT ${limit}) AS refs
    LEFT JOIN tasks ON substr(refs.owner, 1, 5) = 'task:' AND tasks.id = substr(refs.owner, 6, 35)
    ORDER BY refs.owner`;
  const done = rows.filter((row) => row['done'] === 1);
  for (const row of done) yield* dropReferences(String(row['owner']));
  return { released: done.length, next: rows.length < limit ? undefined : String(rows.at(-1)?.['owner']) };
}
