import type { Store } from '../../store/store.js';
import { type ClaimedTask, renewLease } from '../../store/operations/claim-tasks.js';
import { type Claim, LostClaim, type Stop } from '../steps/step.js';

/** A claim that is being kept alive. */
export interface HeldClaim extends Claim {
  /** Ends the work: its signal is aborted with why. */
  readonly stop: (why: Stop) => void;
  /** The vendor has called about this task. */
  readonly noteCall: () => void;
  /** Lets go: no more renewals. The row is left as it is. */
  readonly release: () => void;
}

/** What a claim is held with. */
export interface ClaimHolding {
  readonly store: Store;
  readonly leaseMs: number;
  readonly monotonicMs: () => number;
  /** The time of day: the other clock stands still while a machine is suspended. */
  readonly nowMs: () => number;
  /** By both clocks, from before the claim was asked for: it can have begun no earlier. */
  readonly claimedAt: ClaimMoment;
}

/** A moment by the clock that does not jump, and by the one that does not stand still. */
export interface ClaimMoment {
  readonly monotonicMs: number;
  readonly nowMs: number;
}

/** A claim is not relied on in the last tenth of its lease: clocks of two machines do not run alike. */
const MARGIN = 0.1;

/** Keeps the lease of a claimed task alive, thrice a lease, and knows when it can no longer be relied on. */
export function holdClaim({ id, lease }: Pick<ClaimedTask, 'id' | 'lease'>, holding: ClaimHolding): HeldClaim {
  const { store, leaseMs } = holding;
  const controller = new AbortController();
  const now = (): ClaimMoment => ({ monotonicMs: holding.monotonicMs(), nowMs: holding.nowMs() });
  let heldSince = holding.claimedAt;
  // Whichever says more. A time of day that is set forward ends a claim early, and its row comes back by itself.
  const isOver = (): boolean => {
    const { monotonicMs, nowMs } = now();
    return Math.max(monotonicMs - heldSince.monotonicMs, nowMs - heldSince.nowMs) > leaseMs * (1 - MARGIN);
  };
  let cancels = true;
  let called = false;
  let isStopping = false;
  const stop = (why: Stop): void => {
    if (why === 'drain') isStopping = true;
    if (why === 'cancel' && !cancels) return;
    if (!controller.signal.aborted) controller.abort(why);
  };

  const renew = async (): Promise<void> => {
    const askedAt = now();
    try {
      const answer = await store.runOne(() => renewLease(id, lease, leaseMs));
      if (answer === 'lost') stop('lost');
      else heldSince = askedAt;
      if (answer === 'cancel') stop('cancel');
    } catch {
      // The store may be back before the lease ends; when it is not, the claim is over.
      if (isOver()) stop('lost');
    }
  };
  const timer = setInterval(() => void renew(), leaseMs / 3);

  return {
    lease,
    leaseMs,
    signal: controller.signal,
    assertHeld: () => {
      if (controller.signal.aborted || isOver()) throw new LostClaim();
    },
    ignoreCancel: () => {
      cancels = false;
    },
    wasCalled: () => {
      const was = called;
      called = false;
      return was;
    },
    isStopping: () => isStopping,
    noteCall: () => {
      called = true;
    },
    stop,
    release: () => {
      clearInterval(timer);
    },
  };
}
