import { type Operation, type Row, sql, type Statement } from '../statement.js';

/** Which costs are added up, and how. */
export interface CostsAsk {
  /** Absent: every account's. */
  readonly accountId?: string;
  readonly by: 'model' | 'account' | 'day';
  /** Attempts whose money was set aside from here on… */
  readonly fromMs: number;
  /** …and before here. */
  readonly untilMs: number;
}

/** What one group of attempts cost, in whole micro-dollars. */
export interface CostSum {
  /** A model, an account, or a date (UTC). */
  readonly name: string;
  /** By model only. */
  readonly provider?: string;
  /** Less those of which it is proven that their vendor took none. */
  readonly renders: number;
  /** With what is uncertain. */
  readonly spentMicroUsd: number;
  readonly heldMicroUsd: number;
  /** The part of `spentMicroUsd` that nobody knows. */
  readonly uncertainMicroUsd: number;
}

const DAY_MS = 86_400_000;

/**
 * Adds up what attempts cost, on the day on which their money was set aside: as the counters of caps do. What was adopted counts on the day
 * on which it was, and in no cap.
 */
export function* readCosts({ accountId, by, fromMs, untilMs }: CostsAsk): Operation<readonly CostSum[]> {
  const [name, provider] = GROUPS[by];
  const whose = accountId === undefined ? sql`` : sql`AND held.account_id = ${accountId}`;
  const rows = yield sql`
    SELECT ${name} AS name, ${provider} AS provider, CAST(sum(rendered) AS BIGINT) AS renders, CAST(sum(spent) AS BIGINT) AS spent,
      CAST(sum(held) AS BIGINT) AS held, CAST(sum(uncertain) AS BIGINT) AS uncertain
    FROM (
      SELECT held.account_id AS account_id, held.model AS model, held.provider AS provider, held.at / 86400000 AS day,
        CASE WHEN attempts.state = 'rejected_no_job' THEN 0 ELSE 1 END AS rendered,
        CASE WHEN count(ended.kind) = 0 AND held.kind = 'reserve' THEN held.micro_usd ELSE 0 END AS held,
        sum(CASE WHEN ended.kind <> 'release' THEN ended.micro_usd ELSE 0 END)
          + CASE WHEN held.kind = 'adopted' THEN held.micro_usd ELSE 0 END AS spent,
        CASE WHEN sum(CASE WHEN ended.kind = 'correction' THEN 1 ELSE 0 END) > 0 THEN 0
          ELSE sum(CASE WHEN ended.kind = 'uncertain' THEN ended.micro_usd ELSE 0 END) END AS uncertain
      FROM ledger AS held LEFT JOIN ledger AS ended ON ended.attempt_id = held.attempt_id
        AND ended.kind <> 'reserve' AND ended.kind <> 'adopted'
      LEFT JOIN attempts ON attempts.id = held.attempt_id
      WHERE (held.kind = 'reserve' OR held.kind = 'adopted') AND held.at >= ${fromMs} AND held.at < ${untilMs} ${whose}
      GROUP BY held.attempt_id, held.account_id, held.model, held.provider, held.at, held.kind, held.micro_usd, attempts.state
    ) AS each
    GROUP BY 1, 2 ORDER BY 1, 2`;
  return rows.map((row) => toCostSum(row, by));
}

const GROUPS = {
  model: [sql`model`, sql`provider`],
  account: [sql`account_id`, sql`''`],
  day: [sql`day`, sql`''`],
} as const satisfies Record<CostsAsk['by'], readonly [Statement, Statement]>;

/** One line of the ledger, as it was written. */
export interface LedgerEntry {
  readonly attemptId: string;
  readonly model: string;
  readonly provider: string;
  readonly kind: 'reserve' | 'settle' | 'release' | 'uncertain' | 'correction' | 'adopted';
  /** Of a release and of `uncertain`: what was held. Of a correction: what is added to what counted as spent, mostly below 0. */
  readonly microUsd: number;
  readonly basis: string;
  readonly atMs: number;
}

/** What was written of a task's money, in the order in which it was. */
export function* readLedgerOf(accountId: string, taskId: string): Operation<readonly LedgerEntry[]> {
  const rows = yield sql`
    SELECT attempt_id, model, provider, kind, micro_usd, basis, at FROM ledger
    WHERE task_id = ${taskId} AND account_id = ${accountId} ORDER BY at, CASE kind WHEN 'reserve' THEN 0 WHEN 'settle' THEN 2
      WHEN 'correction' THEN 2 ELSE 1 END, id`;
  return rows.map((row) => ({
    attemptId: String(row['attempt_id']),
    model: String(row['model']),
    provider: String(row['provider']),
    kind: row['kind'] as LedgerEntry['kind'],
    microUsd: Number(row['micro_usd']),
    basis: String(row['basis']),
    atMs: Number(row['at']),
  }));
}

function toCostSum(row: Row, by: CostsAsk['by']): CostSum {
  const name = row['name'] ?? '';
  return {
    name: by === 'day' ? new Date(Number(name) * DAY_MS).toISOString().slice(0, 10) : String(name),
    ...(by === 'model' ? { provider: String(row['provider']) } : {}),
    renders: Number(row['renders']),
    spentMicroUsd: Number(row['spent']),
    heldMicroUsd: Number(row['held']),
    uncertainMicroUsd: Number(row['uncertain']),
  };
}
