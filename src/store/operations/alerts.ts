import { NOW, type Operation, type Row, sql, type Statement } from '../statement.js';
import { insertDelivery } from './deliveries.js';

/** Whose deliveries alerts are: no account's, so that no reader of an inbox is given one. */
export const ALERTS_ACCOUNT = '~alerts';

/** Something that a person should know of. */
export interface NewAlert {
  /** What it is about: one alert for each, and for each period of it. */
  readonly subject: string;
  readonly period: string;
  readonly kind: string;
  readonly say: string;
  readonly taskId?: string;
  /** Where it goes, and what is sent there. */
  readonly url: string;
  readonly deliveryId: string;
  readonly body: string;
}

/** Tells of something once, whoever notices it first: its message is owed from here on. `false`: it was told before. */
export function* raiseAlert(alert: NewAlert): Operation<boolean> {
  const { subject, period, kind, say, taskId = '', url, deliveryId, body } = alert;
  const raised = yield sql`
    INSERT INTO alerts (subject, period, kind, say, delivery_id, at)
    VALUES (${subject}, ${period}, ${kind}, ${say}, ${deliveryId}, ${NOW})
    ON CONFLICT (subject, period) DO NOTHING RETURNING subject`;
  if (raised.length === 0) return false;
  // Nobody but these alerts would tell that their own receiver is off, and nobody could switch it on: it never is.
  yield sql`UPDATE endpoints SET off_since = NULL, off_reason = NULL WHERE account_id = ${ALERTS_ACCOUNT} AND off_since IS NOT NULL`;
  yield* insertDelivery({ id: deliveryId, accountId: ALERTS_ACCOUNT, taskId, url, body });
  return true;
}

/** Forgets what was told of longer ago than this. */
export function* forgetAlerts(keepMs: number): Operation<void> {
  yield sql`DELETE FROM alerts WHERE at < ${NOW} - CAST(${keepMs} AS BIGINT)`;
}

/** Told of at once, at most; what is left is told of in the next round. */
const AT_ONCE = 100;

/** A task, as an alert names it. */
export interface AlertTask {
  readonly taskId: string;
  readonly accountId: string;
}

/** Tasks that are held and were not told of; `period` is this hold's own. */
export function* findHeldTasks(): Operation<
  readonly (AlertTask & { readonly period: string; readonly hold: string })[]
> {
  const rows = yield sql`
    SELECT id, account_id, CAST(version AS TEXT) AS period, hold FROM tasks
    WHERE lane = 'held' AND ${notTold(sql`'task:' || tasks.id`, sql`CAST(tasks.version AS TEXT)`)} LIMIT ${AT_ONCE}`;
  return rows.map((row) => ({ ...taskOf(row), period: String(row['period']), hold: String(row['hold']) }));
}

/** Finished renders that could not be fetched several times, and whose URL dies within this time. */
export function* findDyingClips(withinMs: number): Operation<readonly (AlertTask & { readonly diesAtMs: number })[]> {
  const rows = yield sql`
    SELECT id, account_id, turn FROM tasks
    WHERE lane = 'fetch' AND turn < ${NOW} + CAST(${withinMs} AS BIGINT) AND state = 'fetching' AND tries >= 3
      AND ${notTold(sql`'clip:' || tasks.id`, sql`'once'`)}
    ORDER BY turn LIMIT ${AT_ONCE}`;
  return rows.map((row) => ({ ...taskOf(row), diesAtMs: Number(row['turn']) }));
}

/** Receivers that were switched off. */
export function* findEndpointsOff(): Operation<
  readonly { readonly accountId: string; readonly url: string; readonly offSinceMs: number; readonly reason: string }[]
> {
  const rows = yield sql`
    SELECT account_id, url, off_since, off_reason FROM endpoints
    WHERE off_since IS NOT NULL AND account_id <> ${ALERTS_ACCOUNT}
      AND ${notTold(sql`'endpoint:' || endpoints.account_id || ' ' || endpoints.url`, sql`CAST(endpoints.off_since AS TEXT)`)}
    LIMIT ${AT_ONCE}`;
  return rows.map((row) => ({
    accountId: String(row['account_id']),
    url: String(row['url']),
    offSinceMs: Number(row['off_since']),
    reason: String(row['off_reason']),
  }));
}

/** What an alert about a cap is told once for: a cap that is raised is another, and is told of again. */
export function periodOfCap(percent: number, capMicroUsd: number): string {
  return `${percent} of ${capMicroUsd}`;
}

/** A cap that is filled to a share of it; amounts in whole micro-dollars. */
export interface FilledCap {
  readonly accountId: string;
  readonly subject: string;
  readonly period: 'day' | 'month' | 'total';
  /** Its counter, which names the very day or month. */
  readonly scope: string;
  readonly capMicroUsd: number;
  readonly usedMicroUsd: number;
}

/** Caps that are filled to `percent` or more, of the day and the month that it is. */
export function* findFilledCaps(percent: number, nowMs: number): Operation<readonly FilledCap[]> {
  const date = new Date(nowMs).toISOString().slice(0, 10);
  const scope = sql`CASE caps.period WHEN 'day' THEN 'account:' || caps.account_id || ':day:' || ${date}
    WHEN 'month' THEN 'account:' || caps.account_id || ':month:' || ${date.slice(0, 7)} ELSE caps.subject || ':total' END`;
  const rows = yield sql`
    SELECT caps.account_id, caps.subject, caps.period, caps.micro_usd, budgets.scope, budgets.held + budgets.spent AS used
    FROM caps JOIN budgets ON budgets.scope = ${scope}
    WHERE caps.micro_usd > 0 AND (budgets.held + budgets.spent) * 100 >= caps.micro_usd * CAST(${percent} AS BIGINT)
      AND ${notTold(sql`'cap:' || budgets.scope`, sql`CAST(${`${percent} of `} AS TEXT) || CAST(caps.micro_usd AS TEXT)`)}
    LIMIT ${AT_ONCE}`;
  return rows.map((row) => ({
    accountId: String(row['account_id']),
    subject: String(row['subject']),
    period: row['period'] as FilledCap['period'],
    scope: String(row['scope']),
    capMicroUsd: Number(row['micro_usd']),
    usedMicroUsd: Number(row['used']),
  }));
}

/**
 * How many renders of a provider have ended well since it called last, counted no further than `limit`; and when it did. Of what was adopted
 * nobody has told it where to call.
 */
export function* countUnheard(
  provider: string,
  limit: number,
): Operation<{ readonly ended: number; readonly sinceMs: number } | undefined> {
  const [heard] = yield sql`SELECT at FROM heard_vendors WHERE provider = ${provider}`;
  if (heard === undefined) return undefined;
  const sinceMs = Number(heard['at']);
  const [row] = yield sql`
    SELECT count(*) AS ended FROM (
      SELECT 1 AS one FROM attempts WHERE provider = ${provider} AND state = 'vendor_succeeded' AND ended_at > ${sinceMs}
        AND NOT EXISTS (SELECT 1 FROM adoptions WHERE adoptions.provider = attempts.provider AND adoptions.handle = attempts.handle)
      LIMIT ${limit}) AS since`;
  return { ended: Number(row?.['ended'] ?? 0), sinceMs };
}

function notTold(subject: Statement, period: Statement): Statement {
  return sql`NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.subject = ${subject} AND alerts.period = ${period})`;
}

function taskOf(row: Row): AlertTask {
  return { taskId: String(row['id']), accountId: String(row['account_id']) };
}
