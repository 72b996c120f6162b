/** What an operator has and did: who changed what, what is stopped, which vendor's key is refused, what was told to a person. */
export const OPERATIONS_SCHEMA: readonly string[] = [
  // Append-only; nothing updates or deletes it. Numbered without a gap within an account, so that a missing row shows.
  `CREATE TABLE audit (
    account_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, seq)
  )`,
  `CREATE INDEX audit_by_time ON audit (at)`,
  `CREATE TABLE audit_ends (account_id TEXT PRIMARY KEY, last_seq BIGINT NOT NULL)`,

  // Without an account it is everybody's; without a route or a model it is of all of them.
  `CREATE TABLE pauses (
    account_id TEXT NOT NULL,
    route TEXT NOT NULL,
    model TEXT NOT NULL,
    reason TEXT NOT NULL,
    key_id TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (account_id, route, model)
  )`,

  // One row a vendor's key that has lately refused or failed; one that works has none.
  `CREATE TABLE breakers (
    provider TEXT NOT NULL,
    credential TEXT NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    failures BIGINT NOT NULL,
    say TEXT NOT NULL,
    failed_at BIGINT NOT NULL,
    opened_at BIGINT,
    try_at BIGINT NOT NULL,
    PRIMARY KEY (provider, credential)
  )`,

  // Each subject once a period. The message itself lies with the callbacks, and is sent as they are.
  `CREATE TABLE alerts (
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    say TEXT NOT NULL,
    delivery_id TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, period)
  )`,
  `CREATE INDEX alerts_by_time ON alerts (at)`,

  // When each vendor has last called, and what has ended since: a vendor that calls no more is told of.
  `CREATE TABLE heard_vendors (provider TEXT PRIMARY KEY, at BIGINT NOT NULL)`,
  `CREATE INDEX attempts_succeeded ON attempts (provider, ended_at) WHERE state = 'vendor_succeeded'`,

  // What a day costs is added up by it.
  `CREATE INDEX ledger_by_time ON ledger (at)`,

  // Which trace a task belongs to, where traces are taken: W3C traceparent.
  `CREATE TABLE task_traces (task_id TEXT PRIMARY KEY, trace_parent TEXT NOT NULL, at BIGINT NOT NULL)`,
  `CREATE INDEX task_traces_by_age ON task_traces (at)`,
];
