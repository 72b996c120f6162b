import { NOW, type Operation, type Row, sql } from '../statement.js';
import { dropReferences } from './blobs.js';

/** An upload as it is kept. */
export interface AssetRecord {
  /** Without `asset://`. */
  readonly id: string;
  readonly accountId: string;
  readonly blobKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** `undefined`: it stays. */
  readonly expiresAtMs: number | undefined;
}

/** An asset about to be made; its blob is referred to as `asset:<id>` already. */
export interface NewAsset extends Omit<AssetRecord, 'createdAtMs' | 'expiresAtMs'> {
  readonly keepMs: number | undefined;
}

/** Writes an asset. */
export function* insertAsset(asset: NewAsset): Operation<AssetRecord> {
  const expires = asset.keepMs === undefined ? sql`NULL` : sql`${NOW} + CAST(${asset.keepMs} AS BIGINT)`;
  const rows = yield sql`
    INSERT INTO assets (id, account_id, blob_key, sha256, size_bytes, media_type, name, created_at, expires_at)
    VALUES (${asset.id}, ${asset.accountId}, ${asset.blobKey}, ${asset.sha256}, ${asset.sizeBytes}, ${asset.mediaType},
      ${asset.name}, ${NOW}, ${expires})
    RETURNING ${ASSET_COLUMNS}`;
  return toAssetRecord(rows[0] ?? {});
}

/** An asset of the account, `undefined` for any other. */
export function* readAssetRow(accountId: string, id: string): Operation<AssetRecord | undefined> {
  const [row] = yield sql`SELECT ${ASSET_COLUMNS} FROM assets WHERE id = ${id} AND account_id = ${accountId}`;
  return row === undefined ? undefined : toAssetRecord(row);
}

/** What became of a delete. */
export type AssetDeletion = 'deleted' | 'unknown' | 'in_use';

/** Deletes an asset, unless a task that has not ended is to be made from it. */
export function* deleteAsset(accountId: string, id: string): Operation<AssetDeletion> {
  if (!(yield* lockAsset(id))) return 'unknown';
  const asset = yield* readAssetRow(accountId, id);
  if (asset === undefined) return 'unknown';
  const [used] = yield sql`
    SELECT count(*) AS tasks FROM blob_refs JOIN tasks ON blob_refs.owner = 'task:' || tasks.id
    WHERE blob_refs.blob_key = ${asset.blobKey} AND blob_refs.account_id = ${accountId} AND tasks.completed_at = 0`;
  if (Number(used?.['tasks'] ?? 0) > 0) return 'in_use';
  yield* removeAsset(id);
  return 'deleted';
}

/** Deletes assets whose time has passed and that no task of the account refers to; at most `limit`, and answers with how many. */
export function* expireAssets(limit: number): Operation<number> {
  const rows = yield sql`
    SELECT id FROM assets WHERE expires_at IS NOT NULL AND expires_at <= ${NOW} AND NOT EXISTS (${TASK_REFERENCE})
    ORDER BY expires_at LIMIT ${limit}`;
  for (const { id } of rows) {
    if (!(yield* lockAsset(String(id)))) continue;
    // Looked at once more under the lock: a create may have named it since.
    const free = yield sql`SELECT id FROM assets WHERE id = ${String(id)} AND NOT EXISTS (${TASK_REFERENCE})`;
    if (free.length > 0) yield* removeAsset(String(id));
  }
  return rows.length;
}

const TASK_REFERENCE = sql`SELECT 1 FROM blob_refs
  WHERE blob_refs.blob_key = assets.blob_key AND blob_refs.account_id = assets.account_id AND blob_refs.owner LIKE 'task:%'`;

/** Takes a lock on an asset. On Postgres a create that names the asset holds the same lock: whoever comes second sees what the first has done. */
export function* lockAsset(id: string): Operation<boolean> {
  return (yield sql`UPDATE assets SET name = name WHERE id = ${id} RETURNING id`).length > 0;
}

/** Deletes an asset and its reference. */
export function* removeAsset(id: string): Operation<void> {
  yield sql`DELETE FROM assets WHERE id = ${id}`;
  yield* dropReferences(`asset:${id}`);
}

const ASSET_COLUMNS = sql`id, account_id, blob_key, sha256, size_bytes, media_type, name, created_at, expires_at`;

function toAssetRecord(row: Row): AssetRecord {
  const expires = row['expires_at'];
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    blobKey: String(row['blob_key']),
    sha256: String(row['sha256']),
    sizeBytes: Number(row['size_bytes']),
    mediaType: String(row['media_type']),
    name: String(row['name']),
    createdAtMs: Number(row['created_at']),
    expiresAtMs: typeof expires === 'number' ? expires : undefined,
  };
}
