import { NOW, type Operation, type Row, sql } from '../statement.js';

/** An account's own key at a vendor, as it is kept: sealed, for nobody who has only the database. */
export interface AccountCredential {
  readonly accountId: string;
  readonly provider: string;
  readonly fingerprint: string;
  readonly baseUrl: string;
  readonly sealed: string;
  readonly createdAtMs: number;
  /** `undefined`: it is the one in use. */
  readonly replacedAtMs: number | undefined;
}

/** Every key of an account: those in use, and the replaced ones that may still be needed. */
export function* readAccountCredentials(accountId: string): Operation<readonly AccountCredential[]> {
  const rows = yield sql`
    SELECT account_id, provider, fingerprint, base_url, sealed, created_at, replaced_at FROM account_credentials
    WHERE account_id = ${accountId} ORDER BY provider, created_at`;
  return rows.map(toCredential);
}

/** The account that has a key of its own in use, by its fingerprint; `undefined`: it is the server's, or nobody's any more. */
export function* findKeyOwner(provider: string, fingerprint: string): Operation<string | undefined> {
  const [row] = yield sql`
    SELECT account_id FROM account_credentials WHERE provider = ${provider} AND fingerprint = ${fingerprint}
      AND replaced_at IS NULL ORDER BY account_id LIMIT 1`;
  return row === undefined ? undefined : String(row['account_id']);
}

/** Puts a key into use; the one before it stays for what was sent under it. The same key again takes what is new of it. */
export function* useCredential(
  key: Pick<AccountCredential, 'accountId' | 'provider' | 'fingerprint' | 'baseUrl' | 'sealed'>,
): Operation<void> {
  const { accountId, provider, fingerprint, baseUrl, sealed } = key;
  yield* retireCredential(accountId, provider);
  yield sql`
    INSERT INTO account_credentials (account_id, provider, fingerprint, base_url, sealed, created_at)
    VALUES (${accountId}, ${provider}, ${fingerprint}, ${baseUrl}, ${sealed}, ${NOW})
    ON CONFLICT (account_id, provider, fingerprint)
      DO UPDATE SET base_url = excluded.base_url, sealed = excluded.sealed, replaced_at = NULL`;
}

/** Takes a key out of use: nothing new is sent under it. */
export function* retireCredential(accountId: string, provider: string): Operation<void> {
  yield sql`
    UPDATE account_credentials SET replaced_at = ${NOW}
    WHERE account_id = ${accountId} AND provider = ${provider} AND replaced_at IS NULL`;
}

/** Longer than any clip is fetched for after its render has ended. */
const KEEP_REPLACED_MS = 30 * 86_400_000;

/** Deletes keys that were replaced long ago and that no attempt under way was sent under; answers with how many. */
export function* dropReplacedCredentials(limit: number, keepMs: number = KEEP_REPLACED_MS): Operation<number> {
  const rows = yield sql`
    SELECT account_id, provider, fingerprint FROM account_credentials AS kept
    WHERE replaced_at IS NOT NULL AND replaced_at <= ${NOW} - CAST(${keepMs} AS BIGINT) AND NOT EXISTS (
      SELECT 1 FROM attempts WHERE attempts.provider = kept.provider AND attempts.credential = kept.fingerprint
        AND attempts.account_id = kept.account_id AND attempts.ended_at IS NULL)
    ORDER BY replaced_at LIMIT ${limit}`;
  for (const { account_id: accountId = null, provider = null, fingerprint = null } of rows) {
    // Put into use again since it was looked at, it stays.
    yield sql`
      DELETE FROM account_credentials WHERE account_id = ${accountId} AND provider = ${provider}
        AND fingerprint = ${fingerprint} AND replaced_at IS NOT NULL`;
  }
  return rows.length;
}

function toCredential(row: Row): AccountCredential {
  const replaced = row['replaced_at'];
  return {
    accountId: String(row['account_id']),
    provider: String(row['provider']),
    fingerprint: String(row['fingerprint']),
    baseUrl: String(row['base_url']),
    sealed: String(row['sealed']),
    createdAtMs: Number(row['created_at']),
    replacedAtMs: typeof replaced === 'number' ? replaced : undefined,
  };
}
