import { NOW, type Operation, sql, wake } from '../statement.js';
import { ALERTS_ACCOUNT } from './alerts.js';
import { type ClaimedDelivery } from './claim-deliveries.js';
import { deadReasonOf } from './deliveries.js';

/** An endpoint that has answered nothing but failures for this long is switched off. */
export const ENDPOINT_OFF_AFTER_MS = 5 * 86_400_000;

/**
 * Failures further apart than this are not one spell: between them nothing was asked of the endpoint, which may have been well. Above
 * the longest wait between two tries (24 h and a fifth), or no spell would reach {@link ENDPOINT_OFF_AFTER_MS}.
 */
export const FAILING_SPELL_GAP_MS = 2 * 86_400_000;

/** The claim under which a delivery was sent. */
export type DeliveryClaim = Pick<ClaimedDelivery, 'id' | 'accountId' | 'url' | 'lease'>;

/** A try that was answered with 2xx. */
export interface DeliveredTry {
  readonly status: number;
  readonly tookMs: number;
}

/** A try that was not. */
export interface FailedTry {
  /** Absent: no answer came. */
  readonly status?: number;
  /** One word; never what the other side said. */
  readonly error: string;
  readonly tookMs: number;
  /** Absent: it was the last one. */
  readonly retryInMs?: number;
  /** Whose fault: `endpoint` counts towards switching it off, `gone` does it now, `ours` leaves it alone. */
  readonly blame: 'endpoint' | 'gone' | 'ours';
}

/** Ends a delivery well, and with it its endpoint's spell of failure. `false`: the claim is lost, and nothing was written. */
export function* markDelivered(claim: DeliveryClaim, { status, tookMs }: DeliveredTry): Operation<boolean> {
  const rows = yield sql`
    UPDATE deliveries SET state = 'delivered', lease = NULL, ended_at = ${NOW}, last_status = ${status}, last_error = NULL
    WHERE id = ${claim.id} AND lease = ${claim.lease} AND state = 'sending'
    RETURNING id`;
  if (rows.length === 0) return false;
  yield* logTry(claim, { status, error: null, tookMs });
  yield sql`
    UPDATE endpoints SET failing_since = NULL, failed_at = NULL, off_since = NULL, off_reason = NULL
    WHERE account_id = ${claim.accountId} AND url = ${claim.url} AND (failing_since IS NOT NULL OR off_since IS NOT NULL)`;
  return true;
}

/** What became of a delivery that failed once more; `lost`: the claim is, and nothing was written. */
export type FailedOutcome = 'pending' | 'dead' | 'lost';

/** Writes a try that failed: the next one is due, or it was the last, or the endpoint is switched off. */
export function* markFailed(claim: DeliveryClaim, failed: FailedTry): Operation<FailedOutcome> {
  const { status = null, error, tookMs, retryInMs, blame } = failed;
  const ends = retryInMs === undefined;
  const rows = yield sql`
    UPDATE deliveries SET state = ${ends ? 'dead' : 'pending'}, lease = NULL, due_at = ${NOW} + CAST(${retryInMs ?? 0} AS BIGINT),
      ended_at = ${ends ? NOW : null}, last_status = ${status}, last_error = ${error}
    WHERE id = ${claim.id} AND lease = ${claim.lease} AND state = 'sending'
    RETURNING id`;
  if (rows.length === 0) return 'lost';
  yield* logTry(claim, { status, error, tookMs });
  if (blame === 'ours') return ends ? 'dead' : 'pending';
  const off = yield* noteFailure(claim, blame);
  if (off === undefined || ends) return ends ? 'dead' : 'pending';
  yield sql`
    UPDATE deliveries SET state = 'dead', ended_at = ${NOW}, last_error = ${off} WHERE id = ${claim.id} AND state = 'pending'`;
  return 'dead';
}

/** Gives a claim back unused: another takes it at once. `false`: it was lost already. */
export function* giveBackDelivery({ id, lease }: Pick<DeliveryClaim, 'id' | 'lease'>): Operation<boolean> {
  const rows = yield sql`
    UPDATE deliveries SET state = 'pending', lease = NULL, due_at = ${NOW}, tries = tries - 1
    WHERE id = ${id} AND lease = ${lease} AND state = 'sending'
    RETURNING id`;
  if (rows.length > 0) yield wake('deliveries');
  return rows.length > 0;
}

function* logTry(
  { id, accountId }: DeliveryClaim,
  { status, error, tookMs }: { readonly status: number | null; readonly error: string | null; readonly tookMs: number },
): Operation<void> {
  // Counted by the log, not by `tries`: a replay counts those anew.
  yield sql`
    INSERT INTO delivery_tries (delivery_id, ordinal, account_id, at, took_ms, status, error)
    VALUES (${id}, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM delivery_tries WHERE delivery_id = ${id}), ${accountId}, ${NOW},
      ${tookMs}, ${status}, ${error})`;
}

/** Why deliveries to this endpoint are dead now; `undefined`: it is still on. */
function* noteFailure({ accountId, url }: DeliveryClaim, blame: 'endpoint' | 'gone'): Operation<string | undefined> {
  // Where alerts go stays on, whatever it answers: there is nobody else to tell.
  if (accountId === ALERTS_ACCOUNT) return undefined;
  const [endpoint] = yield sql`
    INSERT INTO endpoints (account_id, url, failing_since, failed_at) VALUES (${accountId}, ${url}, ${NOW}, ${NOW})
    ON CONFLICT (account_id, url) DO UPDATE SET
      failing_since = CASE
        WHEN endpoints.failing_since IS NULL OR endpoints.failed_at < ${NOW} - CAST(${FAILING_SPELL_GAP_MS} AS BIGINT) THEN ${NOW}
        ELSE endpoints.failing_since END,
      failed_at = ${NOW}
    RETURNING ${NOW} - failing_since AS failing_ms, off_since, off_reason`;
  if (endpoint === undefined) return undefined;
  if (endpoint['off_since'] !== null) return deadReasonOf(endpoint['off_reason']);
  if (blame !== 'gone' && Number(endpoint['failing_ms']) < ENDPOINT_OFF_AFTER_MS) return undefined;
  const reason = blame === 'gone' ? 'gone' : 'failing';
  yield sql`
    UPDATE endpoints SET off_since = ${NOW}, off_reason = ${reason} WHERE account_id = ${accountId} AND url = ${url}`;
  yield sql`
    UPDATE deliveries SET state = 'dead', ended_at = ${NOW}, last_error = ${deadReasonOf(reason)}
    WHERE account_id = ${accountId} AND url = ${url} AND state = 'pending'`;
  return deadReasonOf(reason);
}
