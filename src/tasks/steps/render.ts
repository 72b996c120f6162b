import { settleAttempt } from '../../store/operations/attempts.js';
import { moveTask } from '../../store/operations/move-task.js';
import { noteOutputs } from '../../store/operations/outputs.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { numericId } from '../ids/numeric-id.js';
import { planOf, type TaskPlan } from '../task-plan.js';
import { orderOf, sentAttemptOf } from './attempt.js';
import { deadlineMs } from './deadline.js';
import { failTask } from './end.js';
import { moveOn, type Step } from './step.js';

/** When a vendor is asked again that says success and shows no clip. */
const NO_CLIP_YET_MS = 10_000;

/** `rendering → fetching`: asks the provider, and goes on when it says that there is a clip. */
export const render: Step = async (task, work) => {
  const { claim } = work;
  const { attempt, provider } = await sentAttemptOf(task, work);
  const { id, handle, state, accountId } = attempt;
  if (handle === undefined) throw new TypeError(`${task.id} is rendering without an attempt that was accepted`);
  const hooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const answer = await provider.poll(handle, orderOf(task, attempt), hooks);
  switch (answer.kind) {
    case 'running':
      if (answer.progress !== undefined) work.tell(answer.progress);
      return { kind: 'waiting', dueInMs: answer.askAgainInMs };
    case 'failed': {
      const { failure } = answer;
      const end = {
        code: failure.class === 'timeout' ? 'TASK_TIMEOUT' : 'TASK_FAILED',
        message: failure.say,
        failure,
      } as const;
      return moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const ended = yield* failTask(work, task, end, claim.lease);
        if (ended !== undefined) yield* settleAttempt(id, state, 'vendor_failed', { outcome: failure });
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
      const seen = answer.outputs.map(({ type, source, expiresAtMs }, ordinal) => ({
        ...{ id: numericId(work.newId()), ordinal, type, source },
        ...(expiresAtMs === undefined ? {} : { sourceExpiresAtMs: expiresAtMs }),
      }));
      return moveOn(work, function* (): Operation<TaskRecord | undefined> {
        const moved = yield* moveTask({
          ...{ id: task.id, from: 'rendering', to: 'fetching', lane: task.lane },
          lease: claim.lease,
          keepLeaseMs: claim.leaseMs,
          ...deadlineMs('fetching'),
          changes: { plan },
        });
        if (moved === undefined) return undefined;
        yield* settleAttempt(id, state, 'vendor_succeeded');
        yield* noteOutputs({ accountId, taskId: task.id, attemptId: id, tier: task.storage }, seen);
        return moved;
      });
    }
  }
};
