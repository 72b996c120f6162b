import { findKeptBlob, type OutputRecord, readOutputs, storeOutput } from '../../store/operations/outputs.js';
import { moveTask } from '../../store/operations/move-task.js';
import { keepBlob } from '../storage/keep-blob.js';
import { sentAttemptOf } from './attempt.js';
import { deadlineMs } from './deadline.js';
import { LostClaim, moveOn, type Step, type StepWork } from './step.js';

/** Bytes of a clip: far above what any model makes in 30 s. */
const MAX_CLIP_BYTES = 2 * 1024 ** 3;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  video: 'video/mp4',
  image: 'image/png',
  first_frame: 'image/png',
  last_frame: 'image/png',
  thumbnail: 'image/jpeg',
};

/** `fetching → verifying`: every output is kept before the task goes on; what was kept before a crash is not fetched again. */
export const fetchOutputs: Step = async (task, work) => {
  const { store, claim } = work;
  work.tell({ share: 1, doing: 'keeping the clip' });
  const outputs = await store.run(() => readOutputs(task.accountId, task.id));
  for (const output of outputs) if (output.blobKey === undefined) await fetchOutput(output, task.storage, task, work);
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'fetching', to: 'verifying', lane: task.lane },
      lease: claim.lease,
      keepLeaseMs: claim.leaseMs,
      ...deadlineMs('verifying'),
    }),
  );
};

async function fetchOutput(
  output: OutputRecord,
  storage: 'temp' | 'persistent',
  task: Parameters<Step>[0],
  work: StepWork,
): Promise<void> {
  const { store, blobs, claim } = work;
  const { id, accountId, source, type } = output;
  const owner = `output:${id}`;
  let kept = await store.run(() => findKeptBlob(owner));
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
  const keepMs = storage === 'persistent' ? undefined : work.keepClipMs;
  const stored = { id, mediaType, keepMs, ...kept };
  const held = { accountId, taskId: task.id, lease: claim.lease };
  if (!(await store.run(() => storeOutput(held, stored)))) throw new LostClaim();
}
