import { type Operation, sql } from '../store/statement.js';
import type { Store } from '../store/store.js';

/** Whose tasks take turns with whose: one caller's of one model against everybody else's. */
export interface TurnQueue {
  readonly accountId: string;
  readonly model: string;
  readonly lane: string;
  /** What one task takes of the lane, in ms. */
  readonly turnMs: number;
}

/** Hands out places in a lane. */
export interface FairTurns {
  /** The place of a caller's next task. @throws StoreError */
  take(queue: TurnQueue): Promise<number>;
  /**
   * No task came of a place: what the caller hands in next does not wait for it, unless a place behind it is taken. What is handed in
   * later never comes to stand before that one.
   */
  giveBack(queue: TurnQueue, turn: number): void;
}

/**
 * Places by virtual time: a task's turn is now, or one `turnMs` after its caller's task before it. Somebody who hands in a thousand
 * at once spreads them over the time they take, and a caller with one goes in between; nobody's own order changes. The places are
 * this process's own: with N servers a caller gets at most N times the share.
 */
export function createFairTurns(store: Pick<Store, 'run'>, nowMs: () => number): FairTurns {
  const last = new Map<string, number | Promise<number>>();
  /** Given back while there was one behind them. */
  const freed = new Map<string, Set<number>>();
  let prunedAtMs = nowMs();

  async function take({ accountId, model, lane, turnMs }: TurnQueue): Promise<number> {
    const now = nowMs();
    if (now - prunedAtMs > 60_000) {
      prunedAtMs = now;
      for (const [queue, turn] of last) {
        if (typeof turn !== 'number' || turn >= now) continue;
        last.delete(queue);
        freed.delete(queue);
      }
      // A place of the past is nobody's: who comes next comes now.
      for (const turns of freed.values()) for (const turn of turns) if (turn < now) turns.delete(turn);
    }
    const queue = `${accountId} ${model}`;
    let before = last.get(queue);
    if (before === undefined) {
      // What waits from before this process: its places lie ahead, and nobody may slip in between.
      const reading = store.run(() => readLastTurn(accountId, model, lane));
      last.set(queue, reading);
      before = reading;
    }
    if (typeof before !== 'number') {
      try {
        await before;
      } catch (error) {
        last.delete(queue);
        throw error;
      }
      const known = last.get(queue);
      before = typeof known === 'number' ? known : await before;
    }
    const turn = Math.max(now, before + turnMs);
    last.set(queue, turn);
    return turn;
  }

  return {
    take,
    giveBack({ accountId, model, turnMs }, turn) {
      const queue = `${accountId} ${model}`;
      if (last.get(queue) === turn) {
        let before = turn - turnMs;
        while (freed.get(queue)?.delete(before) === true) before -= turnMs;
        last.set(queue, before);
        return;
      }
      const others = freed.get(queue);
      if (others === undefined) freed.set(queue, new Set([turn]));
      else others.add(turn);
    },
  };
}

function* readLastTurn(accountId: string, model: string, lane: string): Operation<number> {
  const [row] = yield sql`
    SELECT max(turn) AS turn FROM tasks WHERE lane = ${lane} AND lane <> '' AND account_id = ${accountId} AND model = ${model}`;
  return Number(row?.['turn'] ?? 0);
}
