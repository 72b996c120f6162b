import { BlobError } from '../../blobs/blob-error.js';
import type { Adjustment } from '../../contract/adjustment.js';
import { AppError } from '../../contract/errors.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { type OutputRecord, readKeptForMs } from '../../store/operations/outputs.js';
import { LostClaim, type StepWork } from '../steps/step.js';
import { notPublished } from './not-published.js';
import { type KeptTarget, liesIn, readKept, readTarget, targetTold } from './publish-target.js';

/** `ready`: the task may succeed; `urls` by the outputs' ids. `waiting`: the bucket is tried again, the clip being safe in our store. */
export type Publication =
  | { readonly kind: 'ready'; readonly urls: ReadonlyMap<string, string>; readonly adjustment?: Adjustment }
  | { readonly kind: 'waiting'; readonly dueInMs: number };

/** How long a bucket is tried; no longer than half of what the clip is kept for, so that its URL here is of use then. */
const TRY_FOR_MS = 86_400_000;

/** Trouble passes by itself in this time, as a rule; then whoever looks on is told that it needs somebody. */
const SOON_MS = 30_000;

const LEAST_WAIT_MS = 2_000;
const MOST_WAIT_MS = 15 * 60_000;

/**
 * Writes the clips of a task that is about to succeed to where it was told to, once; run again, it finds what it has written. No task fails
 * for a bucket: after a day it succeeds without.
 * @throws LostClaim, StoreError
 */
export async function publishClips(
  task: ClaimedTask,
  outputs: readonly OutputRecord[],
  work: StepWork,
): Promise<Publication> {
  const urls = new Map<string, string>();
  if (task.publishTo === undefined) return { kind: 'ready', urls };
  const target = readKept(task.publishTo);
  const refusal = refusalOf(target, work);
  if (refusal !== undefined) return { kind: 'ready', urls, adjustment: notPublished(targetTold(target), refusal) };
  const { publisher, claim } = work;
  try {
    if (publisher === undefined) throw noKey();
    for (const [index, clip] of outputs.filter(({ type }) => type === 'video').entries()) {
      const { id, blobKey, sha256, sizeBytes, mediaType = 'video/mp4' } = clip;
      if (blobKey === undefined || sha256 === undefined || sizeBytes === undefined) continue;
      work.tell({ share: 1, doing: 'writing the clip to its bucket' });
      const names = namesOf(target.key, task.id, index);
      const written = await publisher.write(target, {
        blobKey,
        sha256,
        sizeBytes,
        mediaType,
        names,
        signal: claim.signal,
      });
      claim.assertHeld();
      if (written.kind === 'published') urls.set(id, written.url);
      else {
        const why = `Other things lie under ${names.join(' and ')} in the bucket, and nothing is written over.`;
        return { kind: 'ready', urls, adjustment: notPublished(targetTold(target), why) };
      }
    }
    return { kind: 'ready', urls };
  } catch (error) {
    if (claim.signal.aborted || error instanceof LostClaim) throw error;
    if (!(error instanceof BlobError) && !(error instanceof AppError)) throw error;
    work.onTrouble(error);
    const keptForMs = await work.store.run(() => readKeptForMs(task.accountId, task.id));
    if (keptForMs < patienceMs(outputs)) {
      const doing = `waiting for its bucket: ${error.message}`;
      work.tell({ share: 1, doing, ...(keptForMs < SOON_MS ? {} : { waits: 'bucket' }) });
      return { kind: 'waiting', dueInMs: Math.min(MOST_WAIT_MS, LEAST_WAIT_MS + Math.round(keptForMs / 4)) };
    }
    const why = `The bucket was tried for ${toldFor(keptForMs)} and did not take it. At last: ${error.message}.`;
    return { kind: 'ready', urls, adjustment: notPublished(targetTold(target), why) };
  }
}

/** What no time mends: the setting under which the task was accepted is not the account's any more. */
function refusalOf(target: KeptTarget, { own, publisher }: StepWork): string | undefined {
  if (publisher?.isOurs(target) === true) return "It lies among the server's own blobs.";
  if (target.by === 'operator') return undefined;
  const gone = 'What the account may write to has changed since the task was made.';
  const setting = own?.settings.publishTo;
  if (setting === undefined) return gone;
  try {
    const now = readTarget(setting, { field: 'publishTo', region: publisher?.region ?? target.region });
    return liesIn(target, now) ? undefined : gone;
  } catch (error) {
    if (error instanceof AppError) return gone;
    throw error;
  }
}

/** As asked, and where something else has that name, with the task's id behind it. */
function namesOf(key: string, taskId: string, index: number): readonly string[] {
  const asked = index === 0 ? key : withEnd(key, String(index + 1));
  return asked.includes(taskId) ? [asked] : [asked, withEnd(asked, taskId)];
}

function withEnd(key: string, end: string): string {
  const [, stem = key, extension = ''] = /^(.*[^/])(\.[A-Za-z0-9]+)$/.exec(key) ?? [];
  return `${stem}-${end}${extension}`;
}

function patienceMs(outputs: readonly OutputRecord[]): number {
  const lives = outputs.flatMap(({ expiresAtMs, createdAtMs }) =>
    expiresAtMs === undefined ? [] : [expiresAtMs - createdAtMs],
  );
  return Math.min(TRY_FOR_MS, ...lives.map((lifeMs) => lifeMs / 2));
}

function toldFor(ms: number): string {
  return ms >= 3_600_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.max(1, Math.round(ms / 60_000))} min`;
}

function noKey(): AppError {
  return new AppError('bad_usage', 'this server has no key of S3, and a clip is to be written to a bucket', {
    field: 'AWS_ACCESS_KEY_ID',
    todo: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY on every node.',
  });
}
