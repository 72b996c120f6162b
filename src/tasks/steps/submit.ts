import type { Provider } from '../../providers/provider.js';
import { type AttemptRecord, openAttempt, settleAttempt } from '../../store/operations/attempts.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { StoreError, type StoreFailure } from '../../store/store.js';
import { planOf } from '../task-plan.js';
import { orderOf, providerFor, readAttemptOf } from './attempt.js';
import { deadlineMs } from './deadline.js';
import { failTask } from './end.js';
import { HELD_LANE } from '../lanes.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from './step.js';

/** Longer than any vendor takes to answer a create. */
const SUBMIT_MS = 120_000;

/** Three days for a person to look; then the task fails, charge unknown. */
const UNKNOWN_SUBMIT_SEC = 72 * 3600;

/**
 * `submitting → rendering`: the intent is committed before the first byte leaves, the claim is looked at once more at that byte, and
 * what came back is written with the move. An attempt found here from before a crash may have been sent: it is repeated only at a
 * provider where that is free.
 */
export const submit: Step = async (task, work) => {
  const { claim } = work;
  const before = await readAttemptOf(task, work);
  // Sent and answered: whatever brought it back here, there is nothing to send.
  if (before?.state === 'accepted') return noteAnswer(work, () => accepted(task, work));
  const provider = before === undefined ? providerFor(task, work) : (work.providers.get(before.provider) ?? undefined);
  if (before?.state === 'submission_unknown' && provider?.isFreeToRepeat !== true) return holdUnknown(task, work);
  if (provider === undefined) throw new TypeError(`${task.id} is at a provider that is not configured`);
  const attempt = before?.endedAtMs === undefined && before !== undefined ? before : await open(task, provider, work);
  claim.assertHeld();
  // Not the claim's signal: once a byte has left, stopping would only leave an order that nobody knows the end of.
  const hooks = { signal: AbortSignal.timeout(SUBMIT_MS), beforeSend: claim.assertHeld, onProgress: work.tell };
  const answer = await provider.submit(orderOf(task, attempt), hooks);
  if (answer.kind === 'rejected') {
    const { failure } = answer;
    const end = {
      code: failure.class === 'bad_input' ? 'INVALID_REQUEST' : 'TASK_FAILED',
      message: failure.say,
      failure,
    } as const;
    return noteAnswer(work, function* () {
      const ended = yield* failTask(work, task, end, claim.lease);
      if (ended !== undefined) yield* settleAttempt(attempt.id, attempt.state, 'rejected_no_job', { outcome: failure });
      return ended;
    });
  }
  const { handle, facts: outcome } = answer;
  return noteAnswer(work, function* (): Operation<TaskRecord | undefined> {
    const moved = yield* accepted(task, work);
    if (moved !== undefined) yield* settleAttempt(attempt.id, attempt.state, 'accepted', { handle, outcome });
    return moved;
  });
};

function accepted(task: TaskRecord, { claim }: StepWork): Operation<TaskRecord | undefined> {
  return moveTask({
    ...{ id: task.id, from: 'submitting', to: 'rendering', lane: task.lane },
    lease: claim.lease,
    keepLeaseMs: claim.leaseMs,
    ...deadlineMs('rendering'),
  });
}

/**
 * Writes what the provider said, again while the store is away and the claim holds: it is said once, and an answer that is forgotten
 * leaves an order that nobody knows the end of. (`commit_unknown`: if it was written, the next try finds the claim spent, and stops.)
 */
async function noteAnswer(work: StepWork, move: () => Operation<TaskRecord | undefined>): Promise<StepOutcome> {
  const { claim, onTrouble } = work;
  for (;;) {
    try {
      return await moveOn(work, move);
    } catch (error) {
      if (!(error instanceof StoreError) || !PASSING.has(error.reason)) throw error;
      onTrouble(error);
      await new Promise((resolve) => setTimeout(resolve, NOTE_AGAIN_MS));
      claim.assertHeld();
    }
  }
}

/** Failures of a store that pass. */
const PASSING: ReadonlySet<StoreFailure> = new Set(['unavailable', 'full', 'commit_unknown']);

/** Many times within a lease. */
const NOTE_AGAIN_MS = 250;

/** Nobody knows whether there is a job, and a second one would cost money: it waits until somebody has found out. */
function holdUnknown(task: ClaimedTask, work: StepWork): Promise<StepOutcome> {
  const sinceSec = Math.floor(work.nowMs() / 1000);
  const hold = {
    reason: 'unknown_submit',
    since: sinceSec,
    until: sinceSec + UNKNOWN_SUBMIT_SEC,
    resolve: `Look at the provider whether it has the render. To give it up: firstframe tasks cancel ${task.id}`,
  } as const;
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'submitting', to: 'held', lane: HELD_LANE, lease: task.lease },
      // A cancel that was asked for meanwhile is answered from there.
      dueInMs: task.cancel === 'requested' ? 0 : UNKNOWN_SUBMIT_SEC * 1000,
      deadlineInMs: UNKNOWN_SUBMIT_SEC * 1000,
      changes: { hold },
      event: { hold },
    }),
  );
}

async function open(task: ClaimedTask, provider: Provider, { store, newId }: StepWork): Promise<AttemptRecord> {
  const opened = await store.run(() =>
    openAttempt(
      {
        id: newId(),
        accountId: task.accountId,
        taskId: task.id,
        provider: provider.id,
        credential: provider.credential,
        request: JSON.stringify(planOf(task).order),
      },
      task.lease,
    ),
  );
  if (opened === undefined) throw new LostClaim();
  return opened;
}
