import { type OpenState, TASK_STATES } from '../../contract/task-states.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { BadEnd } from './end.js';

/** The deadline of a state as a move's field; none where the table names none. */
export function deadlineMs(state: OpenState): { readonly deadlineInMs?: number } {
  const seconds: number | undefined = TASK_STATES[state].deadlineSec;
  return seconds === undefined ? {} : { deadlineInMs: seconds * 1000 };
}

/** The way out of a state whose deadline has passed; see the states table. */
export function wayOut({ state, hold }: Pick<TaskRecord, 'state' | 'hold'>, isFree: boolean): BadEnd {
  if (hold?.reason === 'budget') {
    const say = 'The task waited a day for room under a cap, and none came. Raise the cap, and submit it again.';
    return { code: 'TASK_TIMEOUT', message: say, failure: { class: 'budget', charged: 'no', retry: 'free', say } };
  }
  const message = `The task was in the state ${state} for longer than it may take.`;
  // From `fetching` on there is a clip, which a vendor has billed.
  const charged = isFree ? 'no' : state === 'fetching' || state === 'verifying' ? 'yes' : 'unknown';
  const retry = charged === 'no' ? 'free' : 'pays_again';
  return { code: 'TASK_TIMEOUT', message, failure: { class: 'timeout', charged, retry, say: `${message} Try again.` } };
}
