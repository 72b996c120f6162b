import { type ClipShown, verifyClip } from '../../clips/verify-clip.js';
import { publishClips } from '../publishing/publish-clips.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { endTask, moveTask } from '../../store/operations/move-task.js';
import { dropBytes, notePublished, type OutputRecord, readOutputs } from '../../store/operations/outputs.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
import type { Operation } from '../../store/statement.js';
import { planOf } from '../task-plan.js';
import { deadlineMs, fetchDeadlineMs } from './deadline.js';
import { bodyOf, failTask } from './end.js';
import { isFreeOfCharge, readAttemptOf } from './attempt.js';
import { onward } from './onward.js';
import { moveOn, type Step, type StepOutcome, type StepWork } from './step.js';
import { providerOf } from '../provider-of.js';

/**
 * `verifying → succeeded`: the clip that is kept can be read to its end, and lies where its caller wants it. One that cannot is fetched
 * once more while its URL lives; then it ends the task badly. The full panel of checks comes later and moves nothing.
 */
export const verify: Step = async (task, work) => {
  const { store, claim, blobs } = work;
  const plan = planOf(task);
  const outputs = await store.run(() => readOutputs(task.accountId, task.id));
  const [clip] = outputs.filter(({ type }) => type === 'video');
  const isDecoded = clip !== undefined && plan.decoded?.[clip.ordinal] === true;
  let shown: ClipShown | undefined;
  if (clip?.blobKey !== undefined && !isDecoded) {
    const mediaPool = await work.mediaPool();
    const verified = await blobs.withFile(clip.blobKey, (path) => verifyClip(mediaPool, path, claim.signal));
    if (verified.kind === 'sound') ({ shown } = verified);
    else {
      if (mayBeFetchedAnew(task, clip, work)) return fetchAnew(task, clip, work);
      const say = `The clip that came back cannot be used: ${verified.what}. Submit the task again.`;
      const charged = (await isFree(task, work)) ? 'no' : 'yes';
      const retry = charged === 'no' ? 'free' : 'pays_again';
      const failure = { class: 'provider', charged, retry, say } as const;
      return moveOn(work, () => failTask(work, task, { code: 'TASK_FAILED', message: say, failure }, claim.lease));
    }
  }
  const publication = await publishClips(task, outputs, work);
  if (publication.kind === 'waiting') return { ...publication, ...deadlineMs('verifying') };
  const { urls, adjustment } = publication;
  const found = findModel(work.models, task.model, task.route);
  const elapsedMs = work.nowMs() - task.createdAtMs;
  const report = found.kind === 'found' ? found.model.report(plan.about, plan.facts, elapsedMs, shown) : undefined;
  const changes = {
    ...(report === undefined ? {} : { report }),
    ...((await isFree(task, work)) ? { cost: NOTHING } : {}),
    ...(adjustment === undefined ? {} : { adjustments: [...task.adjustments, adjustment] }),
  };
  const { id, accountId } = task;
  const { lease } = claim;
  return moveOn(work, function* (): Operation<TaskRecord | undefined> {
    // Before the end, whose callback tells them.
    yield* notePublished({ accountId, taskId: id, lease }, urls);
    return yield* endTask({
      ...{ id, from: 'verifying', to: 'succeeded', lease },
      changes,
      event: { outputs: outputs.length },
      body: bodyOf(work),
      deliveryId: `msg_${work.newId()}`,
    });
  });
};

/** What came may be a store's page of trouble, or half a clip, where the clip itself is whole. */
function mayBeFetchedAnew(
  task: TaskRecord,
  { sourceExpiresAtMs }: OutputRecord,
  { nowMs }: Pick<StepWork, 'nowMs'>,
): boolean {
  if (planOf(task).isFetchedAnew === true) return false;
  return sourceExpiresAtMs === undefined || sourceExpiresAtMs > nowMs();
}

function fetchAnew(task: ClaimedTask, clip: OutputRecord, work: StepWork): Promise<StepOutcome> {
  const { claim } = work;
  return moveOn(work, function* (): Operation<TaskRecord | undefined> {
    const moved = yield* moveTask({
      ...{ id: task.id, from: 'verifying', to: 'fetching', lease: claim.lease },
      ...onward(task, 'fetching', claim),
      ...fetchDeadlineMs([{ expiresAtMs: clip.sourceExpiresAtMs }], work.nowMs()),
      changes: { plan: { ...planOf(task), isFetchedAnew: true } },
    });
    if (moved !== undefined) yield* dropBytes(clip);
    return moved;
  });
}

/** What a render of this machine's own costs. */
const NOTHING = { usd: 0, basis: 'the built-in renderer costs nothing' } as const;

async function isFree(task: TaskRecord, work: StepWork): Promise<boolean> {
  const attempt = await readAttemptOf(task, work);
  return isFreeOfCharge({ attempt, provider: attempt && providerOf(work, attempt) });
}
