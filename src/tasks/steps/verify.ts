import { verifyClip } from '../../clips/verify-clip.js';
import { endTask } from '../../store/operations/move-task.js';
import { readOutputs } from '../../store/operations/outputs.js';
import { readAttempt } from '../../store/operations/attempts.js';
import { findModel } from '../find-model.js';
import { planOf } from '../task-plan.js';
import { bodyOf, failTask } from './end.js';
import { moveOn, type Step } from './step.js';
import { providerOf } from './submit.js';

/**
 * `verifying → succeeded`: the clip that is kept can be read to its end. One that cannot ends the task badly. The full panel of checks
 * comes later and moves nothing.
 */
export const verify: Step = async (task, work) => {
  const { store, claim, blobs } = work;
  const plan = planOf(task);
  const outputs = await store.run(() => readOutputs(task.accountId, task.id));
  const [clip] = outputs.filter(({ type }) => type === 'video');
  const isDecoded = clip !== undefined && plan.decoded?.[clip.ordinal] === true;
  if (clip?.blobKey !== undefined && !isDecoded) {
    const mediaPool = await work.mediaPool();
    const damage = await blobs.withFile(clip.blobKey, (path) => verifyClip(mediaPool, path, claim.signal));
    if (damage !== undefined) {
      const say = `The clip that came back cannot be used: ${damage}. Submit the task again.`;
      const charged = providerOf(task, work).isFreeToRepeat ? 'no' : 'yes';
      const retry = charged === 'no' ? 'free' : 'pays_again';
      const failure = { class: 'provider', charged, retry, say } as const;
      return moveOn(work, () => failTask(work, task, { code: 'TASK_FAILED', message: say, failure }, claim.lease));
    }
  }
  const found = findModel(work.models, task.model, task.route);
  const elapsedMs = work.nowMs() - task.createdAtMs;
  const report = found.kind === 'found' ? found.model.report(plan.about, plan.facts, elapsedMs) : undefined;
  const outcome = await moveOn(work, () =>
    endTask({
      ...{ id: task.id, from: 'verifying', to: 'succeeded', lease: claim.lease },
      changes: {
        ...(report === undefined ? {} : { report }),
        cost: { usd: 0, basis: 'the built-in renderer costs nothing' },
        ...(task.cancel === 'requested' ? { cancel: 'too_late' } : {}),
      },
      event: { outputs: outputs.length },
      body: bodyOf(work),
      deliveryId: `msg_${work.newId()}`,
    }),
  );
  // The clip is ours and the row says so; what the provider kept of it may go.
  const { attemptId } = task;
  const attempt = attemptId === undefined ? undefined : await store.run(() => readAttempt(attemptId));
  if (attempt?.handle !== undefined)
    await providerOf(task, work)
      .release(attempt.handle)
      .catch(() => undefined);
  return outcome;
};
