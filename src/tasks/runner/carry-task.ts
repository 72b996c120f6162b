import { BlobError } from '../../blobs/blob-error.js';
import { AppError, MediaError } from '../../contract/errors.js';
import type { Failure } from '../../contract/task.js';
import { isTerminal, type OpenState } from '../../contract/task-states.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { putOff } from '../../store/operations/move-task.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { StoreError } from '../../store/store.js';
import { StillOutOfReach } from '../gather-still.js';
import { wireFieldOf } from '../local/wire-fields.js';
import { HostingError } from '../../hosting/host-stills.js';
import { ProviderError } from '../../providers/provider.js';
import type { Operation } from '../../store/statement.js';
import { isFreeOfCharge, KeyAway, readAttemptOf } from '../steps/attempt.js';
import { wayOut } from '../steps/deadline.js';
import { type BadEnd, failTask } from '../steps/end.js';
import { endAttempt } from '../steps/end-attempt.js';
import { fetchOutputs } from '../steps/fetch.js';
import { prepare, startPreparing } from '../steps/prepare.js';
import { render } from '../steps/render.js';
import { LostClaim, type Step, type Stop, type StepWork } from '../steps/step.js';
import { lookWhetherHeld } from '../submitting/held.js';
import { holdUnknown } from '../submitting/hold-task.js';
import { submit } from '../submitting/submit.js';
import { verify } from '../steps/verify.js';
import { stopOrder } from './stop-order.js';
import { providerOf } from '../provider-of.js';

/** What moves a task on from each state. */
const STEPS: Readonly<Record<OpenState, Step>> = {
  accepted: startPreparing,
  preparing: prepare,
  submitting: submit,
  rendering: render,
  fetching: fetchOutputs,
  verifying: verify,
  held: lookWhetherHeld,
};

/** A step that fails this often for reasons that might pass is not going to succeed; not counted once money may have been spent. */
const TRIES_MAX = 6;

/** What is paid for is looked at so often after its deadline before it is given up, some ten minutes: one question may fail. */
const LATE_TRIES_MAX = 20;

/** The first wait after an error, in ms; doubled each time up to the last. */
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 60_000;

/** What has been paid for is asked about and fetched sooner: its URL dies meanwhile. */
const PAID_BACKOFF_MAX_MS = 10_000;

/** Who says when to come back is believed down to this. */
const ALONE_LEAST_MS = 5_000;

/**
 * Carries one claimed task as far as it goes: step after step while the claim is kept. Every ending is in the row when this resolves,
 * or will be found there by whoever claims it next; it rejects only when the store does.
 */
export async function carryTask(task: ClaimedTask, work: StepWork): Promise<void> {
  let current: ClaimedTask | undefined = task;
  while (current !== undefined) current = await carryOn(current, work);
}

/** One step; answers with the task when the next one can follow at once. */
async function carryOn(task: ClaimedTask, work: StepWork): Promise<ClaimedTask | undefined> {
  const { claim, store } = work;
  const isLate = isPastDeadline(task, claim.leaseMs);
  try {
    if (isTerminal(task.state)) return undefined;
    claim.signal.throwIfAborted();
    if (task.cancel === 'requested' && mayBeCancelled(task) && (await stopOrder(task, work)) === 'ended') {
      await letGo(task, work);
      return;
    }
    if (!mayBeCancelled(task) || task.cancel !== 'none') claim.ignoreCancel();
    const outcome = await STEPS[task.state](task, work);
    if (outcome.kind === 'moved') return { ...outcome.task, lease: claim.lease };
    if (outcome.kind === 'done') {
      await letGo(task, work);
      return;
    }
    // Late, and looked at once more, for it may have been nobody's to look at since: now it ends.
    if (isLate && outcome.deadlineInMs === undefined && outcome.isUnasked !== true) {
      await giveUp(task, work);
      return;
    }
    const { dueInMs, deadlineInMs } = outcome;
    const again = { dueInMs: claim.wasCalled() ? 0 : dueInMs, ...(deadlineInMs === undefined ? {} : { deadlineInMs }) };
    const madeHeadway = outcome.isInDoubt !== true;
    await store.runOne(() => putOff(task.id, claim.lease, { ...again, madeHeadway }));
    return undefined;
  } catch (error) {
    return settle(error, task, work, isLate);
  }
}

