import type { Adjustment } from '../../contract/adjustment.js';
import { AppError } from '../../contract/errors.js';
import { readAssetRow } from '../../store/operations/assets.js';
import type { TaskDeps } from '../task-deps.js';
import { notPublished } from './not-published.js';
import {
  fillIn,
  folderTold,
  type KeptTarget,
  liesIn,
  type PublishTarget,
  readTarget,
  targetTold,
  tellsTasksApart,
  writeKept,
} from './publish-target.js';

/** A task whose target is to be settled. */
export interface AskedTarget {
  readonly accountId: string;
  readonly taskId: string;
  /** As its caller wrote it; `undefined`: as the account is set. */
  readonly asked: string | undefined;
  /** Whether the caller could change the setting as well. */
  readonly isOperator: boolean;
  /** The URL of the first still; `undefined`: there is none. */
  readonly stillUrl: string | undefined;
}

/** `adjustment`: the account's setting cannot be followed, and the task is made all the same. */
export type SettledTarget =
  | { readonly kind: 'none'; readonly adjustment?: Adjustment }
  | { readonly kind: 'settled'; readonly publishTo: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403; readonly message: string };

const FIELD = 'publish_to';

/**
 * Settles where a task's clip is written beside our store. The installation's key of S3 opens more than its callers may have: whoever is not the
 * operator writes into the folder that the account's setting opens, and nowhere else.
 * @throws StoreError
 */
export async function settleTarget(deps: TaskDeps, ask: AskedTarget): Promise<SettledTarget> {
  const { publisher, own } = deps;
  const setting = own?.settings.publishTo;
  const { asked, isOperator } = ask;
  if (asked === undefined && setting === undefined) return { kind: 'none' };
  if (publisher === undefined) {
    const why = 'this server has no key of S3. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where it runs';
    if (asked !== undefined) return { kind: 'refused', status: 400, message: `${FIELD}: ${why}` };
    return { kind: 'none', adjustment: notPublished(setting ?? '', `For ${why}.`) };
  }
  const { region } = publisher;
  let allowed: PublishTarget | undefined;
  try {
    allowed = setting === undefined ? undefined : readTarget(setting, { field: "the account's publishTo", region });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (asked === undefined) return { kind: 'none', adjustment: notPublished(setting ?? '', `${error.message}.`) };
  }
  let target: PublishTarget;
  try {
    target =
      asked === undefined && allowed !== undefined
        ? allowed
        : readTarget(asked ?? '', { field: FIELD, region, like: allowed });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'refused', status: 400, message: `${error.message}. ${error.todo ?? ''}` };
  }
  const filled = await fill(deps, ask, target);
  if (asked !== undefined && !isOperator && (allowed === undefined || !liesIn(filled, allowed))) {
    const open = allowed === undefined ? 'nothing: its publishTo is not set' : folderTold(allowed);
    const message = `${FIELD}: this account may not write to ${targetTold(filled)}; what it may write to is ${open}. Ask the operator for more`;
    return { kind: 'refused', status: 403, message };
  }
  if (publisher.isOurs(filled)) {
    const message = `${targetTold(filled)} lies among the server's own blobs. Name another folder or bucket`;
    if (asked !== undefined) return { kind: 'refused', status: 403, message: `${FIELD}: ${message}` };
    return { kind: 'none', adjustment: notPublished(targetTold(filled), `${message}.`) };
  }
  const kept: KeptTarget = { ...filled, by: asked !== undefined && isOperator ? 'operator' : 'settings' };
  return { kind: 'settled', publishTo: writeKept(kept) };
}

async function fill(deps: TaskDeps, ask: AskedTarget, target: PublishTarget): Promise<PublishTarget> {
  const { taskId } = ask;
  const name = tellsTasksApart(target) ? await nameOf(deps, ask) : '';
  return fillIn(target, { name, taskId, atMs: deps.nowMs() });
}

/** What a still was called where it comes from; empty: nobody said. */
async function nameOf({ store }: TaskDeps, { accountId, stillUrl = '' }: AskedTarget): Promise<string> {
  if (stillUrl.startsWith('asset://')) {
    const asset = await store.runOne(() => readAssetRow(accountId, stillUrl.slice('asset://'.length)));
    return asset?.name ?? '';
  }
  if (!/^https?:/i.test(stillUrl) || !URL.canParse(stillUrl)) return '';
  const last = new URL(stillUrl).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
