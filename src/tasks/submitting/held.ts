import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import { findOverCap } from '../../store/operations/money.js';
import { readRestored } from '../../store/operations/restored.js';
import { lookAtRestored } from '../rescue/look-at-restored.js';
import { laneFor } from '../lanes.js';
import { priceOrder } from '../money/price-order.js';
import { providerFor, readAttemptOf } from '../steps/attempt.js';
import { deadlineMs } from '../steps/deadline.js';
import { moveOn, type Step, type StepOutcome, type StepWork } from '../steps/step.js';
import { LOOK_AGAIN_MS } from './hold-task.js';
import { clearUp } from './clear-up.js';
import { providerOf } from '../provider-of.js';

/** A held task looks whether what it waits for has come: a word from its provider, or room under a cap. A person's word comes by itself. */
export const lookWhetherHeld: Step = async (task, work) => {
  switch (task.hold?.reason) {
    case 'budget':
      return (await hasRoom(task, work)) ? letGo(task, work) : { kind: 'waiting', dueInMs: LOOK_AGAIN_MS };
    case 'unknown_submit': {
      const doubt = await work.store.runOne(() => readRestored(task.id));
      if (doubt !== undefined) return lookAtRestored(task, doubt, work);
      const attempt = await readAttemptOf(task, work);
      if (attempt?.state === 'submission_unknown') return clearUp(task, attempt, providerOf(work, attempt), work);
      return letGo(task, work);
    }
    default:
      return { kind: 'waiting', dueInMs: LOOK_AGAIN_MS };
  }
};

async function hasRoom(task: ClaimedTask, work: StepWork): Promise<boolean> {
  const { id: taskId, accountId, keyId, budgetMicroUsd } = task;
  const provider = providerFor(task, work);
  // Whose key is gone is not waited for: what becomes of it is told where it would be sent.
  if (provider === undefined) return true;
  const { microUsd, isUnpriced } = await priceOrder(task, provider, work);
  const budget = budgetMicroUsd === undefined ? {} : { taskBudgetMicroUsd: budgetMicroUsd };
  const over = await work.store.run(() => findOverCap({ taskId, accountId, keyId, microUsd, isUnpriced, ...budget }));
  return over === undefined;
}

/** Back to where it was held up; what it does there decides anew. */
function letGo(task: ClaimedTask, work: StepWork): Promise<StepOutcome> {
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'held', to: 'submitting', lane: laneFor(task, 'submitting') },
      ...{ lease: work.claim.lease, ...deadlineMs('submitting') },
    }),
  );
}
