import { setTimeout as pause } from 'node:timers/promises';
import { type AttemptRecord, isHandleFree, readAttempt, settleAttempt } from '../../store/operations/attempts.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { noteHeard } from '../../store/operations/heard.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { StoreError, type StoreFailure } from '../../store/store.js';
import { deadlineMs } from '../steps/deadline.js';
import { onward } from '../steps/onward.js';
import { moveOn, type StepOutcome, type StepWork } from '../steps/step.js';

/** A job that the vendor has. */
export interface TakenOrder {
  readonly handle: string;
  readonly facts?: unknown;
  readonly firstAskMs: number;
}

/** Another attempt has taken the handle since it was found. */
class HandleTaken extends Error {}

/**
 * Writes that the vendor has the order. It is said once: when the claim is lost meanwhile, the handle is left with the attempt, as a
 * callback would, for whoever has the task now.
 * @throws LostClaim
 */
export async function noteAccepted(
  task: ClaimedTask,
  attempt: AttemptRecord,
  order: TakenOrder,
  work: StepWork,
): Promise<StepOutcome> {
  try {
    return await untilWritten(work, () => moveOn(work, () => accept(task, attempt, order, work)));
  } catch (error) {
    await leaveWord(task, attempt, order.handle, work);
    throw error;
  }
}

/** {@link noteAccepted} of a job that was found, or that somebody else has named. `undefined`: another attempt has it. */
export async function noteFound(
  task: ClaimedTask,
  attempt: AttemptRecord,
  order: Omit<TakenOrder, 'firstAskMs'>,
  work: StepWork,
): Promise<StepOutcome | undefined> {
  try {
    return await untilWritten(work, () =>
      moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const moved = yield* accept(task, attempt, { ...order, firstAskMs: 0 }, work);
        if (moved !== undefined && !(yield* isHandleFree(attempt, order.handle))) throw new HandleTaken();
        return moved;
      }),
    );
  } catch (error) {
    if (error instanceof HandleTaken) return undefined;
    throw error;
  }
}

function* accept(
  task: ClaimedTask,
  attempt: AttemptRecord,
  { handle, facts: outcome, firstAskMs }: TakenOrder,
  work: StepWork,
): Operation<TaskRecord | undefined> {
  const moved = yield* toRendering(task, firstAskMs, work);
  if (moved !== undefined) yield* settleAttempt(attempt.id, attempt.state, 'accepted', { handle, outcome });
  return moved;
}

/** The move of a task whose order the vendor has. */
export function toRendering(
  task: ClaimedTask,
  firstAskMs: number,
  { claim }: Pick<StepWork, 'claim'>,
): Operation<TaskRecord | undefined> {
  const next = onward(task, 'rendering', claim);
  return moveTask({
    ...{ id: task.id, from: task.state === 'held' ? 'held' : 'submitting', to: 'rendering', lease: claim.lease },
    ...next,
    ...(next.keepLeaseMs === undefined ? { dueInMs: firstAskMs } : {}),
    ...deadlineMs('rendering'),
  });
}

/** Whoever has the task by now looks for its order; with the handle they find it. */
async function leaveWord(task: TaskRecord, { id, provider }: AttemptRecord, handle: string, work: StepWork) {
  const { store, onTrouble } = work;
  const say = `${provider} has taken the order of ${task.id} as ${handle}, and here it is not taken down: look there for it.`;
  try {
    await untilWritten(work, () => store.run(() => noteHeard({ attemptId: id, provider, handle, isSigned: true })));
    const now = await untilWritten(work, () => store.runOne(() => readAttempt(id)));
    // Ended, and not by this job: somebody was told that there is none.
    if (now?.handle !== handle && now?.endedAtMs !== undefined) onTrouble(new Error(say));
  } catch (error) {
    onTrouble(new Error(say, { cause: error }));
  }
}

/**
 * Writes what the vendor has answered, again while the store is away: it is said once, and an answer that is forgotten leaves an order
 * that nobody knows the end of. Neither a cancel nor a lease that runs out meanwhile stops it, for every write looks at the claim itself.
 * (`commit_unknown`: if it was written, the next try finds the claim spent.)
 */
export async function untilWritten<Result>(work: StepWork, write: () => Promise<Result>): Promise<Result> {
  const { claim, onTrouble, monotonicMs } = work;
  const begunMs = monotonicMs();
  for (let waitMs = NOTE_AGAIN_MS; ; waitMs = Math.min(waitMs * 2, NOTE_AGAIN_MAX_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreError) || !PASSING.has(error.reason)) throw error;
      const longestMs = claim.isStopping() ? claim.leaseMs : NOTE_FOR_MS;
      if (monotonicMs() - begunMs > longestMs) throw error;
      onTrouble(error);
      await pause(waitMs);
    }
  }
}

/** Failures of a store that pass. */
const PASSING: ReadonlySet<StoreFailure> = new Set(['unavailable', 'full', 'commit_unknown']);

/** Many times within a lease at first. */
const NOTE_AGAIN_MS = 250;
const NOTE_AGAIN_MAX_MS = 5_000;

/** A database that is set up anew is back by then. Who is told to stop waits for one lease. */
const NOTE_FOR_MS = 600_000;
