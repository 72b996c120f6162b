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
  /** Its place in the input. */
  readonly field: string;
}

/** Bytes of a still: twice what any model takes. */
const MAX_BYTES = 64 * 1024 ** 2;

/** As many re-checked hops as lifecycle rules allow a source. */
const MAX_REDIRECTS = 5;

/**
 * Makes a still ours: an asset is looked up, a URL is fetched through the guard and kept. A still that was kept before a crash is not
 * fetched again.
 * @throws AppError `bad_input` for one that is not to be had, StillOutOfReach and BlobError for what may pass.
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
    if (asset !== undefined) return { blobKey: asset.blobKey, name: asset.name, field };
    const todo = 'Upload the still again, and use the id that the upload answers.';
    throw new AppError('bad_input', `${field}: the asset is gone`, { field, todo });
  }
  const owner = `task:${id}:${field}`;
  const name = `${field} (${nameOf(url)})`;
  const kept = await store.runOne(() => findKeptBlob(owner));
  if (kept !== undefined) return { blobKey: kept.blobKey, name, field };
  try {
    const answer = await fetch(url, { maxBytes: MAX_BYTES, maxRedirects: MAX_REDIRECTS, allowAddresses, signal });
    if (answer.status < 200 || answer.status > 299) {
      answer.discard();
      throw refusal(field, answer.status);
    }
    const staged = await blobs.stage(answer.body, { maxBytes: MAX_BYTES, signal });
    return { blobKey: await keepBlob({ store, blobs }, staged, { accountId, owner }), name, field };
  } catch (error) {
    if (!(error instanceof NetError) || error.reason === 'aborted') throw error;
    if (error.retryable) throw new StillOutOfReach(field, error.message, error.todo, error);
    throw new AppError('bad_input', `${field}: ${error.message}`, { field, todo: error.todo, cause: error });
  }
}

/** A still that is not to be had now: its host is away, slow or busy. Later it may be; when it stays so, it is the caller's to mend. */
export class StillOutOfReach extends Error {
  readonly field: string;
  readonly todo: string;

  constructor(field: string, message: string, todo: string, cause?: unknown) {
    super(`${field}: ${message}`, cause === undefined ? {} : { cause });
    this.name = 'StillOutOfReach';
    this.field = field;
    this.todo = todo;
  }
}

function refusal(field: string, status: number): AppError | StillOutOfReach {
  const message = `the URL answered ${status}`;
  const todo = 'Give a URL that answers a plain GET with the image, without a login.';
  // A server that is down may be up in a minute; one that says no says it again.
  if (status >= 500 || status === 429 || status === 408) return new StillOutOfReach(field, message, todo);
  return new AppError('bad_input', `${field}: ${message}`, { field, todo });
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
