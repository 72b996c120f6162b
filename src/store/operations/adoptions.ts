import { NOW, type Operation, type Row, sql, wake } from '../statement.js';
import { lockCredential } from './credentials.js';
import { insertEvent } from './events.js';
import { noteOutputs, type SeenOutput } from './outputs.js';

/** A vendor's job that nobody here may have ordered. */
export interface SoughtJob {
  readonly provider: string;
  readonly credential: string;
  readonly handle: string;
  /** The catalogue's id; absent: it may be any. */
  readonly model?: string;
  /** By the vendor's clock; absent: it may be any time. */
  readonly createdAtMs?: number;
}

/** Whose a job is. `may_be`: an order that nobody knows the end of yet may be behind it. */
export type JobOwner =
  { readonly kind: 'nobody' } | { readonly kind: 'known' } | { readonly kind: 'may_be'; readonly taskId: string };

/** A request may lie in a proxy, and two clocks differ: so long after an order was sent, and before, its job may have been made. */
const LATE_MS = 15 * 60_000;
const EARLY_MS = 5 * 60_000;

/**
 * Whose a job is, by every attempt there is, whichever account's. One statement, so that an attempt whose answer comes this moment is
 * seen before it or after it: its row was there before its order left.
 */
export function* findJobOwner({ provider, credential, handle, model, createdAtMs }: SoughtJob): Operation<JobOwner> {
  const near =
    createdAtMs === undefined
      ? sql`1 = 1`
      : sql`sent_at >= ${createdAtMs - LATE_MS} AND sent_at <= ${createdAtMs + EARLY_MS}`;
  const sameModel = model === undefined ? sql`1 = 1` : sql`(model IS NULL OR model = ${model})`;
  const rows = yield sql`
    SELECT task_id, 1 AS known FROM attempts WHERE provider = ${provider} AND handle = ${handle}
    UNION ALL
    SELECT task_id, CASE WHEN heard_handle = ${handle} THEN 1 ELSE 0 END AS known FROM attempts
    WHERE provider = ${provider} AND credential = ${credential} AND ended_at IS NULL AND state = 'submission_unknown'
      AND (heard_handle = ${handle} OR (${near} AND ${sameModel}))`;
  if (rows.some(({ known }) => known === 1)) return { kind: 'known' };
  const taskId = rows[0]?.['task_id'];
  return typeof taskId === 'string' ? { kind: 'may_be', taskId } : { kind: 'nobody' };
}

/** A job to be taken in, as a task of its own. */
export interface NewAdoption extends Omit<SoughtJob, 'model'> {
  readonly taskId: string;
  readonly attemptId: string;
  readonly accountId: string;
  readonly keyId: string;
  readonly model: string;
  /** JSON. */
  readonly input: string;
  readonly plan: string;
  /** Where it waits for whoever goes on with it. */
  readonly lane: string;
  /** By how soon its clip is lost: lower is sooner. */
  readonly turn: number;
  readonly deadlineInMs: number;
  /** What there is to fetch; absent: the vendor is to be asked first. */
  readonly outputs?: readonly SeenOutput[];
  /** Whether it was still being rendered: how long that takes is then worth knowing. */
  readonly isRunning: boolean;
  /** What the vendor told of its cost; absent: nothing. */
  readonly told?: { readonly microUsd: number; readonly basis: string };
}

