import { settleAttempt } from '../../store/operations/attempts.js';
import { moveTask } from '../../store/operations/move-task.js';
import { noteOutputs } from '../../store/operations/outputs.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { numericId } from '../ids/numeric-id.js';
import { planOf, type TaskPlan } from '../task-plan.js';
import { assertSameKey, orderOf, sentAttemptOf } from './attempt.js';
import { enterAdopted } from '../../store/operations/adoptions.js';
import { settleMoney } from '../../store/operations/money.js';
import { adoptedBillOf } from '../rescue/adopted-bill.js';
import { billOf } from '../money/bill-of.js';
import { awaitTurn } from './call-turn.js';
import { fetchDeadlineMs } from './deadline.js';
import { endAttempt } from './end-attempt.js';
import { onward } from './onward.js';
import { nextAskMs } from './polling.js';
import { failTask } from './end.js';
import { moveOn, type Step } from './step.js';

/** What a URL that names no end is taken to live: vendors delete clips after a day, or a week. */
const LONGEST_LIFE_MS = 86_400_000;

/** A vendor that does not know what it has just taken shows it late; older than this, it is lost when it says so as often as this. */
const LOST_AFTER_MS = 10 * 60_000;
const LOST_AGAIN_MS = 15_000;
const LOST_TRIES = 8;

/** When a vendor is asked again that says success and shows no clip. */
const NO_CLIP_YET_MS = 10_000;

/** `rendering → fetching`: asks the provider, and goes on when it says that there is a clip. */
export const render: Step = async (task, work) => {
  const { claim } = work;
  const sent = await sentAttemptOf(task, work);
  const { attempt, provider } = sent;
  const { id, handle, state, accountId } = attempt;
  if (handle === undefined) throw new TypeError(`${task.id} is rendering without an attempt that was accepted`);
  assertSameKey(sent);
  const waitMs = await awaitTurn(provider, 'ask', work);
  if (waitMs > 0) return { kind: 'waiting', dueInMs: Math.ceil(waitMs), isUnasked: true };
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const answer = await provider.poll(handle, orderOf(task, attempt), hooks);
  const sinceSentMs = work.nowMs() - (attempt.sentAtMs ?? attempt.createdAtMs);
  switch (answer.kind) {
    case 'running': {
      if (answer.progress !== undefined) work.tell(answer.progress);
      const asked = { model: attempt.model ?? task.model, provider, sinceSentMs, vendorMs: answer.askAgainInMs };
      return { kind: 'waiting', dueInMs: await nextAskMs(asked, work) };
    }
    case 'failed': {
      const { failure, isLost } = answer;
      // One such answer may be of a store that is behind, or of a server that is set up anew: what is paid for is asked about again.
      if (isLost === true && (sinceSentMs < LOST_AFTER_MS || task.tries < LOST_TRIES))
        return { kind: 'waiting', dueInMs: work.pollMs ?? LOST_AGAIN_MS, isInDoubt: true };
      const end = {
        code: failure.class === 'timeout' ? 'TASK_TIMEOUT' : 'TASK_FAILED',
        message: failure.say,
        failure,
      } as const;
      return moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const ended = yield* failTask(work, task, end, claim.lease);
        if (ended !== undefined) yield* endAttempt(attempt, 'vendor_failed', failure.charged, failure);
        return ended;
      });
    }
    case 'succeeded': {
      // A success without a clip is not one yet; the deadline ends it when it stays so.
      if (!answer.outputs.some(({ type }) => type === 'video')) return { kind: 'waiting', dueInMs: NO_CLIP_YET_MS };
      const decoded = answer.outputs.map(({ isDecoded }) => isDecoded === true);
      const plan: TaskPlan = {
        ...planOf(task),
        decoded,
        ...(answer.facts === undefined ? {} : { facts: answer.facts }),
      };
      const ended = { task, attempt, provider, facts: answer.facts };
      const told = plan.adopted === true ? adoptedBillOf(ended, work) : undefined;
      const bill = provider.isFreeToRepeat ? undefined : plan.adopted === true ? told : await billOf(ended, work);
      const dies = answer.outputs.flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
      const seen = answer.outputs.map(({ type, source, expiresAtMs }, ordinal) => ({
        ...{ id: numericId(work.newId()), ordinal, type, source },
        ...(expiresAtMs === undefined ? {} : { sourceExpiresAtMs: expiresAtMs }),
      }));
      return moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const moved = yield* moveTask({
          ...{ id: task.id, from: 'rendering', to: 'fetching', lease: claim.lease },
          ...onward(task, 'fetching', claim),
          ...fetchDeadlineMs(answer.outputs, work.nowMs()),
          // Of all that is to be fetched from outside, what dies first goes first.
          ...(provider.isFreeToRepeat ? {} : { turn: Math.min(work.nowMs() + LONGEST_LIFE_MS, ...dies) }),
          changes: { plan, ...(bill === undefined ? {} : { cost: bill.cost }) },
        });
        if (moved === undefined) return undefined;
        yield* settleAttempt(id, state, 'vendor_succeeded');
        if (told !== undefined) {
          const basis = told.cost.basis;
          yield* enterAdopted(
            { taskId: task.id, attemptId: id, accountId, keyId: task.keyId, model: task.model, provider: provider.id },
            { microUsd: told.microUsd, basis },
          );
        } else if (bill !== undefined)
          yield* settleMoney(id, { kind: 'settle', microUsd: bill.microUsd, basis: bill.cost.basis });
        yield* noteOutputs({ accountId, taskId: task.id, attemptId: id, tier: task.storage }, seen);
        return moved;
      });
    }
  }
};
