import { NOW, type Operation, type Row, sql, wake } from '../statement.js';

/** What an account is set to, as it is kept: JSON, read by who knows its form. `undefined`: nothing was ever set. */
export interface AccountRow {
  readonly id: string;
  readonly createdAtMs: number;
  readonly settings: unknown;
}

/** The topic that is woken when an account has changed. */
export const ACCOUNTS_TOPIC = 'accounts';

/** Makes an account; `false`: there is one of this name. */
export function* insertAccount(id: string, settings: unknown): Operation<boolean> {
  const rows = yield sql`
    INSERT INTO accounts (id, created_at, settings) VALUES (${id}, ${NOW}, ${JSON.stringify(settings)})
    ON CONFLICT (id) DO UPDATE SET settings = excluded.settings WHERE accounts.settings IS NULL
    RETURNING id`;
  if (rows.length === 0) return false;
  yield* noteChange();
  return true;
}

/**
 * Locks an account that is about to be changed, so that of two changes at once the second sees the first, and answers with it as it is.
 * `undefined`: nobody has made it. `always` is there without having been made.
 */
export function* lockAccount(id: string, always: string): Operation<AccountRow | undefined> {
  if (id === always) {
    yield sql`
      INSERT INTO accounts (id, created_at, settings) VALUES (${id}, 0, '{}')
      ON CONFLICT (id) DO UPDATE SET settings = COALESCE(accounts.settings, '{}')`;
  }
  const [row] = yield sql`
    UPDATE accounts SET created_at = created_at WHERE id = ${id} AND settings IS NOT NULL RETURNING ${ACCOUNT_COLUMNS}`;
  return row === undefined ? undefined : toAccountRow(row);
}

/** Writes what an account is set to. Call it under {@link lockAccount}. */
export function* writeSettings(id: string, settings: unknown): Operation<void> {
  yield sql`UPDATE accounts SET settings = ${JSON.stringify(settings)} WHERE id = ${id}`;
  yield* noteChange();
}

/** An account that somebody made. */
export function* readAccountRow(id: string): Operation<AccountRow | undefined> {
  const [row] = yield sql`SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE id = ${id} AND settings IS NOT NULL`;
  return row === undefined ? undefined : toAccountRow(row);
}

/** Accounts by their names, from the one after `after` on; without a limit, all of them would be too many. */
export function* listAccountRows(after: string, limit: number): Operation<readonly AccountRow[]> {
  const rows = yield sql`
    SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE id > ${after} AND settings IS NOT NULL ORDER BY id LIMIT ${limit}`;
  return rows.map(toAccountRow);
}

/** Other accounts whose settings have a text in them. It has no % and no _. */
export function* findAccountsNaming(text: string, but: string): Operation<readonly AccountRow[]> {
  const rows = yield sql`
    SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE settings LIKE ${`%${text}%`} AND id <> ${but} ORDER BY id`;
  return rows.map(toAccountRow);
}

/** How often accounts have been changed: as long as it is the same, what was read of any of them still holds. */
export function* readAccountsVersion(): Operation<number> {
  const [row] = yield sql`SELECT value FROM meta WHERE name = 'accounts_version'`;
  return Number(row?.['value'] ?? 0);
}

/** Counts a change of any account, and says so to every process. */
export function* noteChange(): Operation<void> {
  yield sql`
    INSERT INTO meta (name, value) VALUES ('accounts_version', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)`;
  yield wake(ACCOUNTS_TOPIC);
}

const ACCOUNT_COLUMNS = sql`id, created_at, settings`;

function toAccountRow(row: Row): AccountRow {
  const settings = row['settings'];
  return {
    id: String(row['id']),
    createdAtMs: Number(row['created_at']),
    settings: typeof settings === 'string' ? (JSON.parse(settings) as unknown) : undefined,
  };
}
