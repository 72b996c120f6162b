import { NOW, type Operation, type Row, sql, type Statement, wake } from '../statement.js';
import type { Credential } from './credentials.js';
import { wakeWaiting } from './pauses.js';

/** Why nothing is sent under a key: the vendor refuses it, it has no balance, or orders fail one after another. */
export type BreakerCause = 'auth' | 'balance' | 'server_errors';

/** A vendor's key that has lately refused or failed. One that works has no row. */
export interface BreakerRecord extends Credential {
  /** `counting`: failures so far, too few to stop; `open`: nothing is sent; `half_open`: one task is trying it. */
  readonly state: 'counting' | 'open' | 'half_open';
  readonly cause: BreakerCause;
  readonly failures: number;
  /** What the vendor said, and what to do. */
  readonly say: string;
  /** When it stopped what was to be sent; absent: it has not. */
  readonly openedAtMs?: number;
  /** When one task may try it; while one does: when the next may. */
  readonly tryAtMs: number;
}

/** The topic that is woken when a key is broken or mended. */
export const BREAKERS_TOPIC = 'breakers';

/** Orders that fail one after another before no more are sent; a single one may be a vendor's bad moment. */
const FAILURES_MAX = 5;

/** Failures that lie further apart than this have nothing to do with each other. */
const APART_MS = 10 * 60_000;

/** After how long a key is tried again, the first time; each time as much longer, up to the last. */
const TRY_MS = 60_000;
const TRY_MAX_MS = 10 * 60_000;

/** For so long nobody else tries: longer than an order takes to be answered. */
const TRIAL_MS = 150_000;

/** Every key that is in trouble. */
export function* listBreakers(): Operation<readonly BreakerRecord[]> {
  const rows = yield sql`SELECT ${COLUMNS} FROM breakers ORDER BY provider, credential`;
  return rows.map(toBreaker);
}

/**
 * Notes that an order was refused for its key's sake, or that it failed. Refusals stop the key at once; failures when there were
 * several. What fails while it is stopped already was on its way before, and puts the next try off no further.
 */
export function* noteTrouble(
  { provider, fingerprint }: Credential,
  { cause, say }: { readonly cause: BreakerCause; readonly say: string },
): Operation<BreakerRecord> {
  const opensAt = cause === 'server_errors' ? FAILURES_MAX : 1;
  const failures = sql`CASE WHEN ${IS_STOPPED} THEN breakers.failures
    WHEN breakers.state = 'counting' AND breakers.failed_at < ${NOW} - CAST(${APART_MS} AS BIGINT) THEN 1
    ELSE breakers.failures + 1 END`;
  const opens = sql`(breakers.state <> 'counting' OR ${failures} >= CAST(${opensAt} AS BIGINT))`;
  const tries = sql`CASE WHEN breakers.state = 'counting' THEN 1 ELSE breakers.failures + 1 END`;
  const inMs = sql`CASE WHEN ${tries} * CAST(${TRY_MS} AS BIGINT) > CAST(${TRY_MAX_MS} AS BIGINT)
    THEN CAST(${TRY_MAX_MS} AS BIGINT) ELSE ${tries} * CAST(${TRY_MS} AS BIGINT) END`;
  const [row] = yield sql`
    INSERT INTO breakers (provider, credential, state, cause, failures, say, failed_at, opened_at, try_at)
    VALUES (${provider}, ${fingerprint}, ${opensAt === 1 ? 'open' : 'counting'}, ${cause}, 1, ${say}, ${NOW},
      ${opensAt === 1 ? sql`${NOW}` : sql`NULL`}, ${NOW} + CAST(${TRY_MS} AS BIGINT))
    ON CONFLICT (provider, credential) DO UPDATE SET
      state = CASE WHEN ${opens} THEN 'open' ELSE 'counting' END,
      cause = excluded.cause, say = excluded.say, failed_at = ${NOW},
      opened_at = CASE WHEN ${opens} THEN COALESCE(breakers.opened_at, ${NOW}) ELSE NULL END,
      try_at = CASE WHEN ${IS_STOPPED} THEN breakers.try_at ELSE ${NOW} + ${inMs} END,
      failures = CASE WHEN ${opens} AND breakers.state = 'counting' THEN 1 ELSE ${failures} END
    RETURNING ${COLUMNS}`;
  yield wake(BREAKERS_TOPIC);
  return toBreaker(row ?? {});
}

/** Lets the caller, and nobody else for some minutes, try a key that is stopped. `false`: its time has not come, or another tries. */
export function* takeTrial({ provider, fingerprint }: Credential): Operation<boolean> {
  const taken = yield sql`
    UPDATE breakers SET state = 'half_open', try_at = ${NOW} + CAST(${TRIAL_MS} AS BIGINT)
    WHERE ${isOf(provider, fingerprint)} AND state IN ('open', 'half_open') AND try_at <= ${NOW}
    RETURNING state`;
  if (taken.length > 0) yield wake(BREAKERS_TOPIC);
  return taken.length > 0;
}

/** The key works: its row goes, and what waits for it goes on. `false`: it had none. */
export function* mendKey({ provider, fingerprint }: Credential): Operation<boolean> {
  const mended = yield sql`DELETE FROM breakers WHERE ${isOf(provider, fingerprint)} RETURNING state`;
  if (mended.length === 0) return false;
  yield wake(BREAKERS_TOPIC);
  if (mended[0]?.['state'] !== 'counting') yield* wakeWaiting();
  return true;
}

/** A person says that the keys of these providers work again. Answers with those that were stopped. */
export function* mendKeysOf(provider: string | undefined): Operation<readonly BreakerRecord[]> {
  const of = provider === undefined ? sql`1 = 1` : sql`provider = ${provider}`;
  const mended = (yield sql`DELETE FROM breakers WHERE ${of} RETURNING ${COLUMNS}`).map(toBreaker);
  const stopped = mended.filter(({ state }) => state !== 'counting');
  if (mended.length > 0) yield wake(BREAKERS_TOPIC);
  if (stopped.length > 0) yield* wakeWaiting();
  return stopped;
}

/** Forgets keys that nobody has tried for a long time: they were taken away. */
export function* forgetBreakers(keepMs: number): Operation<void> {
  yield sql`DELETE FROM breakers WHERE failed_at < ${NOW} - CAST(${keepMs} AS BIGINT)`;
}

const COLUMNS = sql`provider, credential, state, cause, failures, say, opened_at, try_at`;
const IS_STOPPED: Statement = sql`(breakers.state = 'open' AND breakers.try_at > ${NOW})`;

function isOf(provider: string, fingerprint: string): Statement {
  return sql`provider = ${provider} AND credential = ${fingerprint}`;
}

function toBreaker(row: Row): BreakerRecord {
  const openedAt = row['opened_at'];
  return {
    provider: String(row['provider']),
    fingerprint: String(row['credential']),
    state: row['state'] as BreakerRecord['state'],
    cause: row['cause'] as BreakerCause,
    failures: Number(row['failures']),
    say: String(row['say']),
    ...(typeof openedAt === 'number' ? { openedAtMs: openedAt } : {}),
    tryAtMs: Number(row['try_at']),
  };
}
