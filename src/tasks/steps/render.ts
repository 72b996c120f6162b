import { settleAttempt } from '../../store/operations/attempts.js';
import { moveTask } from '../../store/operations/move-task.js';
import { noteOutputs } from '../../store/operations/outputs.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { numericId } from '../ids/numeric-id.js';
import { planOf, type TaskPlan } from '../task-plan.js';
import { orderOf, sentAttemptOf } from './attempt.js';
import { settleMoney } from '../../store/operations/money.js';
import { billOf } from '../money/bill-of.js';
import { awaitTurn } from './call-turn.js';
import { deadlineMs } from './deadline.js';
import { endAttempt } from './end-attempt.js';
import { onward } from './onward.js';
import { nextAskMs } from './polling.js';
import { failTask } from './end.js';
import { moveOn, type Step } from './step.js';

/** What a URL that names no end is taken to live: vendors delete clips after a day, or a week. */
const LONGEST_LIFE_MS = 86_400_000;

/** A render can only be asked about under the key that it was sent under. */
class OtherCredential extends Error {
  constructor(provider: string) {
    super(
      `a render was sent under another key of ${provider} than the one that is set now; set that one again to fetch it`,
    );
    this.name = 'OtherCredential';
  }
}

/** When a vendor is asked again that says success and shows no clip. */
const NO_CLIP_YET_MS = 10_000;

/** `rendering → fetching`: asks the provider, and goes on when it says that there is a clip. */
export const render: Step = async (task, work) => {
  const { claim } = work;
  const { attempt, provider } = await sentAttemptOf(task, work);
  const { id, handle, state, accountId } = attempt;
  if (handle === undefined) throw new TypeError(`${task.id} is rendering without an attempt that was accepted`);
  if (!provider.isFreeToRepeat) {
    if (provider.credential !== attempt.credential) throw new OtherCredential(provider.id);
    const waitMs = await awaitTurn(provider, 'ask', work);
    if (waitMs > 0) return { kind: 'waiting', dueInMs: Math.ceil(waitMs) };
  }
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const answer = await provider.poll(handle, orderOf(task, attempt), hooks);
  switch (answer.kind) {
    case 'running': {
      if (answer.progress !== undefined) work.tell(answer.progress);
      const sinceSentMs = work.nowMs() - (attempt.sentAtMs ?? attempt.createdAtMs);
      const asked = { model: attempt.model ?? task.model, provider, sinceSentMs, vendorMs: answer.askAgainInMs };
      return { kind: 'waiting', dueInMs: await nextAskMs(asked, work) };
    }
    case 'failed': {
      const { failure } = answer;
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
      const bill = provider.isFreeToRepeat
        ? undefined
        : await billOf({ task, attempt, provider, facts: answer.facts }, work);
      const dies = answer.outputs.flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
      const seen = answer.outputs.map(({ type, source, expiresAtMs }, ordinal) => ({
        ...{ id: numericId(work.newId()), ordinal, type, source },
        ...(expiresAtMs === undefined ? {} : { sourceExpiresAtMs: expiresAtMs }),
      }));
      return moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const moved = yield* moveTask({
          ...{ id: task.id, from: 'rendering', to: 'fetching', lease: claim.lease },
          ...onward(task, 'fetching', claim),
          ...deadlineMs('fetching'),
          // Of all that is to be fetched from outside, what dies first goes first.
          ...(bill === undefined ? {} : { turn: Math.min(work.nowMs() + LONGEST_LIFE_MS, ...dies) }),
          changes: { plan, ...(bill === undefined ? {} : { cost: bill.cost }) },
        });
        if (moved === undefined) return undefined;
        yield* settleAttempt(id, state, 'vendor_succeeded');
        if (bill !== undefined)
          yield* settleMoney(id, { kind: 'settle', microUsd: bill.microUsd, basis: bill.cost.basis });
        yield* noteOutputs({ accountId, taskId: task.id, attemptId: id, tier: task.storage }, seen);
        return moved;
      });
    }
  }
};
