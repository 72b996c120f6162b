import { NOW, type Operation, type Row, sql, wake } from '../statement.js';
import { lockCredential, roomTopic } from './credentials.js';

/** What is known of one submission: see the attempt's line in docs/lifecycle.md. */
export type AttemptState =
  | 'submission_unknown'
  | 'accepted'
  | 'rejected_no_job'
  | 'vendor_succeeded'
  | 'vendor_failed'
  /** Given up without anybody having found out what became of it. */
  | 'unknown';

/** One submission of a task to one provider. */
export interface AttemptRecord {
  readonly id: string;
  readonly accountId: string;
  readonly taskId: string;
  readonly ordinal: number;
  readonly provider: string;
  /** The catalogue's id of the model. */
  readonly model: string | undefined;
  /** A fingerprint of the key it was sent under; polls use the same one. */
  readonly credential: string;
  readonly state: AttemptState;
  /** The provider's own name for it, once it has answered. */
  readonly handle: string | undefined;
  /** The handle that a callback named before the provider had answered. Not proven. */
  readonly heardHandle: string | undefined;
  /** The very bytes that are sent, so that a second sending is the same; shortened once they cannot be needed again. */
  readonly request: string;
  readonly outcome: unknown;
  readonly createdAtMs: number;
  readonly sentAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

/** An attempt before anything is sent. */
export type NewAttempt = Pick<
  AttemptRecord,
  'id' | 'accountId' | 'taskId' | 'provider' | 'credential' | 'request' | 'model'
>;

/**
 * Commits the intent to submit, as `submission_unknown`, and makes it the task's attempt, before the first byte leaves. `undefined`:
 * the claim is lost, and nothing may be sent.
 */
export function* openAttempt(attempt: NewAttempt, lease: string): Operation<AttemptRecord | undefined> {
  const { id, accountId, taskId, provider, credential, request, model } = attempt;
  const owned = yield sql`
    UPDATE tasks SET attempt_id = ${id} WHERE id = ${taskId} AND state = 'submitting' AND lease = ${lease} AND due_at > ${NOW}
    RETURNING id`;
  if (owned.length === 0) return undefined;
  const rows = yield sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, model, credential, state, request, created_at, sent_at)
    VALUES (${id}, ${accountId}, ${taskId}, (SELECT count(*) + 1 FROM attempts WHERE task_id = ${taskId}), ${provider},
      ${model ?? null}, ${credential}, 'submission_unknown', ${request}, ${NOW}, ${NOW})
    RETURNING ${ATTEMPT_COLUMNS}`;
  return rows[0] === undefined ? undefined : toAttemptRecord(rows[0]);
}

/** A request longer than this, which is one with a still inside, is not kept once it is answered. */
const REQUEST_KEPT_MAX = 16_384;

/** Writes what became of an attempt; `false` when it was not in `from` any more. */
export function* settleAttempt(
  id: string,
  from: AttemptState,
  to: AttemptState,
  {
    handle,
    outcome,
    credential,
  }: {
    readonly handle?: string;
    readonly outcome?: unknown;
    /** The fingerprint of the key that it is polled under from now on; absent: of the one it was sent under. */
    readonly credential?: string;
  } = {},
): Operation<boolean> {
  const ends = to !== 'accepted' && to !== 'submission_unknown';
  const rows = yield sql`
    UPDATE attempts SET state = ${to}, handle = COALESCE(CAST(${handle ?? null} AS TEXT), handle),
      credential = COALESCE(CAST(${credential ?? null} AS TEXT), credential),
      outcome = COALESCE(CAST(${outcome === undefined ? null : JSON.stringify(outcome)} AS TEXT), outcome),
      request = CASE WHEN length(request) > ${REQUEST_KEPT_MAX} THEN substr(request, 1, 200) ELSE request END,
      ended_at = ${ends ? sql`${NOW}` : sql`ended_at`}
    WHERE id = ${id} AND state = ${from}
    RETURNING provider, credential`;
  const [row] = rows;
  if (row !== undefined && ends) {
    yield wake(roomTopic({ provider: String(row['provider']), fingerprint: String(row['credential']) }));
  }
  return rows.length === 1;
}

/** Whether another attempt at the same provider has this handle: then it is not this one's, whatever a list says. */
export function* isHandleTaken(
  { id, provider }: Pick<AttemptRecord, 'id' | 'provider'>,
  handle: string,
): Operation<boolean> {
  const rows = yield sql`
    SELECT id FROM attempts WHERE provider = ${provider} AND handle = ${handle} AND id <> ${id} LIMIT 1`;
  return rows.length > 0;
}

/**
 * {@link isHandleTaken}, for the transaction that takes it: until that ends nobody else takes a handle under this key, so that of two
 * who have found the same job only one gets it. After the row of the task is locked.
 */
export function* isHandleFree(
  attempt: Pick<AttemptRecord, 'id' | 'provider' | 'credential'>,
  handle: string,
): Operation<boolean> {
  yield* lockCredential({ provider: attempt.provider, fingerprint: attempt.credential });
  return !(yield* isHandleTaken(attempt, handle));
}

/**
 * Ends an attempt of which its sender knows that nothing has left, as long as nobody else has claimed the task since; the claim may have
 * run out. `false`: somebody has.
 */
export function* withdrawAttempt(
  { id, taskId }: Pick<AttemptRecord, 'id' | 'taskId'>,
  lease: string,
): Operation<boolean> {
  const held = yield sql`
    UPDATE tasks SET lease = lease WHERE id = ${taskId} AND attempt_id = ${id} AND lease = ${lease} RETURNING id`;
  if (held.length === 0) return false;
  return yield* settleAttempt(id, 'submission_unknown', 'rejected_no_job', { outcome: { why: 'nothing was sent' } });
}

/** Which of these attempts their tasks are still at: of all others nothing is needed any more. */
export function* findCurrentAttempts(ids: readonly string[]): Operation<ReadonlySet<string>> {
  const [first, ...others] = ids;
  if (first === undefined) return new Set();
  const list = others.reduce((before, id) => sql`${before}, ${id}`, sql`${first}`);
  const rows = yield sql`
    SELECT a.id FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.id IN (${list}) AND t.completed_at = 0 AND t.attempt_id = a.id`;
  return new Set(rows.map((row) => String(row['id'])));
}

/** An attempt by its id. */
export function* readAttempt(id: string): Operation<AttemptRecord | undefined> {
  const [row] = yield sql`SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE id = ${id}`;
  return row === undefined ? undefined : toAttemptRecord(row);
}

/** Every attempt of a task, first to last. */
export function* readAttempts(accountId: string, taskId: string): Operation<readonly AttemptRecord[]> {
  const rows = yield sql`
    SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE task_id = ${taskId} AND account_id = ${accountId} ORDER BY ordinal`;
  return rows.map(toAttemptRecord);
}

const ATTEMPT_COLUMNS = sql`id, account_id, task_id, ordinal, provider, model, credential, state, handle, heard_handle, request, outcome, created_at,
  sent_at, ended_at`;

function toAttemptRecord(row: Row): AttemptRecord {
  const outcome = row['outcome'];
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    taskId: String(row['task_id']),
    ordinal: Number(row['ordinal']),
    provider: String(row['provider']),
    model: typeof row['model'] === 'string' ? row['model'] : undefined,
    credential: String(row['credential']),
    state: row['state'] as AttemptState,
    handle: typeof row['handle'] === 'string' ? row['handle'] : undefined,
    heardHandle: typeof row['heard_handle'] === 'string' ? row['heard_handle'] : undefined,
    request: String(row['request']),
    outcome: typeof outcome === 'string' ? (JSON.parse(outcome) as unknown) : undefined,
    createdAtMs: Number(row['created_at']),
    sentAtMs: typeof row['sent_at'] === 'number' ? row['sent_at'] : undefined,
    endedAtMs: typeof row['ended_at'] === 'number' ? row['ended_at'] : undefined,
  };
}
