import { type Operation, sql } from '../statement.js';

/** What was set aside for an attempt when it was sent, in whole micro-dollars, and by which price; `undefined`: nothing was. */
export function* readReserved(
  attemptId: string,
): Operation<{ readonly microUsd: number; readonly basis: string } | undefined> {
  const [row] = yield sql`SELECT micro_usd, basis FROM ledger WHERE attempt_id = ${attemptId} AND kind = 'reserve'`;
  return row === undefined ? undefined : { microUsd: Number(row['micro_usd']), basis: String(row['basis']) };
}
