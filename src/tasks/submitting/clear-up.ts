import type { Provider } from '../../providers/provider.js';
import { type AttemptRecord, readAttempt } from '../../store/operations/attempts.js';
import { type ClaimedTask, lockClaim } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { Operation } from '../../store/statement.js';
import { laneFor } from '../lanes.js';
import { awaitTurn } from '../steps/call-turn.js';
import { deadlineMs } from '../steps/deadline.js';
import { endAttempt } from '../steps/end-attempt.js';
import { LostClaim, type StepOutcome, type StepWork } from '../steps/step.js';
import { findOut } from './find-out.js';
import { HELD_AGAIN_MS, holdUnknown } from './hold-task.js';
import { noteFound } from './note-answer.js';

/** Finds out about an order that may have been sent, and goes on from what is found; of a held task as of one that is being submitted. */
export async function clearUp(
  task: ClaimedTask,
  attempt: AttemptRecord,
  provider: Provider | undefined,
  work: StepWork,
): Promise<StepOutcome> {
  if (provider !== undefined) {
    const waitMs = await awaitTurn(provider, provider.knowsRepeats === true ? 'submit' : 'ask', work);
    if (waitMs > 0) return { kind: 'waiting', dueInMs: Math.ceil(waitMs), isUnasked: true };
  }
  const found = await findOut(task, attempt, provider, work);
  switch (found.kind) {
    case 'accepted':
      // Taken by another attempt since it was found: the next look knows that.
      return (await noteFound(task, attempt, found, work)) ?? { kind: 'waiting', dueInMs: 0, isUnasked: true };
    case 'no_job':
      return startOver(task, attempt, work);
    case 'ask_again':
      return { kind: 'waiting', dueInMs: found.inMs };
    case 'unclear':
      return task.state === 'held' ? { kind: 'waiting', dueInMs: HELD_AGAIN_MS } : holdUnknown(task, work, found.why);
  }
}

/**
 * There is no job from an attempt, for certain: the next one may be sent. A callback that has named one since the attempt was read is
 * the contrary: it is looked for again.
 */
async function startOver(task: ClaimedTask, attempt: AttemptRecord, work: StepWork): Promise<StepOutcome> {
  const { claim, store } = work;
  return store.run(function* (): Operation<StepOutcome> {
    if (!(yield* lockClaim(task.id, claim.lease))) throw new LostClaim();
    const now = yield* readAttempt(attempt.id);
    if (now?.heardHandle !== attempt.heardHandle) return { kind: 'waiting', dueInMs: 0, isUnasked: true };
    const ending = endAttempt(attempt, 'rejected_no_job', 'no', { why: 'the vendor has no such job' });
    if (task.state !== 'held') {
      yield* ending;
      return { kind: 'waiting', dueInMs: 0 };
    }
    const moved = yield* moveTask({
      ...{ id: task.id, from: 'held', to: 'submitting', lane: laneFor(task, 'submitting'), lease: claim.lease },
      ...deadlineMs('submitting'),
    });
    if (moved === undefined) throw new LostClaim();
    yield* ending;
    return { kind: 'done' };
  });
}
