import type { Provider } from '../../providers/provider.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import { modelIdOf } from '../operations/model-id-of.js';
import { deadlineMs } from '../steps/deadline.js';
import { failTask } from '../steps/end.js';
import { onward } from '../steps/onward.js';
import { moveOn, type StepOutcome, type StepWork } from '../steps/step.js';
import { hasOpenRoute } from './another-route.js';
import { inQueue, isOld } from './queue.js';

/**
 * What becomes of an order that is not to be sent now, because somebody has paused it or its vendor refuses the key: another route that
 * the caller has named, else it waits, two days at most. `undefined`: it may be sent.
 */
export async function notNow(task: ClaimedTask, provider: Provider, work: StepWork): Promise<StepOutcome | undefined> {
  const { accountId } = task;
  const wait = await work.gate?.ask({ accountId, model: modelIdOf(work.models, task.model), provider });
  if (wait === undefined) return undefined;
  if (await hasOpenRoute(task, provider.id, work)) {
    return prepareAnew(task, { event: { notSentTo: provider.id, why: wait.why } }, work);
  }
  if (isOld(task, work)) {
    const say = `Two days have passed, and nothing could be sent: ${wait.say}`;
    const failure = { class: 'provider', charged: 'no', retry: 'free', say } as const;
    return moveOn(work, () => failTask(work, task, { code: 'TASK_TIMEOUT', message: say, failure }, work.claim.lease));
  }
  work.tell({ share: 0, doing: wait.say, waits: wait.why });
  return inQueue(task, wait.inMs, work);
}

/** Back to `preparing`, for whoever may run it now, or for the end that says why nobody may. Nothing was sent. */
export function prepareAnew(
  task: ClaimedTask,
  told: { readonly event: unknown },
  work: StepWork,
): Promise<StepOutcome> {
  const { claim } = work;
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'submitting', to: 'preparing', lease: claim.lease },
      ...onward(task, 'preparing', claim),
      ...deadlineMs('preparing'),
      ...told,
    }),
  );
}