/** What an error means for the task: an end, another try, or nothing at all. */
async function settle(
  error: unknown,
  task: ClaimedTask,
  work: StepWork,
  isLate: boolean,
): Promise<ClaimedTask | undefined> {
  const { claim, store } = work;
  if (claim.signal.aborted) {
    const stop = claim.signal.reason as Stop;
    if (stop === 'lost') return undefined;
    const isCancel = stop === 'cancel' && mayBeCancelled(task);
    if (isCancel && (await stopOrder(task, work)) === 'ended') return letGo(task, work);
    // Given back: the next runner, or this program started again, goes on from the row.
    await store.runOne(() => putOff(task.id, claim.lease, { dueInMs: 0, madeHeadway: true }));
    return undefined;
  }
  if (error instanceof LostClaim) return undefined;
  const end = endOf(error);
  // A stranger's host that is away is nothing for a log: the task says it.
  if (end === undefined && !(error instanceof StillOutOfReach)) work.onTrouble(error);
  const isFree = await isFreeTask(task, work);
  if (end !== undefined && isFree) return failFree(task, end, work);
  // What money was spent on does not end by a fault of its input: a vendor took it, and its word is to be had.
  if (end !== undefined) work.onTrouble(error);
  if (isLate && !(isPaidFor(task) && !isFree && task.tries < LATE_TRIES_MAX)) return giveUp(task, work);
  if (task.tries >= TRIES_MAX && !passes(error) && isFree) return failFree(task, exhausted(error), work);
  const isKeyAway = error instanceof KeyAway;
  if (isKeyAway) work.tell({ share: 0, doing: `waiting: ${error.message}`, waits: 'vendor_key' });
  // A key comes back by a person's hand, and a clip that is kept does not die.
  const isUrgent = !isFree && isPaidFor(task) && task.state !== 'verifying' && !isKeyAway;
  const mostMs = isUrgent ? PAID_BACKOFF_MAX_MS : BACKOFF_MAX_MS;
  const backoffMs = Math.min(mostMs, BACKOFF_MS * 2 ** Math.min(task.tries - 1, 20));
  const alone = await leaveAlone(error, task, work);
  // `Retry-After: 0` is said by servers that are down.
  const dueInMs = alone === undefined ? backoffMs : Math.max(alone, Math.min(backoffMs, ALONE_LEAST_MS));
  await store.runOne(() => putOff(task.id, claim.lease, { dueInMs }));
  return undefined;
}

/** Ends a task that has cost nothing, and what it had sent to who makes it for nothing. */
async function failFree(task: ClaimedTask, end: BadEnd, work: StepWork): Promise<undefined> {
  const attempt = await readAttemptOf(task, work);
  await work.store.run(function* (): Operation<void> {
    const ended = yield* failTask(work, task, end, work.claim.lease);
    if (ended !== undefined) yield* endAttempt(attempt, 'vendor_failed', 'no', end.failure);
  });
  return letGo(task, work);
}

/** Leaves a vendor alone for as long as it asked for, with every task of that key, and answers with how long that is. */
async function leaveAlone(error: unknown, task: TaskRecord, work: StepWork): Promise<number | undefined> {
  if (!(error instanceof ProviderError) || error.retryAfterMs === undefined) return undefined;
  // Where clips lie is no part of the vendor's API, and what it asks for must not outlast the clip: `turn` is when its URL dies.
  if (task.state === 'fetching')
    return Math.min(error.retryAfterMs, Math.max(1_000, Math.ceil((task.turn - work.nowMs()) / 4)));
  const attempt = await readAttemptOf(task, work);
  const isIts = attempt?.provider === error.provider && attempt.endedAtMs === undefined;
  const provider = isIts ? providerOf(work, attempt) : work.providers.get(error.provider);
  if (provider !== undefined) await work.calls.block(provider, error.retryAfterMs);
  return error.retryAfterMs;
}

