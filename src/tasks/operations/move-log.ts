import { z } from 'zod';
import { readEventFacts } from '../../store/operations/events.js';
import type { Store } from '../../store/store.js';
import { type MadeMove, watchMoves } from './watch-moves.js';

/** What of an event's data may stand in a log: words of ours, and nothing that a caller or a vendor wrote. */
const dataSchema = z.object({
  error: z.object({ code: z.string() }).optional(),
  failure: z.object({ class: z.string(), charged: z.string() }).optional(),
  hold: z.object({ reason: z.string() }).optional(),
});

/** Moves that wait to be written; what is beyond is left out, and counted. */
const BEHIND_MAX = 1_000;

/**
 * A store whose moves are written as lines of JSON, in their order: task, account, from, to, ms in the state that it left, provider, code.
 * No prompt, no key, no URL. A log that cannot keep up leaves lines out rather than holding tasks up, and says how many.
 */
export function logMoves(store: Store, write: (line: string) => void): Store {
  let last: Promise<void> = Promise.resolve();
  let behind = 0;
  let leftOut = 0;
  const tell = async (move: MadeMove): Promise<void> => {
    const line = await lineOf(move, store).catch(() => ({ task: move.taskId, to: move.to }));
    write(`${JSON.stringify(line)}\n`);
    behind -= 1;
    if (leftOut > 0) write(`${JSON.stringify({ event: 'moves_left_out', count: leftOut })}\n`);
    leftOut = 0;
  };
  const watched = watchMoves(store, (move) => {
    if (behind >= BEHIND_MAX) {
      leftOut += 1;
      return;
    }
    behind += 1;
    last = last.then(() => tell(move));
  });
  return {
    ...watched,
    async close() {
      await last;
      await store.close();
    },
  };
}

async function lineOf(move: MadeMove, store: Store): Promise<object> {
  const { taskId, seq, accountId, to, data } = move;
  const { atMs, from, fromMs, provider } = await store.runOne(() => readEventFacts({ taskId, seq }));
  const { error, failure, hold } = dataSchema.safeParse(JSON.parse(data)).data ?? {};
  return {
    at: new Date(atMs).toISOString(),
    ...{ event: 'task_moved', task: taskId, account: accountId, from: from ?? null, to },
    ms: fromMs === undefined ? null : atMs - fromMs,
    ...{ provider: provider ?? null, code: error?.code ?? hold?.reason ?? null },
    ...(failure === undefined ? {} : { class: failure.class, charged: failure.charged }),
  };
}
