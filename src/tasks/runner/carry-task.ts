import { AppError, MediaError } from '../../contract/errors.js';
import type { Failure } from '../../contract/task.js';
import { isTerminal, type OpenState } from '../../contract/task-states.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { putOff } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { wireFieldOf } from '../local/wire-fields.js';
import { wayOut } from '../steps/deadline.js';
import { type BadEnd, cancelledTask, failTask } from '../steps/end.js';
import { fetchOutputs } from '../steps/fetch.js';
import { prepare, startPreparing } from '../steps/prepare.js';
import { render } from '../steps/render.js';
import { LostClaim, type Step, type Stop, type StepWork } from '../steps/step.js';
import { submit } from '../steps/submit.js';
import { verify } from '../steps/verify.js';

/** What moves a task on from each state. A held one only waits: for a person, or for its deadline. */
const STEPS: Readonly<Record<Exclude<OpenState, 'held'>, Step>> = {
  accepted: startPreparing,
  preparing: prepare,
  submitting: submit,
  rendering: render,
  fetching: fetchOutputs,
  verifying: verify,
};

/** A step that fails this often for reasons that might pass is not going to succeed. */
const TRIES_MAX = 6;

/** The first wait after an error, in ms; doubled each time. */
const BACKOFF_MS = 500;

/**
 * Carries one claimed task as far as it goes: step after step while the claim is kept. Every ending is in the row when this resolves,
 * or will be found there by whoever claims it next; it rejects only when the store does.
 */
export async function carryTask(task: ClaimedTask, work: StepWork): Promise<void> {
  const { claim, store } = work;
  let current: ClaimedTask = task;
  try {
    for (;;) {
      if (current.cancel === 'requested' && mayBeCancelled(current)) {
        const charged = current.state === 'held' ? 'unknown' : 'no';
        await store.run(() => cancelledTask(work, current, charged, claim.lease));
        return;
      }
      if (isPastDeadline(current, claim.leaseMs)) {
        await store.run(() => failTask(work, current, wayOut(current, isFree(current, work)), claim.lease));
        return;
      }
      if (current.state === 'held' || isTerminal(current.state)) {
        await store.run(() => putOff(current.id, claim.lease, { dueInMs: untilDeadlineMs(current) }));
        return;
      }
      if (!mayBeCancelled(current)) claim.ignoreCancel();
      const outcome = await STEPS[current.state](current, work);
      if (outcome.kind === 'done') return;
      current = { ...outcome.task, lease: claim.lease };
    }
  } catch (error) {
    await settle(error, current, work);
  } finally {
    work.progress.set(task.id, undefined);
  }
}

/** What an error means for the task: an end, another try, or nothing at all. */
async function settle(error: unknown, task: ClaimedTask, work: StepWork): Promise<void> {
  const { claim, store } = work;
  if (error instanceof LostClaim) return;
  if (claim.signal.aborted) {
    const stop = claim.signal.reason as Stop;
    if (stop === 'lost') return;
    // A cancel that came while the move to `fetching` was being written is too late.
    if (stop === 'cancel' && mayBeCancelled(task)) await store.run(() => cancelledTask(work, task, 'no', claim.lease));
    // Given back: the next runner, or this program started again, goes on from the row.
    else await store.run(() => putOff(task.id, claim.lease, { dueInMs: 0, madeHeadway: true }));
    return;
  }
  const end = endOf(error);
  if (end !== undefined) {
    await store.run(() => failTask(work, task, end, claim.lease));
    return;
  }
  work.onTrouble(error);
  if (task.tries < TRIES_MAX) {
    const dueInMs = BACKOFF_MS * 2 ** (task.tries - 1);
    await store.run(() => putOff(task.id, claim.lease, { dueInMs }));
    return;
  }
  await store.run(() => failTask(work, task, exhausted(error), claim.lease));
}

/** The end that an error of the caller's making is; `undefined` for what may pass. */
function endOf(error: unknown): BadEnd | undefined {
  if (!(error instanceof AppError)) return undefined;
  const isTheFile = error instanceof MediaError && (error.reason === 'unreadable' || error.reason === 'limit');
  if (error.code !== 'bad_usage' && error.code !== 'bad_input' && !isTheFile) return undefined;
  const { message, todo, field } = error;
  const failure: Failure = {
    ...{ class: 'bad_input', charged: 'no', retry: 'never', say: todo ?? message },
    ...(field === undefined ? {} : { field: wireFieldOf(field) }),
  };
  return { code: 'INVALID_REQUEST', message, failure };
}

function exhausted(error: unknown): BadEnd {
  const what = error instanceof AppError ? error.message : 'a fault of the installation; its log has more';
  const say = `It failed ${TRIES_MAX} times: ${what}. Try again, and tell who runs this server when it stays.`;
  return { code: 'TASK_FAILED', message: say, failure: { class: 'internal', charged: 'no', retry: 'free', say } };
}

/** A clip that is there already is kept: it was made, and at a vendor it is paid for. */
function mayBeCancelled({ state }: TaskRecord): boolean {
  return state !== 'fetching' && state !== 'verifying' && !isTerminal(state);
}

/** By the database's time: a claim has just put `dueAtMs` one lease ahead of it. */
function isPastDeadline({ dueAtMs, deadlineAtMs }: TaskRecord, leaseMs: number): boolean {
  return deadlineAtMs !== undefined && dueAtMs - leaseMs >= deadlineAtMs;
}

function untilDeadlineMs({ dueAtMs, deadlineAtMs }: TaskRecord): number {
  return deadlineAtMs === undefined ? 60_000 : Math.max(1_000, deadlineAtMs - dueAtMs);
}

function isFree({ model }: TaskRecord, work: StepWork): boolean {
  return work.models.some(({ id, provider }) => id === model && work.providers.get(provider)?.isFreeToRepeat === true);
}
