import { NOW, type Operation, type Row, sql, wake } from '../statement.js';

/** How a callback stands: see the delivery's line in docs/lifecycle.md. */
export type DeliveryState = 'pending' | 'sending' | 'delivered' | 'dead';

/** A callback as the log shows it; its body, which may hold signed URLs, is read by nobody but who sends it. */
export interface DeliveryRecord {
  readonly id: string;
  readonly accountId: string;
  readonly taskId: string;
  readonly url: string;
  readonly state: DeliveryState;
  /** Since it was owed, or replayed. */
  readonly tries: number;
  /** When the next try is due, or, while it is being sent, when that is given up on. */
  readonly dueAtMs: number;
  readonly createdAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly lastStatus: number | undefined;
  readonly lastError: string | undefined;
}

/** One try. */
export interface DeliveryTryRecord {
  readonly atMs: number;
  readonly tookMs: number;
  readonly status: number | undefined;
  readonly error: string | undefined;
}

/** Which page of the log; `page` counts from 1. */
export interface DeliveryPageRequest {
  readonly page: number;
  readonly size: number;
  readonly state?: DeliveryState;
}

/** A page of an account's callbacks, newest first. */
export interface DeliveryPage {
  readonly total: number;
  readonly deliveries: readonly DeliveryRecord[];
}

/** Reads one page. */
export function* listDeliveries(
  accountId: string,
  { page, size, state }: DeliveryPageRequest,
): Operation<DeliveryPage> {
  const chosen =
    state === undefined ? sql`account_id = ${accountId}` : sql`account_id = ${accountId} AND state = ${state}`;
  const [counted] = yield sql`SELECT count(*) AS total FROM deliveries WHERE ${chosen}`;
  const rows = yield sql`
    SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE ${chosen} ORDER BY seq DESC LIMIT ${size} OFFSET ${(page - 1) * size}`;
  return { total: Number(counted?.['total'] ?? 0), deliveries: rows.map(toDeliveryRecord) };
}

/** A callback of the account with every try, oldest first; `undefined` for any other. */
export function* readDelivery(
  accountId: string,
  id: string,
): Operation<(DeliveryRecord & { readonly log: readonly DeliveryTryRecord[] }) | undefined> {
  const [row] = yield sql`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE id = ${id} AND account_id = ${accountId}`;
  if (row === undefined) return undefined;
  const tries = yield sql`
    SELECT at, took_ms, status, error FROM delivery_tries
    WHERE delivery_id = ${id} AND account_id = ${accountId} ORDER BY ordinal`;
  return { ...toDeliveryRecord(row), log: tries.map(toTryRecord) };
}

/**
 * Owes a callback again, from the first try on, whatever became of it; its id stays. One that is being sent right now is left to that.
 * To an endpoint that is switched off it has one try, which, if it succeeds, switches the endpoint on. `undefined`: not this account's.
 */
export function* replayDelivery(accountId: string, id: string): Operation<DeliveryRecord | undefined> {
  const [replayed] = yield sql`
    UPDATE deliveries SET state = 'pending', tries = 0, due_at = ${NOW}, lease = NULL, ended_at = NULL
    WHERE id = ${id} AND account_id = ${accountId} AND state <> 'sending'
    RETURNING ${DELIVERY_COLUMNS}`;
  if (replayed !== undefined) {
    yield wake('deliveries');
    return toDeliveryRecord(replayed);
  }
  const [row] = yield sql`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE id = ${id} AND account_id = ${accountId}`;
  return row === undefined ? undefined : toDeliveryRecord(row);
}

/** Forgets callbacks that ended longer than `keepMs` ago, at most `limit`, with their log. Answers with how many went. */
export function* forgetDeliveries({
  keepMs,
  limit,
}: {
  readonly keepMs: number;
  readonly limit: number;
}): Operation<number> {
  const rows = yield sql`
    SELECT id FROM deliveries WHERE ended_at IS NOT NULL AND ended_at < ${NOW} - CAST(${keepMs} AS BIGINT)
    ORDER BY ended_at LIMIT ${limit}`;
  for (const { id = null } of rows) {
    // A replay since the SELECT keeps it, and its log.
    const gone = yield sql`DELETE FROM deliveries WHERE id = ${id} AND ended_at IS NOT NULL RETURNING id`;
    if (gone.length > 0) yield sql`DELETE FROM delivery_tries WHERE delivery_id = ${id}`;
  }
  return rows.length;
}

const DELIVERY_COLUMNS = sql`id, account_id, task_id, url, state, tries, due_at, created_at, ended_at, last_status, last_error`;

function toDeliveryRecord(row: Row): DeliveryRecord {
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    taskId: String(row['task_id']),
    url: String(row['url']),
    state: row['state'] as DeliveryState,
    tries: Number(row['tries']),
    dueAtMs: Number(row['due_at']),
    createdAtMs: Number(row['created_at']),
    endedAtMs: whole(row['ended_at']),
    lastStatus: whole(row['last_status']),
    lastError: words(row['last_error']),
  };
}

function toTryRecord(row: Row): DeliveryTryRecord {
  return {
    atMs: Number(row['at']),
    tookMs: Number(row['took_ms']),
    status: whole(row['status']),
    error: words(row['error']),
  };
}

function whole(value: Row[string] | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function words(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
