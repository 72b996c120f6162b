import type { Provider, RenderOrder } from '../../providers/provider.js';
import { type AttemptRecord, openAttempt, readAttempt, settleAttempt } from '../../store/operations/attempts.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { StoreError, type StoreFailure } from '../../store/store.js';
import { findModel } from '../find-model.js';
import { planOf } from '../task-plan.js';
import { deadlineMs } from './deadline.js';
import { failTask } from './end.js';
import { HELD_LANE } from '../lanes.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from './step.js';

/** Three days for a person to look; then the task fails, charge unknown. */
const UNKNOWN_SUBMIT_SEC = 72 * 3600;

/**
 * `submitting → rendering`: the intent is committed before the first byte leaves, the claim is looked at once more at that byte, and
 * what came back is written with the move. An attempt found here from before a crash may have been sent: it is repeated only at a
 * provider where that is free.
 */
export const submit: Step = async (task, work) => {
  const { claim, store } = work;
  const provider = providerOf(task, work);
  const { attemptId } = task;
  const before = attemptId === undefined ? undefined : await store.run(() => readAttempt(attemptId));
  if (before?.state === 'submission_unknown' && !provider.isFreeToRepeat) return holdUnknown(task, work);
  const attempt = before?.endedAtMs === undefined && before !== undefined ? before : await open(task, provider, work);
  claim.assertHeld();
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
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
  return noteAnswer(work, function* (): Operation<TaskRecord | undefined> {
    const moved = yield* moveTask({
      ...{ id: task.id, from: 'submitting', to: 'rendering', lane: task.lane },
      lease: claim.lease,
      keepLeaseMs: claim.leaseMs,
      ...deadlineMs('rendering'),
    });
    if (moved !== undefined) yield* settleAttempt(attempt.id, attempt.state, 'accepted', { handle: answer.handle });
    return moved;
  });
};

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

/** Who runs the task's model by its route. */
export function providerOf({ model, route }: Pick<TaskRecord, 'model' | 'route'>, work: StepWork): Provider {
  const found = findModel(work.models, model, route);
  const provider = found.kind === 'found' ? work.providers.get(found.model.provider) : undefined;
  if (provider === undefined) throw new TypeError(`no provider runs ${model}`);
  return provider;
}

/** What an attempt sends, now or again. */
export function orderOf(task: TaskRecord, { id }: Pick<AttemptRecord, 'id'>): RenderOrder {
  const { order, stills } = planOf(task);
  return { attemptId: id, plan: order, stills };
}

/** Nobody knows whether there is a job, and a second one would cost money: it waits until somebody has found out. */
function holdUnknown(task: TaskRecord & { readonly lease: string }, work: StepWork): Promise<StepOutcome> {
  const sinceSec = Math.floor(work.nowMs() / 1000);
  const hold = {
    reason: 'unknown_submit',
    since: sinceSec,
    until: sinceSec + UNKNOWN_SUBMIT_SEC,
    resolve: `Look at the provider whether it has the render, then: firstframe tasks resolve ${task.id}`,
  } as const;
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'submitting', to: 'held', lane: HELD_LANE, lease: task.lease },
      dueInMs: UNKNOWN_SUBMIT_SEC * 1000,
      deadlineInMs: UNKNOWN_SUBMIT_SEC * 1000,
      changes: { hold },
      event: { hold },
    }),
  );
}

async function open(
  task: TaskRecord & { readonly lease: string },
  provider: Provider,
  { store, newId }: StepWork,
): Promise<AttemptRecord> {
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
