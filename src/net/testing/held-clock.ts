import type { NetClock } from '../net-clock.js';

/** A clock that stands still until it is moved. */
export interface HeldClock extends NetClock {
  /** Moves on and calls what has fallen due, in order. */
  readonly move: (byMs: number) => void;
  /** How many calls are waited for. */
  readonly pending: () => number;
}

/** Makes a clock at 0. */
export function createHeldClock(): HeldClock {
  let atMs = 0;
  const due = new Map<() => void, number>();
  return {
    nowMs: () => atMs,
    after: (delayMs, call) => {
      const entry = (): void => call();
      due.set(entry, atMs + delayMs);
      return () => due.delete(entry);
    },
    move: (byMs) => {
      atMs += byMs;
      const fallen = [...due].filter(([, whenMs]) => whenMs <= atMs).sort(([, a], [, b]) => a - b);
      for (const [call] of fallen) if (due.delete(call)) call();
    },
    pending: () => due.size,
  };
}