/** Ends a task by the way out of its state. An order that nobody knows the end of is no end: a person has to look. */
async function giveUp(task: ClaimedTask, work: StepWork): Promise<undefined> {
  const { claim, store } = work;
  const attempt = await readAttemptOf(task, work);
  // After a restore an order may be out there of which no attempt tells.
  const isUnknown = task.hold?.reason === 'unknown_submit' && attempt === undefined;
  const isFree = !isUnknown && isFreeOfCharge({ attempt, provider: attempt && providerOf(work, attempt) });
  if (task.state === 'submitting' && attempt?.state === 'submission_unknown' && !isFree) {
    await holdUnknown(task, work, 'Its answer was lost, and could not be found out about in time.');
    return undefined;
  }
  const end = wayOut(task, isFree);
  await store.run(function* (): Operation<void> {
    const ended = yield* failTask(work, task, end, claim.lease);
    if (ended !== undefined) yield* endAttempt(attempt, 'unknown', isFree ? 'no' : end.failure.charged, end.failure);
  });
  return letGo(task, work);
}

/** What a provider keeps of an order that has ended may go. */
async function letGo(task: ClaimedTask, work: StepWork): Promise<undefined> {
  const now = await work.store.runOne(() => readTask(task.accountId, task.id));
  if (now === undefined || !isTerminal(now.state)) return undefined;
  work.progress.set(task.id, undefined);
  const attempt = await readAttemptOf(now, work);
  if (attempt?.handle === undefined) return undefined;
  await providerOf(work, attempt)?.release(attempt.handle).catch(work.onTrouble);
  return undefined;
}

/** A disk that is full and a store that is away come back; they are nobody's reason to give a task up. */
function passes(error: unknown): boolean {
  return (
    error instanceof StoreError ||
    (error instanceof BlobError && (error.reason === 'full' || error.reason === 'failed'))
  );
}

async function isFreeTask(task: TaskRecord, work: StepWork): Promise<boolean> {
  const attempt = await readAttemptOf(task, work);
  return isFreeOfCharge({ attempt, provider: attempt && providerOf(work, attempt) });
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
  if (error instanceof StillOutOfReach) {
    const { message, field, todo: say } = error;
    const failure = { class: 'bad_input', field, charged: 'no', retry: 'free', say } as const;
    return { code: 'INVALID_REQUEST', message: `${message}, ${TRIES_MAX} times in a row`, failure };
  }
  if (error instanceof HostingError) {
    const { say } = error;
    return { code: 'TASK_FAILED', message: say, failure: { class: 'unsupported', charged: 'no', retry: 'free', say } };
  }
  const what = error instanceof AppError ? error.message : 'a fault of the installation; its log has more';
  const say = `It failed ${TRIES_MAX} times: ${what}. Try again, and tell who runs this server when it stays.`;
  return { code: 'TASK_FAILED', message: say, failure: { class: 'internal', charged: 'no', retry: 'free', say } };
}

/** Whether there is a job at a vendor for certain. */
function isPaidFor({ state }: TaskRecord): boolean {
  return state === 'rendering' || state === 'fetching' || state === 'verifying';
}

/** A clip that is there already is kept: it was made, and at a vendor it is paid for. */
function mayBeCancelled({ state }: TaskRecord): boolean {
  return state !== 'fetching' && state !== 'verifying' && !isTerminal(state);
}

/** By the database's time: a claim has just put `dueAtMs` one lease ahead of it. */
function isPastDeadline({ dueAtMs, deadlineAtMs }: TaskRecord, leaseMs: number): boolean {
  return deadlineAtMs !== undefined && dueAtMs - leaseMs >= deadlineAtMs;
}
