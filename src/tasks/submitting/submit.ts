import { type Provider, ProviderError, type SubmitAnswer } from '../../providers/provider.js';
import type { AttemptRecord } from '../../store/operations/attempts.js';
import { settleAttempt } from '../../store/operations/attempts.js';
import { type ClaimedTask, lockClaim } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { StoreError, type StoreFailure } from '../../store/store.js';
import { orderOf, providerFor, readAttemptOf } from '../steps/attempt.js';
import { awaitTurn } from '../steps/call-turn.js';
import { deadlineMs } from '../steps/deadline.js';
import { type BadEnd, failTask } from '../steps/end.js';
import { endAttempt } from '../steps/end-attempt.js';
import { onward } from '../steps/onward.js';
import { nextAskMs } from '../steps/polling.js';
import { laneFor } from '../lanes.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from '../steps/step.js';
import { hasAnotherRoute } from './another-route.js';
import { findOut } from './find-out.js';
import { holdForBudget, holdUnknown } from './hold-task.js';
import { openOrder } from './open-order.js';

/** Longer than any vendor takes to answer a create. */
const SUBMIT_MS = 120_000;

/** When a key that has no room is asked for again; others of its tasks wait as well. */
const FULL_AGAIN_MS = 3_000;

/** A task whose turn does not come is given up after two days, and has cost nothing. */
const QUEUE_MS = 48 * 3_600_000;

/**
 * `submitting → rendering`: the intent is committed before the first byte leaves, the claim is looked at once more at that byte, and
 * what came back is written with the move. An attempt found here from before a crash may have been sent: it is repeated at a provider
 * where that makes no second job, looked for at one that shows its tasks, and else held for a person.
 */
export const submit: Step = async (task, work) => {
  const before = await readAttemptOf(task, work);
  const current = before?.endedAtMs === undefined ? before : undefined;
  // Sent and answered: whatever brought it back here, there is nothing to send.
  if (current?.state === 'accepted') return noteAnswer(work, () => toRendering(task, 0, work));
  if (current === undefined) return sendAnew(task, work);
  const provider = work.providers.get(current.provider);
  if (provider?.isFreeToRepeat === true) return send(task, current, provider, work);
  return clearUp(task, current, provider, work);
};

/** Finds out about an order that may have been sent, and goes on from what is found; of a held task as of one that is being submitted. */
export async function clearUp(
  task: ClaimedTask,
  attempt: AttemptRecord,
  provider: Provider | undefined,
  work: StepWork,
): Promise<StepOutcome> {
  const found = await findOut(task, attempt, provider, work);
  switch (found.kind) {
    case 'accepted':
      return noteAnswer(work, () => noteAccepted(task, attempt, { ...found, firstAskMs: 0 }, work));
    case 'no_job':
      return startOver(task, attempt, work);
    case 'ask_again':
      return { kind: 'waiting', dueInMs: found.inMs };
    case 'unclear':
      return task.state === 'held' ? { kind: 'waiting', dueInMs: HELD_AGAIN_MS } : holdUnknown(task, work, found.why);
  }
}

/** How often a held order is looked for again, while nobody has resolved it. */
const HELD_AGAIN_MS = 15 * 60_000;

/** There is no job from an attempt, for certain: the next one may be sent. */
export async function startOver(task: ClaimedTask, attempt: AttemptRecord, work: StepWork): Promise<StepOutcome> {
  const { claim, store } = work;
  const why = { why: 'the vendor has no such job' };
  if (task.state === 'held') {
    return moveOn(work, function* (): Operation<TaskRecord | undefined> {
      const moved = yield* moveTask({
        ...{ id: task.id, from: 'held', to: 'submitting', lane: laneFor(task, 'submitting'), lease: claim.lease },
        ...deadlineMs('submitting'),
      });
      if (moved !== undefined) yield* endAttempt(attempt, 'rejected_no_job', 'no', why);
      return moved;
    });
  }
  await store.run(function* (): Operation<void> {
    if (!(yield* lockClaim(task.id, claim.lease))) throw new LostClaim();
    yield* endAttempt(attempt, 'rejected_no_job', 'no', why);
  });
  return { kind: 'waiting', dueInMs: 0 };
}

/** Sends an order that was never sent. */
async function sendAnew(task: ClaimedTask, work: StepWork): Promise<StepOutcome> {
  const { claim } = work;
  const provider = providerFor(task, work);
  const waitMs = await awaitTurn(provider, 'submit', work);
  if (waitMs > 0) return inQueue(task, waitMs, work);
  claim.assertHeld();
  const opened = await openOrder(task, provider, work);
  switch (opened.kind) {
    case 'opened':
      return send(task, opened.attempt, provider, work, opened.order);
    case 'full':
      return inQueue(task, FULL_AGAIN_MS * (0.5 + work.random()), work);
    case 'over':
      return holdForBudget(task, work, opened.cap);
    case 'not_hosted': {
      const { error } = opened;
      if (error.retryable) throw error;
      const failure = { class: 'unsupported', charged: 'no', retry: 'free', say: error.say } as const;
      return moveOn(work, () =>
        failTask(work, task, { code: 'INVALID_REQUEST', message: error.say, failure }, claim.lease),
      );
    }
  }
}

