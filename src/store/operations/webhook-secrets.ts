import { NOW, type Operation, sql } from '../statement.js';

/** How long the secret before the current one still signs, so that a receiver can be given the new one in peace. */
export const SECRET_OVERLAP_MS = 86_400_000;

/** A secret as it is kept: sealed, for nobody who has only the database. */
export interface SealedSecret {
  readonly id: string;
  readonly accountId: string;
  readonly sealed: string;
  readonly createdAtMs: number;
  /** `undefined`: it is the current one. */
  readonly retiresAtMs: number | undefined;
}

/**
 * Makes a secret the account's current one. The one before it lives on for `overlapMs`; any older one ends now, so that never more than
 * two sign.
 */
export function* rotateSecret(
  { id, accountId, sealed }: Pick<SealedSecret, 'id' | 'accountId' | 'sealed'>,
  overlapMs: number = SECRET_OVERLAP_MS,
): Operation<void> {
  // The account's row is locked: two rotations at once would each leave a current secret.
  yield sql`
    INSERT INTO accounts (id, created_at) VALUES (${accountId}, ${NOW})
    ON CONFLICT (id) DO UPDATE SET created_at = accounts.created_at`;
  yield sql`DELETE FROM webhook_secrets WHERE account_id = ${accountId} AND retires_at IS NOT NULL`;
  yield sql`
    UPDATE webhook_secrets SET retires_at = ${NOW} + CAST(${overlapMs} AS BIGINT)
    WHERE account_id = ${accountId} AND retires_at IS NULL`;
  yield sql`
    INSERT INTO webhook_secrets (id, account_id, secret, created_at) VALUES (${id}, ${accountId}, ${sealed}, ${NOW})`;
}

/** The secrets that sign by now: the current one, then the one that retires. None: callbacks go unsigned. */
export function* readSecrets(accountId: string): Operation<readonly SealedSecret[]> {
  const rows = yield sql`
    SELECT id, secret, created_at, retires_at FROM webhook_secrets
    WHERE account_id = ${accountId} AND (retires_at IS NULL OR retires_at > ${NOW})
    ORDER BY CASE WHEN retires_at IS NULL THEN 0 ELSE 1 END, created_at DESC`;
  return rows.map((row) => ({
    id: String(row['id']),
    accountId,
    sealed: String(row['secret']),
    createdAtMs: Number(row['created_at']),
    retiresAtMs: typeof row['retires_at'] === 'number' ? row['retires_at'] : undefined,
  }));
}

/** Takes every secret away: callbacks of the account go unsigned from here on. Answers with how many there were. */
export function* removeSecrets(accountId: string): Operation<number> {
  const rows = yield sql`DELETE FROM webhook_secrets WHERE account_id = ${accountId} RETURNING id`;
  return rows.length;
}
