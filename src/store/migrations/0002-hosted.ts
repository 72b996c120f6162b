/**
 * What renders that cost money need: who has how many under way, what was heard of them, and an account of the money.
 */
export const HOSTED_SCHEMA: readonly string[] = [
  // The catalogue's id, for how long its renders take; and the handle a callback named before the vendor's own reply came.
  `ALTER TABLE attempts ADD COLUMN model TEXT`,
  `ALTER TABLE attempts ADD COLUMN heard_handle TEXT`,
  `CREATE INDEX attempts_under_way ON attempts (provider, credential) WHERE ended_at IS NULL`,
  `CREATE INDEX attempts_by_handle ON attempts (provider, credential, handle) WHERE handle IS NOT NULL`,
  `CREATE INDEX attempts_rendered ON attempts (provider, model, ended_at) WHERE state = 'vendor_succeeded'`,

  // One row a vendor's key: every process takes its calls from it.
  `CREATE TABLE credentials (
    provider TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    next_call_at BIGINT NOT NULL,
    next_submit_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (provider, fingerprint)
  )`,

  // Append-only, in whole micro-dollars. A kind is written once an attempt, so that no settlement counts twice.
  `CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    attempt_id TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    micro_usd BIGINT NOT NULL,
    basis TEXT NOT NULL,
    scopes TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (attempt_id, kind)
  )`,
  `CREATE INDEX ledger_of_account ON ledger (account_id, at)`,
  `CREATE INDEX ledger_of_task ON ledger (task_id)`,
  // What is held for renders under way and what is spent, by whom and in which period: account:default:day:2026-11-22.
  `CREATE TABLE budgets (
    scope TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    held BIGINT NOT NULL,
    spent BIGINT NOT NULL
  )`,
  `CREATE TABLE caps (
    account_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    micro_usd BIGINT NOT NULL,
    PRIMARY KEY (account_id, subject, period)
  )`,
  // What the caller allows this one task to cost, and whether a render without a known price is allowed.
  `ALTER TABLE tasks ADD COLUMN budget_micro_usd BIGINT`,
  `ALTER TABLE tasks ADD COLUMN estimate TEXT`,
];
