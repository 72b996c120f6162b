import { type Operation, type Row, sql } from '../statement.js';

/** What the ledger has of one attempt. */
export interface LedgerCharge {
  readonly attemptId: string;
  readonly taskId: string;
  /** Whose money it is. */
  readonly accountId: string;
  readonly handle: string | undefined;
  readonly atMs: number;
  /** Whole micro-dollars; `undefined`: it is still held, or nothing was ever entered. */
  readonly spentMicroUsd: number | undefined;
  /** It counts as spent, and nobody knows. */
  readonly isUncertain: boolean;
}

/** What is asked for. */
export interface ChargesAsk {
  readonly provider: string;
  /** Of the key whose bill it is; absent: that provider has none now. */
  readonly credential: string | undefined;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Every attempt at a provider whose money was set aside, or adopted, in a span. What was sent under an account's own key is left out: that
 * account is billed for it.
 */
export function* readCharges(ask: ChargesAsk): Operation<readonly LedgerCharge[]> {
  const { provider, credential = '', fromMs, untilMs } = ask;
  const rows = yield sql`
    ${CHARGES} WHERE base.provider = ${provider} AND (base.kind = 'reserve' OR base.kind = 'adopted')
      AND base.at >= ${fromMs} AND base.at < ${untilMs}
      AND (attempts.credential = ${credential} OR NOT EXISTS (
        SELECT 1 FROM account_credentials AS own WHERE own.account_id = attempts.account_id
          AND own.provider = attempts.provider AND own.fingerprint = attempts.credential))
    ORDER BY base.at, base.attempt_id`;
  return toCharges(rows);
}

/** The attempt that has a handle, whenever it was; without an entry in the ledger it has cost nothing that is known. */
export function* readChargeOf(provider: string, handle: string): Operation<LedgerCharge | undefined> {
  const [attempt] = yield sql`
    SELECT id, task_id, account_id, created_at FROM attempts WHERE provider = ${provider} AND handle = ${handle} LIMIT 1`;
  if (attempt === undefined) return undefined;
  const attemptId = String(attempt['id']);
  const rows = yield sql`
    ${CHARGES} WHERE base.attempt_id = ${attemptId} AND (base.kind = 'reserve' OR base.kind = 'adopted')`;
  const [charge] = toCharges(rows);
  if (charge !== undefined) return charge;
  const taskId = String(attempt['task_id']);
  return {
    attemptId,
    taskId,
    accountId: String(attempt['account_id']),
    handle,
    atMs: Number(attempt['created_at']),
    spentMicroUsd: undefined,
    isUncertain: false,
  };
}

const CHARGES = sql`
  SELECT base.attempt_id AS attempt_id, base.task_id AS task_id, base.account_id AS account_id, base.at AS at, base.kind AS base_kind, base.micro_usd AS base_usd,
    attempts.handle AS handle, ended.kind AS kind, ended.micro_usd AS micro_usd
  FROM ledger AS base JOIN attempts ON attempts.id = base.attempt_id
  LEFT JOIN ledger AS ended ON ended.attempt_id = base.attempt_id AND ended.kind <> 'reserve' AND ended.kind <> 'adopted'`;

function toCharges(rows: readonly Row[]): readonly LedgerCharge[] {
  const byAttempt = new Map<string, Row[]>();
  for (const row of rows) {
    const id = String(row['attempt_id']);
    byAttempt.set(id, [...(byAttempt.get(id) ?? []), row]);
  }
  return [...byAttempt].map(([attemptId, entries]) => {
    const [base] = entries;
    const ends = entries.filter(({ kind }) => typeof kind === 'string');
    const has = (kind: string): boolean => ends.some((entry) => entry['kind'] === kind);
    const spent = ends
      .filter(({ kind }) => kind !== 'release')
      .reduce((sum, entry) => sum + Number(entry['micro_usd']), 0);
    const isAdopted = base?.['base_kind'] === 'adopted';
    return {
      ...{ attemptId, taskId: String(base?.['task_id']), atMs: Number(base?.['at']) },
      accountId: String(base?.['account_id']),
      handle: typeof base?.['handle'] === 'string' ? base['handle'] : undefined,
      spentMicroUsd: isAdopted ? Number(base['base_usd']) : ends.length === 0 ? undefined : spent,
      isUncertain: has('uncertain') && !has('correction'),
    };
  });
}
