import type { Failure } from '../../contract/task.js';
import { readAttempt } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import type { TaskDeps } from '../task-deps.js';
import { cancelledTask } from './end.js';
import { endAttempt } from './end-attempt.js';

/** What a cancel leaves behind. */
export interface Cancelled {
  /** As far as is known. */
  readonly charged: Extract<Failure['charged'], 'no' | 'unknown'>;
  /** Absent: of a row that nobody holds. */
  readonly lease?: string;
}

/** Ends a task, its attempt and the money that is held for it because its caller wants it; `undefined`: the row is somebody else's. */
export function* endCancelled(
  deps: Pick<TaskDeps, 'fileUrls' | 'newId'>,
  task: TaskRecord,
  { charged, lease }: Cancelled,
): Operation<TaskRecord | undefined> {
  const ended = yield* cancelledTask(deps, task, charged, lease);
  const attemptId = ended?.attemptId;
  if (attemptId !== undefined) {
    const attempt = yield* readAttempt(attemptId);
    yield* endAttempt(attempt, charged === 'no' ? 'vendor_failed' : 'unknown', charged, { cancelled: true });
  }
  return ended;
}
