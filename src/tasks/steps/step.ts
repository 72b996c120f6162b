import type { Progress } from '../../contract/task.js';
import type { ClaimedTask } from '../../store/operations/claim-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import type { TaskDeps } from '../task-deps.js';

/** The claim under which a step works. */
export interface Claim {
  readonly lease: string;
  /** How long a move may keep the row for the step after it. */
  readonly leaseMs: number;
  /** Ended when the claim is lost or the runner stops; `reason` is what {@link Stop} says. */
  readonly signal: AbortSignal;
  /**
   * Throws {@link LostClaim} unless the claim still holds by a clock that does not jump: for the last moment before something that
   * cannot be taken back. A process that was stopped past its lease learns it here.
   */
  readonly assertHeld: () => void;
  /** From here on a cancel does not stop the work: there is a clip, and at a vendor it is paid for. */
  readonly ignoreCancel: () => void;
  /** Whether the vendor has called since this was asked last: what it answered before may be older. */
  readonly wasCalled: () => boolean;
  /** Whether the runner stops, which the signal does not say once it was aborted for another reason. */
  readonly isStopping: () => boolean;
}

/** Why a step's signal was aborted. */
export type Stop = 'lost' | 'cancel' | 'drain';

/** What a step is given beside the task. */
export interface StepWork extends TaskDeps {
  readonly claim: Claim;
  readonly tell: (progress: Progress) => void;
  /** For a log: what went wrong and is tried again, or ended the task for no fault of its caller's. */
  readonly onTrouble: (error: unknown) => void;
}

/** What became of a step. */
export type StepOutcome =
  /** The task moved on, and the claim was kept: the next step follows at once. */
  | { readonly kind: 'moved'; readonly task: TaskRecord }
  /**
   * Nothing has moved yet: the same step again, `dueInMs` from now. `deadlineInMs`: the state's deadline begins anew, for it was its turn
   * that it waited for. `isUnasked`: its vendor was not asked yet; a deadline that has passed waits for that as well. `isInDoubt`: what was
   * heard is not believed yet, and the tries count on.
   */
  | {
      readonly kind: 'waiting';
      readonly dueInMs: number;
      readonly deadlineInMs?: number;
      readonly isUnasked?: true;
      readonly isInDoubt?: true;
    }
  /** The row has ended or is somebody else's work now. */
  | { readonly kind: 'done' };

/** One step: moves a task on, and may be run again from its beginning at any time. */
export type Step = (task: ClaimedTask, work: StepWork) => Promise<StepOutcome>;

/** Somebody else has the row now, or may have: stop at once, write nothing. */
export class LostClaim extends Error {
  constructor() {
    super('the claim on this task is lost');
    this.name = 'LostClaim';
  }
}

/** Runs a move under the claim and goes on with the task. @throws LostClaim when it was not ours to make any more. */
export async function moveOn(work: StepWork, move: () => Operation<TaskRecord | undefined>): Promise<StepOutcome> {
  const task = await work.store.run(move);
  if (task === undefined) throw new LostClaim();
  return task.lease === undefined ? { kind: 'done' } : { kind: 'moved', task };
}
