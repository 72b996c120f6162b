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

/**
 * Owes a callback, in the transaction of what it tells. To an endpoint that is switched off it is dead from the start, and says why.
 *
 * Its place in the account's inbox comes from a row that stays locked until the transaction ends, so that places become visible in
 * their order: a reader who has seen one can never be given an earlier one later. Ids could not promise that.
 */
export function* insertDelivery({ id, accountId, taskId, url, body }: NewDelivery): Operation<void> {
  const [endpoint] = yield sql`
    SELECT off_reason FROM endpoints WHERE account_id = ${accountId} AND url = ${url} AND off_since IS NOT NULL`;
  const [place] = yield sql`
    INSERT INTO inboxes (account_id, last_seq) VALUES (${accountId}, 1)
    ON CONFLICT (account_id) DO UPDATE SET last_seq = inboxes.last_seq + 1
    RETURNING last_seq`;
  const off = endpoint === undefined ? null : deadReasonOf(endpoint['off_reason']);
  yield sql`
    INSERT INTO deliveries (id, account_id, task_id, seq, url, origin, body, state, tries, due_at, created_at, ended_at, last_error)
    VALUES (${id}, ${accountId}, ${taskId}, ${Number(place?.['last_seq'])}, ${url}, ${originOf(url)}, ${body},
      ${off === null ? 'pending' : 'dead'}, 0, ${NOW}, ${NOW}, ${off === null ? null : NOW}, ${off})`;
  if (off === null) yield wake('deliveries');
  yield wake(inboxTopic(accountId));
}

/** The hint for those who wait for something new in an account's inbox. */
export function inboxTopic(accountId: string): string {
  return `inbox:${accountId}`;
}

/** What a delivery that died by its endpoint says of it. */
export function deadReasonOf(offReason: unknown): 'endpoint_gone' | 'endpoint_off' {
  return offReason === 'gone' ? 'endpoint_gone' : 'endpoint_off';
}

/** Scheme, host and port; what cannot be read as a URL stands for itself, and fails when it is called. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
