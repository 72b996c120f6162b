import type { Provider } from '../../providers/provider.js';
import { ProviderError } from '../../providers/provider.js';
import { type AttemptRecord, isHandleTaken, readAttempts, settleAttempt } from '../../store/operations/attempts.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import { forgetRestored, type RestoredTask } from '../../store/operations/restored.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { findRoutes } from '../find-model.js';
import { laneFor } from '../lanes.js';
import { orderOf } from '../steps/attempt.js';
import { deadlineMs } from '../steps/deadline.js';
import { endAttempt } from '../steps/end-attempt.js';
import { moveOn, type StepOutcome, type StepWork } from '../steps/step.js';
import { laneBefore } from './lane-before.js';
import { LIST_IS_WHOLE_MS } from './hold-restored.js';
import { provesAbsence } from './proves-absence.js';

/** How often the lists are looked through again. */
const AGAIN_MS = 15 * 60_000;

/**
 * Looks what became of an order that may have been sent after a backup was taken. Nothing is sent here, not even again under the same key:
 * that key may have been refused since, and another one used. Taken up is what the vendor shows under this very attempt's mark. It goes
 * back to be sent when every vendor that it could have gone to proves by its list that it has nothing of the kind from all that time.
 */
export async function lookAtRestored(task: ClaimedTask, doubt: RestoredTask, work: StepWork): Promise<StepOutcome> {
  const attempts = await work.store.run(() => readAttempts(task.accountId, task.id));
  const current = attempts.find(({ id, state }) => id === task.attemptId && state === 'submission_unknown');
  if (current !== undefined) {
    const handle = await findByMark(task, current, work);
    if (handle !== undefined) return takeUp(task, current, handle, work);
  }
  const wholeInMs = doubt.restoredAtMs + LIST_IS_WHOLE_MS - work.nowMs();
  if (wholeInMs > 0) return { kind: 'waiting', dueInMs: wholeInMs };
  const providers = providersOf(task, attempts, work);
  if (providers === undefined) return { kind: 'waiting', dueInMs: AGAIN_MS };
  for (const provider of providers) {
    if (!(await provesAbsence(task, provider, doubt, work))) return { kind: 'waiting', dueInMs: AGAIN_MS };
  }
  const { fromState: to } = doubt;
  return moveOn(work, function* (): Operation<TaskRecord | undefined> {
    const moved = yield* moveTask({
      ...{ id: task.id, from: 'held', to, lane: laneBefore(task, to, work), lease: work.claim.lease },
      ...deadlineMs(to),
      event: { restored: 'not sent' },
    });
    if (moved === undefined) return undefined;
    yield* forgetRestored(task.id);
    yield* endAttempt(current, 'rejected_no_job', 'no', { why: 'no vendor’s list has such a job' });
    return moved;
  });
}

/** The vendor's own mark of an attempt: nothing else is like it. `undefined`: it shows none. */
async function findByMark(task: TaskRecord, attempt: AttemptRecord, work: StepWork): Promise<string | undefined> {
  const provider = work.providers.get(attempt.provider);
  if (provider?.find === undefined || provider.credential !== attempt.credential) return undefined;
  const { claim } = work;
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const order = { ...orderOf(task, attempt), body: attempt.request };
  try {
    const found = await provider.find(order, attempt.sentAtMs ?? attempt.createdAtMs, hooks);
    if (found.kind !== 'found') return undefined;
    return (await work.store.runOne(() => isHandleTaken(attempt, found.handle))) ? undefined : found.handle;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    work.onTrouble(error);
    return undefined;
  }
}

function takeUp(task: ClaimedTask, attempt: AttemptRecord, handle: string, work: StepWork): Promise<StepOutcome> {
  return moveOn(work, function* (): Operation<TaskRecord | undefined> {
    const moved = yield* moveTask({
      ...{ id: task.id, from: 'held', to: 'rendering', lane: laneFor(task, 'rendering'), lease: work.claim.lease },
      ...deadlineMs('rendering'),
    });
    if (moved === undefined) return undefined;
    yield* forgetRestored(task.id);
    yield* settleAttempt(attempt.id, 'submission_unknown', 'accepted', { handle });
    return moved;
  });
}

/** Everybody it could have been sent to; `undefined` where one of them cannot be asked, or only under another key. */
function providersOf(
  { model, route }: TaskRecord,
  attempts: readonly AttemptRecord[],
  { models, providers }: StepWork,
): readonly Provider[] | undefined {
  const routes = findRoutes(models, model, route);
  if (routes.kind !== 'found') return undefined;
  const ids = new Set([...routes.runs.map((run) => run.model.provider), ...attempts.map(({ provider }) => provider)]);
  const found = [...ids].map((id) => providers.get(id));
  const isSameKey = attempts.every(({ provider, credential }) => providers.get(provider)?.credential === credential);
  return isSameKey && found.every((one) => one !== undefined) ? found : undefined;
}
