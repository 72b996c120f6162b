/** What was asked for lately, so that the same again can be told of: a caller's second create is the commonest double charge. */
export const DUPLICATES_SCHEMA: readonly string[] = [
  `CREATE TABLE recent_inputs (
    account_id TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    task_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, input_hash)
  )`,
  // They are forgotten by it, so that the table stays as small as what is asked for in a few minutes.
  `CREATE INDEX recent_inputs_by_age ON recent_inputs (at)`,
];
