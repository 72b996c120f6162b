import { type Operation, sql } from '../statement.js';

/** A callback in its account's inbox, whatever became of the tries to send it. */
export interface InboxRecord {
  readonly id: string;
  readonly taskId: string;
  /** Its place: grows by one with each callback of the account, in the order in which they became visible. */
  readonly seq: number;
  readonly body: string;
}

/**
 * What was owed after place `afterSeq`, oldest first. Places only ever grow, so a reader that keeps the last one it has dealt with
 * misses nothing and is given nothing twice.
 */
export function* readInbox(accountId: string, afterSeq: number, limit = 100): Operation<readonly InboxRecord[]> {
  const rows = yield sql`
    SELECT id, task_id, seq, body FROM deliveries WHERE account_id = ${accountId} AND seq > ${afterSeq}
    ORDER BY seq LIMIT ${limit}`;
  return rows.map((row) => ({
    id: String(row['id']),
    taskId: String(row['task_id']),
    seq: Number(row['seq']),
    body: String(row['body']),
  }));
}

/** The last place there is: after it comes only what is not there yet. 0 for an account that was never owed one. */
export function* readInboxEnd(accountId: string): Operation<number> {
  const [row] = yield sql`SELECT last_seq FROM inboxes WHERE account_id = ${accountId}`;
  return Number(row?.['last_seq'] ?? 0);
}
