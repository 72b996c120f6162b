import { type Operation, type Row, sql } from '../statement.js';

/** What may be spent: of an account by day or by month (UTC), of a key in all. */
export type Cap =
  | { readonly subject: 'account'; readonly period: 'day' | 'month'; readonly microUsd: number }
  | { readonly subject: `key:${string}`; readonly period: 'total'; readonly microUsd: number };

/** A cap to be set; `undefined`: taken away. 0 lets nothing through that costs anything. */
export type CapChange = Cap extends infer One ? (One extends Cap ? Omit<One, 'microUsd'> & CapAmount : never) : never;

interface CapAmount {
  readonly microUsd: number | undefined;
}

/** Every cap of an account. */
export function* readCaps(accountId: string): Operation<readonly Cap[]> {
  const rows = yield sql`
    SELECT subject, period, micro_usd FROM caps WHERE account_id = ${accountId} ORDER BY subject, period`;
  return rows.map((row) => ({
    subject: String(row['subject']),
    period: String(row['period']),
    microUsd: Number(row['micro_usd']),
  })) as readonly Cap[];
}

/** Sets some caps of an account and leaves the others as they are. They hold from the next reservation on. */
export function* setCaps(accountId: string, changes: readonly CapChange[]): Operation<void> {
  for (const { subject, period, microUsd } of changes) {
    if (microUsd === undefined) {
      yield sql`DELETE FROM caps WHERE account_id = ${accountId} AND subject = ${subject} AND period = ${period}`;
      continue;
    }
    yield sql`
      INSERT INTO caps (account_id, subject, period, micro_usd) VALUES (${accountId}, ${subject}, ${period}, ${microUsd})
      ON CONFLICT (account_id, subject, period) DO UPDATE SET micro_usd = excluded.micro_usd`;
  }
}

/** A counter of an account as it stands: see `countersOf`. */
export interface Counter {
  readonly scope: string;
  readonly heldMicroUsd: number;
  readonly spentMicroUsd: number;
}

/** The counters of these names that there are. */
export function* readCounters(accountId: string, scopes: readonly string[]): Operation<readonly Counter[]> {
  const counters: Row[] = [];
  for (const scope of scopes) {
    counters.push(
      ...(yield sql`SELECT scope, held, spent FROM budgets WHERE scope = ${scope} AND account_id = ${accountId}`),
    );
  }
  return counters.map((row) => ({
    scope: String(row['scope']),
    heldMicroUsd: Number(row['held']),
    spentMicroUsd: Number(row['spent']),
  }));
}
