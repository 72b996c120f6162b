import { type Operation, sql } from '../statement.js';

/** What a monitor is told of all processes together. */
export interface Figures {
  /** Tasks that have not ended. */
  readonly tasks: readonly { readonly state: string; readonly count: number; readonly oldestAtMs: number }[];
  readonly holds: readonly { readonly reason: string; readonly count: number }[];
  /** Callbacks that are owed. */
  readonly deliveries: readonly { readonly state: string; readonly count: number }[];
  /** What renders have cost since the day began, UTC; what nobody knows the price of counts as it was held. */
  readonly spent: readonly { readonly provider: string; readonly microUsd: number }[];
}

/** Reads {@link Figures}: by indexes, over what is open and what is of today. `dayStartMs`: when the day began. */
export function* readFigures(dayStartMs: number): Operation<Figures> {
  const tasks = yield sql`
    SELECT state, count(*) AS tasks, min(created_at) AS oldest FROM tasks WHERE lane <> '' GROUP BY state`;
  const holds = yield sql`
    SELECT CASE WHEN hold LIKE '%"reason":"budget"%' THEN 'budget' WHEN hold LIKE '%"reason":"review"%' THEN 'review'
      ELSE 'unknown_submit' END AS reason, count(*) AS tasks
    FROM tasks WHERE lane = 'held' AND lane <> '' GROUP BY 1`;
  const deliveries = yield sql`
    SELECT state, count(*) AS owed FROM deliveries WHERE state = 'pending' OR state = 'sending' GROUP BY state`;
  const spent = yield sql`
    SELECT provider, sum(micro_usd) AS spent FROM ledger
    WHERE at >= ${dayStartMs} AND kind IN ('settle', 'uncertain', 'correction') GROUP BY provider`;
  return {
    tasks: tasks.map((row) => ({
      state: String(row['state']),
      count: Number(row['tasks']),
      oldestAtMs: Number(row['oldest']),
    })),
    holds: holds.map((row) => ({ reason: String(row['reason']), count: Number(row['tasks']) })),
    deliveries: deliveries.map((row) => ({ state: String(row['state']), count: Number(row['owed']) })),
    spent: spent.map((row) => ({ provider: String(row['provider']), microUsd: Number(row['spent']) })),
  };
}
