import { NOW, type Operation, sql, type Statement } from '../statement.js';

/** A vendor's key: the provider and the key's fingerprint. */
export interface Credential {
  readonly provider: string;
  readonly fingerprint: string;
}

/** The topic that is woken when a render under a key has ended, and there may be room for the next. */
export function roomTopic({ provider, fingerprint }: Credential): string {
  return `room:${provider} ${fingerprint}`;
}

/** What is asked for: a stretch of time in which this process alone may call. */
export interface CallLease {
  /** Which of the key's two clocks: that of all calls, or that of orders. */
  readonly clock: 'call' | 'submit';
  /** How long the stretch is, in whole ms. */
  readonly spanMs: number;
  /** No stretch is taken that begins later than so many ms from now. */
  readonly aheadMs: number;
}

/** A stretch that begins in so many ms; or none, and when there may be one. */
export type LeasedCalls =
  { readonly kind: 'leased'; readonly inMs: number } | { readonly kind: 'later'; readonly inMs: number };

/**
 * Takes the next stretch of a key's time, after those of every other process and after the end of a block. By the database's clock, so
 * that those of processes need not agree.
 */
export function* leaseCalls(credential: Credential, { clock, spanMs, aheadMs }: CallLease): Operation<LeasedCalls> {
  const { provider, fingerprint } = credential;
  const column = clock === 'call' ? sql`next_call_at` : sql`next_submit_at`;
  const start = sql`
    (CASE WHEN ${column} >= blocked_until AND ${column} >= ${NOW} THEN ${column}
      WHEN blocked_until >= ${NOW} THEN blocked_until ELSE ${NOW} END)`;
  yield* addCredential(credential);
  const leased = yield sql`
    UPDATE credentials SET ${column} = ${start} + CAST(${spanMs} AS BIGINT)
    WHERE provider = ${provider} AND fingerprint = ${fingerprint} AND ${start} <= ${NOW} + CAST(${aheadMs} AS BIGINT)
    RETURNING ${column} - CAST(${spanMs} AS BIGINT) - ${NOW} AS in_ms`;
  if (leased[0] !== undefined) return { kind: 'leased', inMs: Number(leased[0]['in_ms']) };
  const [row] = yield sql`
    SELECT ${start} - ${NOW} AS in_ms FROM credentials WHERE provider = ${provider} AND fingerprint = ${fingerprint}`;
  return { kind: 'later', inMs: Math.max(0, Number(row?.['in_ms'] ?? 0)) };
}

/** Puts a key off for so long: no process takes a stretch of its time before. A longer block stays. */
export function* blockCredential(credential: Credential, ms: number): Operation<void> {
  const { provider, fingerprint } = credential;
  yield* addCredential(credential);
  const until = sql`${NOW} + CAST(${ms} AS BIGINT)`;
  yield sql`
    UPDATE credentials SET blocked_until = ${until}
    WHERE provider = ${provider} AND fingerprint = ${fingerprint} AND blocked_until < ${until}`;
}

/** What decides whether a key has room: a provider, or what is left of one in a test. */
export interface RoomAsk {
  readonly id: string;
  readonly credential: string;
  readonly pace?: { readonly rendersAtOnce?: number } | undefined;
}

/**
 * An order that nobody knows the end of counts as a render under way for so long: by then the vendor is done with it, if it had it.
 * And none takes longer than a day, whatever became of its task: a row that nobody ended must not take a place for ever.
 */
const UNKNOWN_MS = 3_600_000;
const RENDER_MAX_MS = 24 * 3_600_000;

/**
 * Whether one more render may be sent under a key now. The key's row stays locked until the transaction ends, so this is for the one
 * that opens the attempt: whoever asks next counts it.
 */
export function* hasRoomFor({ id: provider, credential: fingerprint, pace }: RoomAsk): Operation<boolean> {
  const most = pace?.rendersAtOnce;
  if (most === undefined) return true;
  yield* lockCredential({ provider, fingerprint });
  const [row] = yield sql`
    SELECT count(*) AS under_way FROM attempts
    WHERE provider = ${provider} AND credential = ${fingerprint} AND ended_at IS NULL
      AND sent_at > ${NOW} - ${sql`CASE WHEN state = 'submission_unknown' THEN CAST(${UNKNOWN_MS} AS BIGINT)
        ELSE CAST(${RENDER_MAX_MS} AS BIGINT) END`}`;
  return Number(row?.['under_way'] ?? 0) < most;
}

/** Locks a key's row until the transaction ends: after the row of a task, and before counters of money. */
export function* lockCredential({ provider, fingerprint }: Credential): Operation<void> {
  yield* addCredential({ provider, fingerprint });
  yield sql`
    UPDATE credentials SET next_submit_at = next_submit_at WHERE provider = ${provider} AND fingerprint = ${fingerprint}`;
}

function* addCredential({ provider, fingerprint }: Credential): Operation<void> {
  yield insertion(provider, fingerprint);
}

function insertion(provider: string, fingerprint: string): Statement {
  return sql`
    INSERT INTO credentials (provider, fingerprint, next_call_at, next_submit_at, blocked_until)
    VALUES (${provider}, ${fingerprint}, 0, 0, 0) ON CONFLICT (provider, fingerprint) DO NOTHING`;
}
