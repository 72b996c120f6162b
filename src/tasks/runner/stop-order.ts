import type { Provider } from '../../providers/provider.js';
import { answerCancel } from '../../store/operations/move-task.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { readAttemptOf } from '../steps/attempt.js';
import { endCancelled } from '../steps/end-cancelled.js';
import type { StepWork } from '../steps/step.js';
import { providerOf } from '../provider-of.js';

/**
 * Does what a caller's cancel asks of a task whose claim is held. `goes_on`: the order cannot be stopped any more, or nobody can say
 * whether it was; the clip it makes is fetched, for it may have been paid for, and the row says how the cancel came out.
 */
export async function stopOrder(task: ClaimedTask, work: StepWork): Promise<'ended' | 'goes_on'> {
  const { claim, store } = work;
  const attempt = await readAttemptOf(task, work);
  const end = (charged: 'no' | 'unknown'): Promise<TaskRecord | undefined> =>
    store.run(() => endCancelled(work, task, { charged, lease: claim.lease }));
  if (task.state === 'held') {
    await end(task.hold?.reason === 'unknown_submit' ? 'unknown' : 'no');
    return 'ended';
  }
  const provider = attempt && providerOf(work, attempt);
  const isOut = attempt !== undefined && attempt.endedAtMs === undefined && provider?.isFreeToRepeat !== true;
  if (!isOut) {
    await end('no');
    return 'ended';
  }
  // Sent, and nobody knows whether it arrived: the submitting step holds it, and a held task can be given up.
  if (attempt.handle === undefined) return 'goes_on';
  // Under another key the vendor would speak of somebody else's render, or of none.
  const isOurs = provider?.credential === attempt.credential;
  const answer = isOurs ? await askForEnd(provider, attempt.handle, work) : 'uncertain';
  if (answer !== 'confirmed') {
    await store.run(() => answerCancel(task.id, claim.lease, answer));
    return 'goes_on';
  }
  await end('no');
  return 'ended';
}

/** One that could not be asked is asked no more: the clip is paid for, as far as anybody knows, and is fetched. */
async function askForEnd(provider: Provider, handle: string, { onTrouble }: StepWork): ReturnType<Provider['cancel']> {
  try {
    return await provider.cancel(handle);
  } catch (error) {
    onTrouble(error);
    return 'uncertain';
  }
}
