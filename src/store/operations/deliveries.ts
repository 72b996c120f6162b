import { NOW, type Operation, sql, wake } from '../statement.js';

/** A callback about to be owed. */
export interface NewDelivery {
  readonly id: string;
  readonly accountId: string;
  readonly taskId: string;
  readonly url: string;
  /** Serialised once: every try sends these bytes. */
  readonly body: string;
}

/** Owes a callback, in the transaction of what it tells. To an endpoint that is switched off it is dead from the start. */
export function* insertDelivery({ id, accountId, taskId, url, body }: NewDelivery): Operation<void> {
  const off = sql`EXISTS (SELECT 1 FROM endpoints WHERE account_id = ${accountId} AND url = ${url} AND off_since IS NOT NULL)`;
  yield sql`
    INSERT INTO deliveries (id, account_id, task_id, url, body, state, tries, due_at, created_at)
    VALUES (${id}, ${accountId}, ${taskId}, ${url}, ${body}, CASE WHEN ${off} THEN 'dead' ELSE 'pending' END, 0, ${NOW}, ${NOW})`;
  yield wake('deliveries');
}
