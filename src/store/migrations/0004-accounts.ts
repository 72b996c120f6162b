/** What makes accounts differ: what each may use, and the keys at vendors that are its own. */
export const ACCOUNTS_SCHEMA: readonly string[] = [
  // The last place of one caller among all that wait, which each process asks once for each: without it, all that wait were read.
  `CREATE INDEX tasks_last_turn ON tasks (account_id, model, lane, turn) WHERE lane <> ''`,

  // JSON. A row without them is one that only counts or locks something: nobody has made that account.
  `ALTER TABLE accounts ADD COLUMN settings TEXT`,

  // A key that was replaced stays for as long as something that was sent under it may have to be asked about.
  `CREATE TABLE account_credentials (
    account_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    base_url TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    replaced_at BIGINT,
    PRIMARY KEY (account_id, provider, fingerprint)
  )`,
  `CREATE UNIQUE INDEX account_credentials_in_use ON account_credentials (account_id, provider) WHERE replaced_at IS NULL`,
  `CREATE INDEX account_credentials_replaced ON account_credentials (replaced_at) WHERE replaced_at IS NOT NULL`,
];
