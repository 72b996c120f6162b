/**
 * What saving and proving need: which of a vendor's jobs were taken in, which tasks come out of a backup and may have been sent since, and
 * which routes were seen to work for money.
 */
export const RESCUE_SCHEMA: readonly string[] = [
  // One row a job, whichever of two nodes is first.
  `CREATE TABLE adoptions (
    provider TEXT NOT NULL,
    handle TEXT NOT NULL,
    task_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (provider, handle)
  )`,
  // Goes when it is known what became of the order.
  `CREATE TABLE restored_tasks (
    task_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    from_state TEXT NOT NULL,
    restored_at BIGINT NOT NULL
  )`,
  `CREATE TABLE proven_routes (
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    proven TEXT NOT NULL,
    task_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (model, provider)
  )`,
  `CREATE INDEX ledger_of_provider ON ledger (provider, at)`,
];