/** Takes a job in: task, attempt, outputs and what it cost in one transaction; once, however often and by however many it is tried. */
export function* adoptJob(job: NewAdoption): Operation<JobOwner> {
  const { provider, credential, handle, taskId, attemptId, accountId, keyId, model, outputs, told } = job;
  yield* lockCredential({ provider, fingerprint: credential });
  const owner = yield* findJobOwner(job);
  if (owner.kind !== 'nobody') return owner;
  const taken = yield sql`
    INSERT INTO adoptions (provider, handle, task_id, account_id, at) VALUES (${provider}, ${handle}, ${taskId}, ${accountId}, ${NOW})
    ON CONFLICT (provider, handle) DO NOTHING RETURNING task_id`;
  if (taken.length === 0) return { kind: 'known' };
  const state = outputs === undefined ? 'rendering' : 'fetching';
  // What was made longest ago is lost soonest: it is asked about first.
  const due =
    job.createdAtMs === undefined
      ? sql`${NOW}`
      : sql`${sql`CASE WHEN ${NOW} > CAST(${job.createdAtMs} AS BIGINT)
    THEN CAST(${job.createdAtMs} AS BIGINT) ELSE ${NOW} END`}`;
  const cost = told === undefined ? null : JSON.stringify({ usd: told.microUsd / 1e6, basis: told.basis });
  yield sql`
    INSERT INTO tasks (id, account_id, key_id, model, route, storage, reference, input, created_at, completed_at, state, version, lane,
      due_at, turn, deadline_at, tries, cancel, attempt_id, findings, adjustments, plan, cost)
    VALUES (${taskId}, ${accountId}, ${keyId}, ${model}, ${provider}, 'persistent', ${`adopted:${handle}`}, ${job.input}, ${NOW}, 0,
      ${state}, 1, ${job.lane}, ${due}, ${job.turn}, ${NOW} + CAST(${job.deadlineInMs} AS BIGINT), 0, 'none', ${attemptId}, '[]', '[]',
      ${job.plan}, ${cost})`;
  yield* insertEvent({ taskId, seq: 1, accountId, kind: state, data: JSON.stringify({ adopted: handle }) });
  // Without a time of sending, how long it took counts nowhere: it was done before anybody looked.
  const sentAt = job.isRunning && job.createdAtMs !== undefined ? sql`CAST(${job.createdAtMs} AS BIGINT)` : sql`NULL`;
  const [attemptState, endedAt] =
    outputs === undefined ? [sql`'accepted'`, sql`NULL`] : [sql`'vendor_succeeded'`, sql`${NOW}`];
  yield sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, model, credential, state, handle, request, created_at, sent_at, ended_at)
    VALUES (${attemptId}, ${accountId}, ${taskId}, 1, ${provider}, ${model}, ${credential}, ${attemptState}, ${handle}, '{}', ${NOW},
      ${sentAt}, ${endedAt})`;
  if (outputs !== undefined) yield* noteOutputs({ accountId, taskId, attemptId, tier: 'persistent' }, outputs);
  if (told !== undefined) yield* enterAdopted({ taskId, attemptId, accountId, keyId, model, provider }, told);
  yield wake(`lane:${job.lane}`);
  return { kind: 'nobody' };
}

/** Whose a cost is. */
export type AdoptedCostOf = Pick<NewAdoption, 'taskId' | 'attemptId' | 'accountId' | 'keyId' | 'model' | 'provider'>;

/**
 * Enters what a vendor told of an adopted clip's cost, once. It was spent before anybody here knew of it: no cap had to have room for it,
 * and none counts it.
 */
export function* enterAdopted(
  { taskId, attemptId, accountId, keyId, model, provider }: AdoptedCostOf,
  { microUsd, basis }: { readonly microUsd: number; readonly basis: string },
): Operation<void> {
  yield sql`
    INSERT INTO ledger (id, account_id, key_id, task_id, attempt_id, model, provider, kind, micro_usd, basis, scopes, at)
    VALUES (${`${attemptId}:adopted`}, ${accountId}, ${keyId}, ${taskId}, ${attemptId}, ${model}, ${provider}, 'adopted', ${microUsd},
      ${basis}, '[]', ${NOW})
    ON CONFLICT (attempt_id, kind) DO NOTHING`;
}

/** The jobs of a provider among `handles` that were taken in. */
export function* readAdopted(provider: string, handles: readonly string[]): Operation<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const handle of handles) {
    const rows: readonly Row[] = yield sql`
      SELECT handle FROM adoptions WHERE provider = ${provider} AND handle = ${handle}`;
    if (rows.length > 0) found.add(handle);
  }
  return found;
}
