import type { Failure, TaskError } from '../../contract/task.js';
import type { OpenState } from '../../contract/task-states.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { endTask } from '../../store/operations/move-task.js';
import type { Operation } from '../../store/statement.js';
import type { TaskDeps } from '../task-deps.js';
import { toWireTask } from '../to-wire.js';

/** What ends a task badly: HiAPI's code, and what is true of it. */
export interface BadEnd {
  readonly code: 'INVALID_REQUEST' | 'MODEL_UNAVAILABLE' | 'TASK_FAILED' | 'TASK_TIMEOUT' | 'STORAGE_UNAVAILABLE';
  readonly message: string;
  readonly failure: Failure;
}

/** The body of a callback: the task, bare, as a poll would show it. */
export function bodyOf(deps: Pick<TaskDeps, 'fileUrls'>): Parameters<typeof endTask>[0]['body'] {
  return (task, outputs) => JSON.stringify(toWireTask(task, outputs, deps.fileUrls));
}

/** Ends a task badly, from whatever state it is in; without a lease, only a row that nobody holds. */
export function failTask(
  deps: Pick<TaskDeps, 'fileUrls' | 'newId'>,
  { id, state }: Pick<TaskRecord, 'id' | 'state'>,
  { code, message, failure }: BadEnd,
  lease?: string,
): Operation<TaskRecord | undefined> {
  const error: TaskError = { code, message };
  return endTask({
    ...{ id, from: state as OpenState, to: 'failed' },
    ...(lease === undefined ? {} : { lease }),
    changes: { error, failure },
    event: { error, failure },
    body: bodyOf(deps),
    deliveryId: `msg_${deps.newId()}`,
  });
}

/** Ends a task because its caller wants it; `charged` as far as is known. */
export function cancelledTask(
  deps: Pick<TaskDeps, 'fileUrls' | 'newId'>,
  { id, state }: Pick<TaskRecord, 'id' | 'state'>,
  charged: Failure['charged'],
  lease?: string,
): Operation<TaskRecord | undefined> {
  const message = 'The task was cancelled.';
  const failure: Failure = {
    class: 'cancelled',
    charged,
    retry: charged === 'no' ? 'free' : 'pays_again',
    say: message,
  };
  const error: TaskError = { code: 'TASK_FAILED', message };
  return endTask({
    ...{ id, from: state as OpenState, to: 'cancelled' },
    ...(lease === undefined ? {} : { lease }),
    changes: { error, failure, cancel: charged === 'unknown' ? 'uncertain' : 'confirmed' },
    event: { error, failure },
    body: bodyOf(deps),
    deliveryId: `msg_${deps.newId()}`,
  });
}