/** It is not its turn yet: the deadline of the state begins anew, but not for ever. */
function inQueue(task: TaskRecord, waitMs: number, work: StepWork): StepOutcome {
  const isOld = work.nowMs() - task.createdAtMs > QUEUE_MS;
  return { kind: 'waiting', dueInMs: Math.ceil(waitMs), ...(isOld ? {} : deadlineMs('submitting')) };
}

/** Sends an order whose intent is committed. */
async function send(
  task: ClaimedTask,
  attempt: AttemptRecord,
  provider: Provider,
  work: StepWork,
  order = orderOf(task, attempt),
): Promise<StepOutcome> {
  const { claim } = work;
  claim.assertHeld();
  // Not the claim's signal: once a byte has left, stopping would only leave an order that nobody knows the end of.
  const hooks = { signal: AbortSignal.timeout(SUBMIT_MS), beforeSend: claim.assertHeld, onProgress: work.tell };
  let answer: SubmitAnswer;
  try {
    answer = await provider.submit(order, hooks);
  } catch (error) {
    // Stopped by `beforeSend`: nothing has left, and the row is somebody else's. They will find the attempt, and ask.
    if (error instanceof LostClaim || !(error instanceof ProviderError)) throw error;
    work.onTrouble(error);
    return { kind: 'waiting', dueInMs: error.retryAfterMs ?? FIND_OUT_MS };
  }
  if (answer.kind === 'accepted') {
    const sent = { model: attempt.model ?? task.model, provider, sinceSentMs: 0, vendorMs: 0 };
    const accepted = { ...answer, firstAskMs: await nextAskMs(sent, work) };
    return noteAnswer(work, () => noteAccepted(task, attempt, accepted, work));
  }
  return refused(task, attempt, answer, provider, work);
}

/** How soon an order is looked for whose answer was lost. */
const FIND_OUT_MS = 1_000;

/** The vendor has no job, for certain: the next route, later again, or the end. */
async function refused(
  task: ClaimedTask,
  attempt: AttemptRecord,
  { failure, retryAfterMs }: Extract<SubmitAnswer, { kind: 'rejected' }>,
  provider: Provider,
  work: StepWork,
): Promise<StepOutcome> {
  const { claim, calls, store } = work;
  const settle = (): Operation<void> => endAttempt(attempt, 'rejected_no_job', 'no', failure);
  // What one vendor will not show, another is not asked for in its place.
  if (failure.class !== 'moderated' && (await hasAnotherRoute(task, attempt, work))) {
    return noteAnswer(work, function* (): Operation<TaskRecord | undefined> {
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
  if (retryAfterMs !== undefined && work.nowMs() - task.createdAtMs < QUEUE_MS) {
    await store.run(function* (): Operation<void> {
      if (!(yield* lockClaim(task.id, claim.lease))) throw new LostClaim();
      yield* settle();
    });
    await calls.block(provider, retryAfterMs);
    return inQueue(task, retryAfterMs, work);
  }
  const code = failure.class === 'bad_input' ? 'INVALID_REQUEST' : 'TASK_FAILED';
  const end: BadEnd = { code, message: failure.say, failure };
  return noteAnswer(work, function* () {
    const ended = yield* failTask(work, task, end, claim.lease);
    if (ended !== undefined) yield* settle();
    return ended;
  });
}

function* noteAccepted(
  task: ClaimedTask,
  attempt: AttemptRecord,
  {
    handle,
    facts: outcome,
    firstAskMs,
  }: { readonly handle: string; readonly facts?: unknown; readonly firstAskMs: number },
  work: StepWork,
): Operation<TaskRecord | undefined> {
  const moved = yield* toRendering(task, firstAskMs, work);
  if (moved !== undefined) yield* settleAttempt(attempt.id, attempt.state, 'accepted', { handle, outcome });
  return moved;
}

function toRendering(task: ClaimedTask, firstAskMs: number, { claim }: StepWork): Operation<TaskRecord | undefined> {
  const next = onward(task, 'rendering', claim);
  return moveTask({
    ...{ id: task.id, from: task.state === 'held' ? 'held' : 'submitting', to: 'rendering', lease: claim.lease },
    ...next,
    ...(next.keepLeaseMs === undefined ? { dueInMs: firstAskMs } : {}),
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
