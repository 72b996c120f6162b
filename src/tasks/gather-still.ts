import { AppError } from '../contract/errors.js';
import { NetError } from '../net/net-error.js';
import { findKeptBlob } from '../store/operations/outputs.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import { keepBlob } from './storage/keep-blob.js';
import { readAsset } from './storage/read-asset.js';
import type { TaskDeps } from './task-deps.js';

/** A still that is kept, and what its owner calls it. */
export interface GatheredStill {
  readonly blobKey: string;
  readonly name: string;
}

/** Bytes of a still: twice what any model takes. */
const MAX_BYTES = 64 * 1024 ** 2;

/** As many re-checked hops as lifecycle rules allow a source. */
const MAX_REDIRECTS = 5;

/**
 * Makes a still ours: an asset is looked up, a URL is fetched through the guard and kept. A still that was kept before a crash is not
 * fetched again.
 * @throws AppError `bad_input` for one that is not to be had, NetError and BlobError for what may pass.
 */
export async function gatherStill(
  { store, blobs, fetch, allowAddresses }: Pick<TaskDeps, 'store' | 'blobs' | 'fetch' | 'allowAddresses'>,
  { id, accountId }: Pick<TaskRecord, 'id' | 'accountId'>,
  field: string,
  url: string,
  signal: AbortSignal,
): Promise<GatheredStill> {
  const assetId = /^asset:\/\/(.+)$/.exec(url)?.[1];
  if (assetId !== undefined) {
    const asset = await readAsset(store, accountId, assetId);
    if (asset !== undefined) return { blobKey: asset.blobKey, name: asset.name };
    const todo = 'Upload the still again, and use the id that the upload answers.';
    throw new AppError('bad_input', `${field}: the asset is gone`, { field, todo });
  }
  const owner = `task:${id}:${field}`;
  const name = nameOf(url);
  const kept = await store.run(() => findKeptBlob(owner));
  if (kept !== undefined) return { blobKey: kept.blobKey, name };
  try {
    const answer = await fetch(url, { maxBytes: MAX_BYTES, maxRedirects: MAX_REDIRECTS, allowAddresses, signal });
    if (answer.status < 200 || answer.status > 299) {
      answer.discard();
      throw refusal(field, answer.status);
    }
    const staged = await blobs.stage(answer.body, { maxBytes: MAX_BYTES, signal });
    return { blobKey: await keepBlob({ store, blobs }, staged, { accountId, owner }), name };
  } catch (error) {
    if (!(error instanceof NetError) || error.retryable) throw error;
    throw new AppError('bad_input', `${field}: ${error.message}`, { field, todo: error.todo, cause: error });
  }
}

function refusal(field: string, status: number): AppError | Error {
  const message = `${field}: the URL answered ${status}`;
  // A server that is down may be up in a minute; one that says no says it again.
  if (status >= 500 || status === 429 || status === 408) return new Error(message);
  const todo = 'Give a URL that answers a plain GET with the image, without a login.';
  return new AppError('bad_input', message, { field, todo });
}

/** The file's name in a URL, which is no secret, without its query, which may be. */
function nameOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '');
  return last === undefined ? hostname : decodeName(last);
}

function decodeName(part: string): string {
  try {
    return decodeURIComponent(part).slice(0, 120);
  } catch {
    return part.slice(0, 120);
  }
}
