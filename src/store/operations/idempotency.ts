import { NOW, type Operation, sql } from '../statement.js';

/** Forgets Idempotency-Keys whose day is over, at most `limit`; they stand for nothing already. Answers with how many went. */
export function* forgetIdempotencyKeys(limit: number): Operation<number> {
  const rows = yield sql`
    DELETE FROM idempotency WHERE (account_id, name) IN (
      SELECT account_id, name FROM idempotency WHERE expires_at <= ${NOW} ORDER BY expires_at LIMIT ${limit})
    AND expires_at <= ${NOW}
    RETURNING name`;
  return rows.length;
}
