import { type Credential, roomTopic } from '../../store/operations/credentials.js';
import { wakeFirst } from '../../store/operations/wake-first.js';
import type { Store } from '../../store/store.js';

/** Who waits. */
export interface InLine {
  readonly id: string;
  /** Lower is sooner. */
  readonly turn: number;
}

/** The tasks that this process has looked at and that wait for room under a vendor's key. */
export interface RoomLine {
  /**
   * Puts a task in line: when a render under the key ends, the one whose turn it is looks again. Answers with in how many ms it looks by itself,
   * for a hint may be lost: the longer the line, the later, so that somebody of it looks every few seconds, and not everybody.
   */
  wait(key: Credential, task: InLine): number;
}

/** What {@link createRoomLine} is made of. */
export interface RoomLineDeps {
  readonly store: Store;
  readonly monotonicMs: () => number;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly onTrouble?: (error: unknown) => void;
  /** How often somebody of a line looks by himself; default 3,000 ms. */
  readonly lookMs?: number;
}

const LOOK_MS = 3_000;

/** Nobody looks by himself less often than this. */
const LONGEST_MS = 60_000;

/** Of a line this many are looked at for who is first; those behind them come up as these go. */
const FRONT_MAX = 100;

/** Makes the lines of this process. */
export function createRoomLine(deps: RoomLineDeps): RoomLine {
  const { store, monotonicMs, random, onTrouble = () => undefined, lookMs = LOOK_MS } = deps;
  const lines = new Map<string, Map<string, { readonly turn: number; readonly untilMs: number }>>();

  /** Those that have looked by themselves since, and stand in line again if there still is none for them. */
  function prune(topic: string): Map<string, { readonly turn: number; readonly untilMs: number }> {
    const line = lines.get(topic) ?? new Map<string, { readonly turn: number; readonly untilMs: number }>();
    const nowMs = monotonicMs();
    for (const [id, { untilMs }] of line) if (untilMs <= nowMs) line.delete(id);
    if (line.size === 0) lines.delete(topic);
    return line;
  }

  store.onWake((topic) => {
    if (!lines.has(topic)) return;
    const line = prune(topic);
    const front = [...line].sort(([, one], [, other]) => one.turn - other.turn).slice(0, FRONT_MAX);
    if (front.length === 0) return;
    store
      .run(() => wakeFirst(front.map(([id]) => id)))
      .then((woken) => {
        if (woken !== undefined) line.delete(woken);
      })
      .catch(onTrouble);
  });

  return {
    wait(key, { id, turn }) {
      const topic = roomTopic(key);
      const line = prune(topic);
      line.delete(id);
      const inMs = Math.min(LONGEST_MS, lookMs * (line.size + 1)) * (0.5 + random());
      line.set(id, { turn, untilMs: monotonicMs() + inMs });
      lines.set(topic, line);
      return inMs;
    },
  };
}
