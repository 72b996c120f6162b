import { NOW, type Operation, sql } from '../statement.js';

/** Gives every claimed callback back at once; as `releaseEveryLease` does for tasks. Answers with how many there were. */
export function* releaseEveryDelivery(): Operation<number> {
  const rows = yield sql`
    UPDATE deliveries SET state = 'pending', lease = NULL, due_at = ${NOW} WHERE state = 'sending' RETURNING id`;
  return rows.length;
}
