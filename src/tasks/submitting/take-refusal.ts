import type { Provider, SubmitAnswer } from '../../providers/provider.js';
import type { AttemptRecord } from '../../store/operations/attempts.js';
import { type ClaimedTask, lockClaim } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { deadlineMs } from '../steps/deadline.js';
import { type BadEnd, failTask } from '../steps/end.js';
import { endAttempt } from '../steps/end-attempt.js';
import { onward } from '../steps/onward.js';
import { LostClaim, moveOn, type StepOutcome, type StepWork } from '../steps/step.js';
import { hasAnotherRoute } from './another-route.js';
import { untilWritten } from './note-answer.js';
import { inQueue, isOld } from './queue.js';
import { stopKey } from './stop-key.js';

/** The vendor has no job, for certain: the next route, later again, or the end. @throws LostClaim */
export async function takeRefusal(
  task: ClaimedTask,
  attempt: AttemptRecord,
  { failure, retryAfterMs, trouble }: Extract<SubmitAnswer, { kind: 'rejected' }>,
  provider: Provider,
  work: StepWork,
): Promise<StepOutcome> {
  const { claim, calls, store, gate } = work;
  const settle = (): Operation<void> => endAttempt(attempt, 'rejected_no_job', 'no', failure);
  // Before anything else of this key is sent; what becomes of this order is decided below.
  if (trouble !== undefined) await stopKey(provider, { cause: trouble, say: failure.say }, work);
  // What one vendor will not show, another is not asked for in its place.
  const mayGoElsewhere = failure.class !== 'moderated';
  if (mayGoElsewhere && (await untilWritten(work, () => hasAnotherRoute(task, attempt, work)))) {
    return write(function* (): Operation<TaskRecord | undefined> {
      const moved = yield* moveTask({
        ...{ id: task.id, from: 'submitting', to: 'preparing', lease: claim.lease },
        ...onward(task, 'preparing', claim),
        ...deadlineMs('preparing'),
        event: { refusedBy: attempt.provider, failure },
      });
      if (moved !== undefined) yield* settle();
      return moved;
    });
  }
  // Somebody will set another key, or top the account up: the order is as good then as it is now.
  const isMended = trouble !== undefined && gate !== undefined;
  if ((retryAfterMs !== undefined || isMended) && !isOld(task, work)) {
    await untilWritten(work, () =>
      store.run(function* (): Operation<void> {
        if (!(yield* lockClaim(task.id, claim.lease))) throw new LostClaim();
        yield* settle();
      }),
    );
    if (retryAfterMs === undefined) {
      work.tell({ share: 0, doing: `waiting: ${failure.say}`, waits: 'vendor_key' });
      return inQueue(task, KEY_AGAIN_MS * (0.5 + work.random()), work);
    }
    work.tell({ share: 0, doing: `waiting: ${failure.say}` });
    await calls.block(provider, retryAfterMs);
    return inQueue(task, Math.max(retryAfterMs, againMs(attempt)), work);
  }
  const code = failure.class === 'bad_input' ? 'INVALID_REQUEST' : 'TASK_FAILED';
  const end: BadEnd = { code, message: failure.say, failure };
  return write(function* () {
    const ended = yield* failTask(work, task, end, claim.lease);
    if (ended !== undefined) yield* settle();
    return ended;
  });

  function write(move: () => Operation<TaskRecord | undefined>): Promise<StepOutcome> {
    return untilWritten(work, () => moveOn(work, move));
  }
}

/** How soon a task asks whether its key was mended; a key that is, wakes it. */
const KEY_AGAIN_MS = 30_000;

/** Each sending leaves rows behind: a task that is refused again and again asks less and less often, some 600 times in two days. */
const AGAIN_MS = 500;
const AGAIN_MAX_MS = 300_000;

function againMs({ ordinal }: AttemptRecord): number {
  return Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** Math.min(ordinal, 20));
}
