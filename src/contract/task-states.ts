/**
 * The life of a task, as one table. Whatever moves a task, draws it or documents it reads this: a move that is not here does
 * not compile ({@link NextState}) and is refused by the store.
 *
 * ```
 * accepted → preparing → submitting → rendering → fetching → verifying → succeeded
 *      every one of them → failed | cancelled, and the unfinished ones before a clip exists → held
 * ```
 */

/** The words a caller sees, which are HiAPI's; nothing may be added, for its clients know no other. */
export type WireStatus = 'queued' | 'handling' | 'archiving' | 'success' | 'fail';

/** What the table says of one state. */
export interface StateFacts {
  /** What the wire calls it; `held` is told by what it waits for ({@link wireStatusOf}). */
  readonly wire: WireStatus;
  /** The states it may go to. None: it is never left. */
  readonly next: readonly string[];
  /** Who moves it on: a runner, an attempt at a provider, a person, or nobody any more. */
  readonly owner: 'runner' | 'provider' | 'person' | 'nobody';
  /** Seconds after which a task that is still in it goes by its way out; `undefined`: set by what it waits for, or never. */
  readonly deadlineSec: number | undefined;
  /** What becomes of a task whose deadline has passed, and why that is right. */
  readonly wayOut: string;
}

/**
 * Deadlines: `preparing` covers five redirects of a slow source and a large still; `submitting` is one request; `rendering` is the
 * provider's, from its own measured times, this one is the ceiling; `fetching` ends with the life of the provider's URL, which is this long
 * where nobody tells a longer one; `verifying` is as long as it takes somebody to mend a media process that does not start: the clip is kept.
 */
export const TASK_STATES = {
  accepted: {
    wire: 'queued',
    next: ['preparing', 'held', 'failed', 'cancelled'],
    owner: 'runner',
    deadlineSec: undefined,
    wayOut: 'none needed: it is due until a runner takes it',
  },
  preparing: {
    wire: 'queued',
    next: ['submitting', 'held', 'failed', 'cancelled'],
    owner: 'runner',
    deadlineSec: 900,
    wayOut: 'failed, not charged: nothing was submitted',
  },
  submitting: {
    wire: 'handling',
    next: ['rendering', 'preparing', 'held', 'failed', 'cancelled'],
    owner: 'runner',
    deadlineSec: 3600,
    wayOut: 'failed when nothing was sent, else held for whoever can find out',
  },
  rendering: {
    wire: 'handling',
    next: ['fetching', 'submitting', 'held', 'failed', 'cancelled'],
    owner: 'provider',
    deadlineSec: 172_800,
    wayOut: 'failed, charge unknown',
  },
  fetching: {
    wire: 'archiving',
    next: ['verifying', 'failed', 'cancelled'],
    owner: 'runner',
    deadlineSec: 86_400,
    wayOut: 'failed, charged: the URL is dead by then',
  },
  verifying: {
    wire: 'archiving',
    next: ['succeeded', 'fetching', 'failed', 'cancelled'],
    owner: 'runner',
    deadlineSec: 86_400,
    wayOut: 'failed, charged: a clip that cannot be read is none',
  },
  held: {
    wire: 'queued',
    next: ['accepted', 'preparing', 'submitting', 'rendering', 'failed', 'cancelled'],
    owner: 'person',
    deadlineSec: undefined,
    wayOut: 'failed at the time its hold names, charged as far as is known',
  },
  succeeded: { wire: 'success', next: [], owner: 'nobody', deadlineSec: undefined, wayOut: 'none' },
  failed: { wire: 'fail', next: [], owner: 'nobody', deadlineSec: undefined, wayOut: 'none' },
  cancelled: { wire: 'fail', next: [], owner: 'nobody', deadlineSec: undefined, wayOut: 'none' },
} as const satisfies Readonly<Record<string, StateFacts>>;

/** A state of a task. */
export type TaskState = keyof typeof TASK_STATES;

/** Where a task in `State` may go. */
export type NextState<State extends TaskState> = (typeof TASK_STATES)[State]['next'][number];

/** A state that is never left. */
export type TerminalState = { [State in TaskState]: NextState<State> extends never ? State : never }[TaskState];

/** A state that a task still leaves. */
export type OpenState = Exclude<TaskState, TerminalState>;

/** Why a task is held. */
export type HoldReason = 'budget' | 'review' | 'unknown_submit';

/** Whether a task in this state has ended. */
export function isTerminal(state: TaskState): state is TerminalState {
  return TASK_STATES[state].next.length === 0;
}

/** Whether the table knows the move. */
export function isLegalMove(from: TaskState, to: TaskState): boolean {
  return (TASK_STATES[from].next as readonly TaskState[]).includes(to);
}

/** What the wire calls a state. A submit that nobody knows the end of may be rendering: it is `handling`, every other hold `queued`. */
export function wireStatusOf(state: TaskState, hold?: HoldReason): WireStatus {
  return state === 'held' && hold === 'unknown_submit' ? 'handling' : TASK_STATES[state].wire;
}
