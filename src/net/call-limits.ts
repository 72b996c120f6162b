import type { NetClock } from './net-clock.js';
import { NetError } from './net-error.js';

/** What ends a call: its limits on time, its caller, or the first thing that went wrong. One per call, over all hops. */
export interface CallLimits {
  /** Aborted with a {@link NetError} as soon as the call has failed. */
  readonly signal: AbortSignal;
  /** Whether any byte of a request may have left. Set before it does. */
  sent: boolean;
  /** Fails the call, unless it has failed or ended already; answers with the error that counts. */
  readonly fail: (error: NetError) => NetError;
  /**
   * Fails the call when what was begun is not over within `limitMs`, of which `leftMs` are left (default: all). The function
   * it answers with says that it is over.
   */
  readonly within: (limitMs: number, what: string, todo: string, leftMs?: number) => () => void;
  /** Throws when the call has failed. */
  readonly check: () => void;
  /** Ends the call: no limit fires any more. May be called twice. */
  readonly end: () => void;
}

/** Starts the clock of a call. */
export function startLimits(
  clock: NetClock,
  call: { readonly origin: string; readonly totalTimeoutMs: number; readonly signal: AbortSignal | undefined },
): CallLimits {
  const controller = new AbortController();
  let failure: NetError | undefined;
  let isOver = false;

  const onAbort = (): void => {
    limits.fail(
      new NetError(`The call to ${call.origin} was stopped`, {
        reason: 'aborted',
        retryable: false,
        sent: limits.sent,
        origin: call.origin,
        todo: 'Nothing needs to be done.',
        cause: call.signal?.reason,
      }),
    );
  };
  const limits: CallLimits = {
    signal: controller.signal,
    sent: false,
    fail: (error) => {
      if (failure === undefined && !isOver) {
        failure = error;
        limits.end();
        controller.abort(error);
      }
      return failure ?? error;
    },
    within: (limitMs, what, todo, leftMs = limitMs) =>
      clock.after(leftMs, () => {
        limits.fail(
          new NetError(`${call.origin} ${what} within ${limitMs / 1000} s`, {
            reason: 'timeout',
            retryable: true,
            sent: limits.sent,
            origin: call.origin,
            todo,
          }),
        );
      }),
    check: () => {
      if (failure !== undefined) throw failure;
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      takeBack();
      call.signal?.removeEventListener('abort', onAbort);
    },
  };
  const takeBack = limits.within(
    call.totalTimeoutMs,
    'did not answer in full',
    'Try again, or serve it from a faster place.',
  );
  if (call.signal?.aborted === true) onAbort();
  else call.signal?.addEventListener('abort', onAbort, { once: true });
  return limits;
}
