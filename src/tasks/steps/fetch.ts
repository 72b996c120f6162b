import type { Adjustment } from '../../contract/adjustment.js';
import { ProviderError } from '../../providers/provider.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import {
  findKeptBlob,
  noteOutputs,
  type OutputRecord,
  readOutputs,
  storeOutput,
} from '../../store/operations/outputs.js';
import { keepBlob } from '../storage/keep-blob.js';
import { assertSameKey, orderOf, sentAttemptOf } from './attempt.js';
import { awaitTurn } from './call-turn.js';
import { deadlineMs } from './deadline.js';
import { failTask } from './end.js';
import { onward } from './onward.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from './step.js';

/** Bytes of a clip: far above what any model makes in 30 s. */
const MAX_CLIP_BYTES = 2 * 1024 ** 3;

/** What comes beside a clip is tried for so often; the clip itself until it is there or lost. */
const TRIES_BESIDE_MAX = 5;

/** A URL that says it is gone may be back while it should live; not for longer than this since the vendor said that there is a clip. */
const DEAD_MS = 86_400_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  video: 'video/mp4',
  image: 'image/png',
  first_frame: 'image/png',
  last_frame: 'image/png',
  thumbnail: 'image/jpeg',
};

/**
 * `fetching → verifying`: the clip, and then what came beside it, is kept before the task goes on; what was kept before a crash is not
 * fetched again. A clip is given up only when its URL is dead for good: its vendor was asked for another, and its time is over.
 */
export const fetchOutputs: Step = async (task, work) => {
  const { store, claim } = work;
  work.tell({ share: 1, doing: 'keeping the clip' });
  const outputs = await store.run(() => readOutputs(task.accountId, task.id));
  const missing = outputs.filter(({ blobKey }) => blobKey === undefined);
  const lost: Adjustment[] = [];
  for (const output of [...missing].sort((a, b) => Number(isBeside(a)) - Number(isBeside(b)))) {
    try {
      await fetchOutput(output, task, work);
    } catch (error) {
      if (isBeside(output) && error instanceof ProviderError && (isDead(error) || task.tries > TRIES_BESIDE_MAX)) {
        lost.push(lostBeside(output));
        continue;
      }
      if (!(error instanceof ProviderError) || !isDead(error)) throw error;
      return await seekAnew(task, output, error, work);
    }
  }
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'fetching', to: 'verifying', lease: claim.lease },
      ...onward(task, 'verifying', claim),
      ...deadlineMs('verifying'),
      changes: lost.length === 0 ? {} : { adjustments: [...task.adjustments, ...lost] },
    }),
  );
};

function isBeside({ type }: OutputRecord): boolean {
  return type !== 'video';
}

function isDead(error: ProviderError): boolean {
  return error.isDead;
}

/** The URL of a clip answers that it is gone: a vendor may sign another; else it may be back until its time is over. */
async function seekAnew(
  task: ClaimedTask,
  output: OutputRecord,
  error: ProviderError,
  work: StepWork,
): Promise<StepOutcome> {
  const { claim, store } = work;
  const sent = await sentAttemptOf(task, work);
  const { attempt, provider } = sent;
  assertSameKey(sent);
  const waitMs = await awaitTurn(provider, 'ask', work);
  if (waitMs > 0) return { kind: 'waiting', dueInMs: Math.ceil(waitMs), isUnasked: true };
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const answer =
    attempt.handle === undefined ? undefined : await provider.poll(attempt.handle, orderOf(task, attempt), hooks);
  const anew = answer?.kind === 'succeeded' ? answer.outputs[output.ordinal] : undefined;
  if (anew !== undefined && anew.source !== output.source) {
    const { type, source, expiresAtMs } = anew;
    const { id, ordinal, accountId, taskId, attemptId, tier } = output;
    const expiry = expiresAtMs === undefined ? {} : { sourceExpiresAtMs: expiresAtMs };
    await store.run(() =>
      noteOutputs({ accountId, taskId, attemptId, tier }, [{ id, ordinal, type, source, ...expiry }]),
    );
    // Tried soon, and less and less often: a vendor may sign whatever it is asked for, and have the clip no more.
    throw error;
  }
  const { sourceExpiresAtMs } = output;
  const deadForMs = work.nowMs() - (attempt.endedAtMs ?? work.nowMs());
  if ((sourceExpiresAtMs === undefined || sourceExpiresAtMs > work.nowMs()) && deadForMs < DEAD_MS) throw error;
  const say = `The clip was made and paid for, but its URL at ${provider.id} died before it was fetched. ${error.message}`;
  const failure = { class: 'provider', charged: 'yes', retry: 'pays_again', say } as const;
  return moveOn(work, () => failTask(work, task, { code: 'TASK_FAILED', message: say, failure }, claim.lease));
}

function lostBeside({ type }: OutputRecord): Adjustment {
  return {
    code: 'output_lost',
    field: type === 'last_frame' ? 'return_last_frame' : 'output',
    asked: type,
    used: 'none',
    reason: `The provider announced a ${type} beside the clip, but it could not be fetched. The clip is whole.`,
  };
}

async function fetchOutput(output: OutputRecord, task: ClaimedTask, work: StepWork): Promise<void> {
  const { store, blobs, claim } = work;
  const { id, accountId, source, type } = output;
  const owner = `output:${id}`;
  let kept = await store.runOne(() => findKeptBlob(owner));
  if (kept === undefined) {
    const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
    const { provider } = await sentAttemptOf(task, work);
    const bytes = await provider.open(source, hooks);
    const staged = await blobs.stage(bytes, { maxBytes: MAX_CLIP_BYTES, signal: claim.signal });
    const { sha256, sizeBytes } = staged;
    claim.assertHeld();
    kept = { blobKey: await keepBlob({ store, blobs }, staged, { accountId, owner }), sha256, sizeBytes };
  }
  const mediaType = MEDIA_TYPES[type] ?? 'application/octet-stream';
  const keepMs = task.storage === 'persistent' ? undefined : work.keepClipMs;
  const stored = { id, mediaType, keepMs, ...kept };
  const held = { accountId, taskId: task.id, lease: claim.lease };
  if (!(await store.run(() => storeOutput(held, stored)))) throw new LostClaim();
}
