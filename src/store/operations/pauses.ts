import { NOW, type Operation, type Row, sql, wake } from '../statement.js';

/** Which tasks a pause is of: those that all of its fields name. `''`: whatever it is. */
export interface PauseKey {
  readonly accountId: string;
  /** A provider's id. */
  readonly route: string;
  /** The catalogue's id. */
  readonly model: string;
}

/** A pause as it is kept. */
export interface PauseRecord extends PauseKey {
  readonly reason: string;
  /** Of who made it. */
  readonly keyId: string;
  readonly sinceMs: number;
}

/** The topic that is woken when pauses begin and end. */
export const PAUSES_TOPIC = 'pauses';

/** Tasks that are woken at once when something may be sent again; those behind them come by themselves within a minute. */
const WAKE_MAX = 500;

/** Every pause there is: few, for a person makes each. */
export function* listPauses(): Operation<readonly PauseRecord[]> {
  const rows = yield sql`SELECT ${COLUMNS} FROM pauses ORDER BY since, account_id, route, model`;
  return rows.map(toPause);
}

/** Whether a pause was made by a key of this account; else it is the operator's, who alone may take it back. */
export function* isPausedBy(accountId: string, { keyId }: Pick<PauseRecord, 'keyId'>): Operation<boolean> {
  return (yield sql`SELECT id FROM api_keys WHERE id = ${keyId} AND account_id = ${accountId}`).length > 0;
}

/** The pause of exactly these fields; locked until the transaction ends. `undefined`: there is none. */
export function* lockPause(key: PauseKey): Operation<PauseRecord | undefined> {
  return (yield sql`UPDATE pauses SET since = since WHERE ${isOf(key)} RETURNING ${COLUMNS}`).map(toPause)[0];
}

/** Begins a pause, or gives one another reason; answers with how it was before. */
export function* setPause(pause: Omit<PauseRecord, 'sinceMs'>): Operation<PauseRecord | undefined> {
  const { accountId, route, model, reason, keyId } = pause;
  const before = yield sql`SELECT ${COLUMNS} FROM pauses WHERE ${isOf(pause)}`;
  yield sql`
    INSERT INTO pauses (${COLUMNS}) VALUES (${accountId}, ${route}, ${model}, ${reason}, ${keyId}, ${NOW})
    ON CONFLICT (account_id, route, model) DO UPDATE SET reason = excluded.reason, key_id = excluded.key_id`;
  yield wake(PAUSES_TOPIC);
  return before.map(toPause)[0];
}

/** Ends a pause; what waits for it goes on within seconds. `undefined`: there was none. */
export function* endPause(key: PauseKey): Operation<PauseRecord | undefined> {
  const ended = yield sql`DELETE FROM pauses WHERE ${isOf(key)} RETURNING ${COLUMNS}`;
  if (ended.length === 0) return undefined;
  yield wake(PAUSES_TOPIC);
  yield* wakeWaiting();
  return ended.map(toPause)[0];
}

/** Lets the tasks that wait to be sent look again now, those first whose turn comes first. */
export function* wakeWaiting(): Operation<void> {
  const woken = yield sql`
    UPDATE tasks SET due_at = ${NOW}
    WHERE lease IS NULL AND state = 'submitting' AND due_at > ${NOW} AND id IN (
      SELECT id FROM tasks WHERE lane IN ('submit', 'local') AND state = 'submitting' AND lease IS NULL
      ORDER BY turn LIMIT ${WAKE_MAX})
    RETURNING lane`;
  // Whoever is at one of them this moment may have looked before: they look once more.
  const held = yield sql`
    SELECT id FROM tasks WHERE lane IN ('submit', 'local') AND state = 'submitting' AND lease IS NOT NULL LIMIT ${WAKE_MAX}`;
  for (const row of held) yield wake(`heard:${String(row['id'])}`);
  for (const lane of new Set(woken.map((row) => String(row['lane'])))) yield wake(`lane:${lane}`);
}

const COLUMNS = sql`account_id, route, model, reason, key_id, since`;

function isOf({ accountId, route, model }: PauseKey) {
  return sql`account_id = ${accountId} AND route = ${route} AND model = ${model}`;
}

function toPause(row: Row): PauseRecord {
  return {
    accountId: String(row['account_id']),
    route: String(row['route']),
    model: String(row['model']),
    reason: String(row['reason']),
    keyId: String(row['key_id']),
    sinceMs: Number(row['since']),
  };
}

/** Whether there is an account of this name, or was one that still has keys. */
export function* isAccount(accountId: string): Operation<boolean> {
  const rows = yield sql`
    SELECT id FROM accounts WHERE id = ${accountId}
    UNION ALL SELECT account_id FROM api_keys WHERE account_id = ${accountId} LIMIT 1`;
  return accountId === 'default' || rows.length > 0;
}
