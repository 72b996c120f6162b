import { troubleLines } from './failure.js';

/** Writes what goes wrong behind the scenes. `requestId`: of the request whose caller was told to look here. */
export type TellTrouble = (error: unknown, requestId?: string) => void;

/** What {@link createTroubleLog} works with. */
export interface TroubleLogDeps {
  readonly write: (lines: string) => void;
  /** Ms that never jump. */
  readonly monotonicMs: () => number;
}

/** The same is told again with how often it came: first after this long, then each hour. */
const AGAIN_MS = 10 * 60_000;
const LATER_MS = 3_600_000;

/** What has not come for so long is told as the first time. */
const FORGET_MS = 3_600_000;

/** Kinds of trouble that are remembered; of those the longest silent is forgotten. */
const KINDS_MAX = 500;

interface Seen {
  readonly toldAtMs: number;
  readonly waitMs: number;
  readonly count: number;
  readonly lastAtMs: number;
}

/**
 * Makes a log that tells of each trouble when it comes, and rarely while it stays: a vendor that is away fails every poll of every task. Two
 * are the same that differ in ids and long numbers alone. What a request has met is told each time, with the request's id.
 */
export function createTroubleLog({ write, monotonicMs }: TroubleLogDeps): TellTrouble {
  const seen = new Map<string, Seen>();
  return (error, requestId) => {
    const lines = troubleLines(error);
    if (requestId !== undefined) {
      write(`firstframe: ${requestId} met this:\n${lines}`);
      return;
    }
    const kind = kindOf(lines);
    const nowMs = monotonicMs();
    const known = seen.get(kind);
    seen.delete(kind);
    if (known === undefined || nowMs - known.lastAtMs >= FORGET_MS) {
      write(lines);
      forgetOne(seen);
      seen.set(kind, { toldAtMs: nowMs, waitMs: AGAIN_MS, count: 0, lastAtMs: nowMs });
      return;
    }
    const count = known.count + 1;
    const sinceMs = nowMs - known.toldAtMs;
    // At its end: what came last is last.
    if (sinceMs < known.waitMs) {
      seen.set(kind, { ...known, count, lastAtMs: nowMs });
      return;
    }
    write(`${lines}firstframe: the same came ${count} times in ${Math.round(sinceMs / 60_000)} min\n`);
    seen.set(kind, { toldAtMs: nowMs, waitMs: LATER_MS, count: 0, lastAtMs: nowMs });
  };
}

/** Without what tells one task, call or moment from another: a status of three digits stays. */
function kindOf(lines: string): string {
  return lines.replace(/[\w-]{12,}/g, (word) => (/\d/.test(word) ? '#' : word)).replace(/\d{4,}/g, '#');
}

function forgetOne(seen: Map<string, Seen>): void {
  const [oldest] = seen.keys();
  if (seen.size >= KINDS_MAX && oldest !== undefined) seen.delete(oldest);
}
