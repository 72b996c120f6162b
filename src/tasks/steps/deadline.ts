import { type OpenState, TASK_STATES } from '../../contract/task-states.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { BadEnd } from './end.js';

/** The deadline of a state as a move's field; none where the table names none. */
export function deadlineMs(state: OpenState): { readonly deadlineInMs?: number } {
  const seconds: number | undefined = TASK_STATES[state].deadlineSec;
  return seconds === undefined ? {} : { deadlineInMs: seconds * 1000 };
}

/** A vendor's word for how long its URL lives is taken up to here: what is still not fetched then is not going to be. */
const LONGEST_FETCH_MS = 14 * 86_400_000;

/** The deadline of `fetching`: of the table, or as long as the clip can still be had where its vendor says a later time. */
export function fetchDeadlineMs(
  clips: readonly { readonly expiresAtMs?: number | undefined }[],
  nowMs: number,
): { readonly deadlineInMs: number } {
  const livesMs = clips.map(({ expiresAtMs = 0 }) => Math.min(expiresAtMs - nowMs, LONGEST_FETCH_MS));
  return { deadlineInMs: Math.max(TASK_STATES.fetching.deadlineSec * 1000, ...livesMs) };
}

/** The way out of a state whose deadline has passed; see the states table. */
export function wayOut({ state, hold }: Pick<TaskRecord, 'state' | 'hold'>, isFree: boolean): BadEnd {
  if (hold?.reason === 'budget') {
    const say = 'The task waited a day for room under a cap, and none came. Raise the cap, and submit it again.';
    return { code: 'TASK_TIMEOUT', message: say, failure: { class: 'budget', charged: 'no', retry: 'free', say } };
  }
  if (hold?.reason === 'unknown_submit') {
    const say =
      'Nobody found out in time whether the vendor has this render. Look in its console before you order another: ' +
      'what it may have cost stays counted.';
    const failure = { class: 'timeout', charged: 'unknown', retry: 'pays_again', say } as const;
    return { code: 'TASK_TIMEOUT', message: say, failure };
  }
  const message = `The task was in the state ${state} for longer than it may take.`;
  // From `fetching` on there is a clip, which a vendor has billed.
  const charged = isFree ? 'no' : state === 'fetching' || state === 'verifying' ? 'yes' : 'unknown';
  const retry = charged === 'no' ? 'free' : 'pays_again';
  const todo =
    charged === 'no'
      ? 'Try again.'
      : 'Its render may be paid for: look in the vendor’s console whether it has the clip before you order another.';
  return { code: 'TASK_TIMEOUT', message, failure: { class: 'timeout', charged, retry, say: `${message} ${todo}` } };
}
