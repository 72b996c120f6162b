import { type Operation, type Row, sql, type Statement } from '../statement.js';
import { lockAsset, readAssetRow, removeAsset } from './assets.js';
import { dropReferences } from './blobs.js';
import { removeOutput } from './storages.js';

/** What went with a still. */
export interface Forgotten {
  /** Tasks that it was taken from. */
  readonly tasks: number;
  /** Clips, and what came beside them. */
  readonly outputs: number;
}

/** What became of it: `in_use` and `unknown` changed nothing. */
export type Forgetting = ({ readonly kind: 'forgotten' } & Forgotten) | { readonly kind: 'in_use' | 'unknown' };

/**
 * Deletes an asset with everything that the account made from its bytes: the outputs of every task that was made from them, those tasks'
 * copies, and other uploads of the same bytes. It finds tasks by their references, and where those have lapsed by their inputs, for
 * which it reads all tasks of the account.
 */
export function* forgetAsset(accountId: string, assetId: string): Operation<Forgetting> {
  if (!(yield* lockAsset(assetId))) return { kind: 'unknown' };
  const asset = yield* readAssetRow(accountId, assetId);
  if (asset === undefined) return { kind: 'unknown' };
  const named = yield sql`
    SELECT id FROM tasks WHERE account_id = ${accountId} AND input LIKE ${`%asset://${assetId}%`}`;
  return yield* forgetBytes(accountId, [asset.blobKey], named.map(idOf));
}

/**
 * Lets go of the stills of a task that has ended: of what it fetched, and of what was made of them to be sent. `made`: and deletes
 * everything that the account made from their bytes, as {@link forgetAsset} does.
 */
export function* forgetTaskStills(
  accountId: string,
  taskId: string,
  { fields, made }: { readonly fields: readonly string[]; readonly made: boolean },
): Operation<Forgetting> {
  const [task] = yield sql`
    UPDATE tasks SET lease = lease WHERE id = ${taskId} AND account_id = ${accountId} RETURNING completed_at`;
  if (task === undefined) return { kind: 'unknown' };
  if (task['completed_at'] === 0) return { kind: 'in_use' };
  const stills = [`task:${taskId}`, ...fields.map((field) => `task:${taskId}:${field}`)];
  if (!made) {
    for (const owner of [...stills, ...sentOwners(taskId)]) yield* dropReferences(owner);
    return { kind: 'forgotten', tasks: 1, outputs: 0 };
  }
  const rows = yield sql`
    SELECT DISTINCT blob_key FROM blob_refs WHERE account_id = ${accountId} AND owner IN (${listOf(stills)})`;
  const keys = rows.map((row) => String(row['blob_key']));
  return yield* forgetBytes(accountId, keys, [taskId]);
}

function* forgetBytes(
  accountId: string,
  keys: readonly string[],
  knownTasks: readonly string[],
): Operation<Forgetting> {
  const assets: string[] = [];
  const owners = new Set<string>();
  for (const key of keys) {
    // Locked as a create and a fetch lock them: whoever comes to refer to these bytes now waits, and then finds them gone.
    const same = yield sql`
      UPDATE assets SET name = name WHERE account_id = ${accountId} AND blob_key = ${key} RETURNING id`;
    assets.push(...same.map(idOf));
    yield sql`UPDATE blobs SET unused_since = unused_since WHERE blob_key = ${key}`;
    const refs = yield sql`
      SELECT owner FROM blob_refs WHERE blob_key = ${key} AND account_id = ${accountId} AND substr(owner, 1, 5) = 'task:'`;
    for (const ref of refs) owners.add(String(ref['owner']));
  }
  const tasks = new Set([...knownTasks, ...[...owners].map(taskOf)]);
  for (const taskId of tasks) {
    const open = yield sql`
      SELECT id FROM tasks WHERE id = ${taskId} AND account_id = ${accountId} AND completed_at = 0`;
    if (open.length > 0) return { kind: 'in_use' };
    for (const owner of [`task:${taskId}`, ...sentOwners(taskId)]) owners.add(owner);
  }
  let outputs = 0;
  for (const taskId of tasks) {
    const rows = yield sql`
      SELECT CAST(id AS TEXT) AS id FROM outputs
      WHERE task_id = ${taskId} AND account_id = ${accountId} AND deleted_at IS NULL`;
    for (const row of rows) if (yield* removeOutput(idOf(row), sql`deleted_at IS NULL`)) outputs += 1;
  }
  for (const owner of owners) yield* dropReferences(owner);
  for (const id of assets) yield* removeAsset(id);
  return { kind: 'forgotten', tasks: tasks.size, outputs };
}

/** The task in `task:<id>` and `task:<id>:<field>`. */
function taskOf(owner: string): string {
  return owner.split(':', 2)[1] ?? '';
}

/** Who refers to the copies that were made to be sent. */
function sentOwners(taskId: string): readonly string[] {
  return [`task:${taskId}:sent:first`, `task:${taskId}:sent:last`];
}

function idOf(row: Row): string {
  return String(row['id']);
}

function listOf([first = '', ...others]: readonly string[]): Statement {
  return others.reduce((list, one) => sql`${list}, ${one}`, sql`${first}`);
}
