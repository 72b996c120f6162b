import { type Provider, ProviderError, type SubmitAnswer } from '../../providers/provider.js';
import { type AttemptRecord, withdrawAttempt } from '../../store/operations/attempts.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import { hasRoomFor } from '../../store/operations/credentials.js';
import { settleMoney } from '../../store/operations/money.js';
import type { Operation } from '../../store/statement.js';
import { orderOf, providerFor, readAttemptOf } from '../steps/attempt.js';
import { awaitTurn } from '../steps/call-turn.js';
import { failTask } from '../steps/end.js';
import { nextAskMs } from '../steps/polling.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from '../steps/step.js';
import { clearUp } from './clear-up.js';
import { holdForBudget } from './hold-task.js';
import { noteAccepted, toRendering, untilWritten } from './note-answer.js';
import { notNow, prepareAnew } from './not-now.js';
import { openOrder } from './open-order.js';
import { inQueue } from './queue.js';
import { stopKey } from './stop-key.js';
import { takeRefusal } from './take-refusal.js';
import { providerOf } from '../provider-of.js';

/** Longer than any vendor takes to answer a create. */
const SUBMIT_MS = 120_000;

/** When a key that has no room is asked for again where nobody keeps a line. */
const FULL_AGAIN_MS = 3_000;

/**
 * `submitting → rendering`: the intent is committed before the first byte leaves, the claim is looked at once more at that byte, and
 * what came back is written with the move. An attempt found here from before a crash may have been sent: it is repeated at a provider
 * where that makes no second job, looked for at one that shows its tasks, and else held for a person.
 */
export const submit: Step = async (task, work) => {
  const attempt = await readAttemptOf(task, work);
  // Nothing was sent, or what was sent is proven to have come to nothing.
  if (attempt === undefined || attempt.state === 'rejected_no_job') return sendAnew(task, work);
  // Sent and answered: whatever brought it back here, there is nothing to send.
  if (attempt.state === 'accepted') return untilWritten(work, () => moveOn(work, () => toRendering(task, 0, work)));
  const provider = providerOf(work, attempt);
  if (attempt.endedAtMs === undefined) {
    if (provider?.isFreeToRepeat === true) return send(task, attempt, provider, work);
    return clearUp(task, attempt, provider, work);
  }
  if (provider?.isFreeToRepeat === true) return sendAnew(task, work);
  throw new TypeError(`${task.id} is to be sent again although its last order is ${attempt.state}`);
};

/** Sends an order that was never sent. */
async function sendAnew(task: ClaimedTask, work: StepWork): Promise<StepOutcome> {
  const { claim, store } = work;
  const provider = providerFor(task, work);
  if (provider === undefined)
    return prepareAnew(task, { event: { why: 'its provider is not configured any more' } }, work);
  const later = await notNow(task, provider, work);
  if (later !== undefined) return later;
  const key = { provider: provider.id, fingerprint: provider.credential };
  const full = (): StepOutcome =>
    inQueue(task, work.roomLine?.wait(key, task) ?? FULL_AGAIN_MS * (0.5 + work.random()), work);
  // Before a place in the line is taken and stills are brought there; it is decided when the attempt is opened.
  const isLimited = provider.pace?.rendersAtOnce !== undefined;
  if (isLimited && !(await store.run(() => hasRoomFor(provider)))) return full();
  const waitMs = await awaitTurn(provider, 'submit', work);
  if (waitMs > 0) return inQueue(task, waitMs, work);
  claim.assertHeld();
  const opened = await openOrder(task, provider, work);
  switch (opened.kind) {
    case 'opened':
      return send(task, opened.attempt, provider, work, opened.order);
    case 'full':
      return full();
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

/** Sends an order whose intent is committed. */
async function send(
  task: ClaimedTask,
  attempt: AttemptRecord,
  provider: Provider,
  work: StepWork,
  order = orderOf(task, attempt),
): Promise<StepOutcome> {
  const { claim, onTrouble } = work;
  let mayHaveLeft = provider.isFreeToRepeat;
  const beforeSend = (): void => {
    claim.assertHeld();
    mayHaveLeft = true;
  };
  // Not the claim's signal: once a byte has left, stopping would only leave an order that nobody knows the end of.
  const hooks = { signal: AbortSignal.timeout(SUBMIT_MS), beforeSend, onProgress: work.tell };
  let answer: SubmitAnswer;
  try {
    claim.assertHeld();
    answer = await provider.submit(order, hooks);
  } catch (error) {
    if (error instanceof LostClaim) {
      if (!mayHaveLeft) await withdraw(attempt, work);
      throw error;
    }
    if (!(error instanceof ProviderError)) throw error;
    onTrouble(error);
    await stopKey(provider, { cause: 'server_errors', say: error.message }, work);
    return { kind: 'waiting', dueInMs: Math.max(error.retryAfterMs ?? 0, FIND_OUT_MS) };
  }
  if (answer.kind === 'accepted') await work.gate?.noteTaken(provider).catch(onTrouble);
  if (answer.kind === 'rejected') return takeRefusal(task, attempt, answer, provider, work);
  const sent = { model: attempt.model ?? task.model, provider, sinceSentMs: 0, vendorMs: 0 };
  // The answer is worth more than the moment of the first question.
  const firstAskMs = await nextAskMs(sent, work).catch((error: unknown) => {
    onTrouble(error);
    return FIRST_ASK_MS;
  });
  return noteAccepted(task, attempt, { ...answer, firstAskMs }, work);
}

/** How soon an order is looked for whose answer was lost. */
const FIND_OUT_MS = 1_000;

const FIRST_ASK_MS = 5_000;

/** Stopped at the very moment of sending, and nothing has left: there is nothing to look for, unless somebody else looks already. */
async function withdraw(attempt: AttemptRecord, { store, claim, onTrouble }: StepWork): Promise<void> {
  await store
    .run(function* (): Operation<void> {
      if (yield* withdrawAttempt(attempt, claim.lease)) yield* settleMoney(attempt.id, { kind: 'release' });
    })
    .catch(onTrouble);
}
