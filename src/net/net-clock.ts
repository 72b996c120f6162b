/** Time as the guarded fetch sees it: a clock that never goes back, and calls after a while. */
export interface NetClock {
  /** Milliseconds since some moment; differences count, not the value. */
  readonly nowMs: () => number;
  /** Calls once after `delayMs`; the function it answers with takes that back, and may be called at any time. */
  readonly after: (delayMs: number, call: () => void) => () => void;
}

/** The machine's own time. */
export const systemNetClock: NetClock = {
  nowMs: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
