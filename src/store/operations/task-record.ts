import { z } from 'zod';
import { adjustmentSchema } from '../../contract/adjustment.js';
import { findingSchema } from '../../contract/finding.js';
import { costSchema, estimateSchema, failureSchema, holdSchema, taskErrorSchema } from '../../contract/task.js';
import { TASK_STATES, type TaskState } from '../../contract/task-states.js';
import { sql } from '../statement.js';

/** Whole numbers come as numbers from both databases; JSON columns are text. */
const text = z.string();
const maybeText = z.string().nullable();
const whole = z.number();

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((value): unknown => JSON.parse(value))
    .pipe(schema);
}

const states = Object.keys(TASK_STATES) as [TaskState, ...TaskState[]];

const rowSchema = z
  .object({
    id: text,
    account_id: text,
    key_id: text,
    model: text,
    route: maybeText,
    storage: z.enum(['temp', 'persistent']),
    reference: maybeText,
    input: json(z.record(z.string(), z.unknown())),
    callback_url: maybeText,
    created_at: whole,
    completed_at: whole,
    state: z.enum(states),
    version: whole,
    lane: text,
    due_at: whole,
    turn: whole,
    lease: maybeText,
    deadline_at: whole.nullable(),
    tries: whole,
    cancel: z.enum(['none', 'requested', 'confirmed', 'too_late', 'uncertain']),
    attempt_id: maybeText,
    findings: json(z.array(findingSchema)),
    adjustments: json(z.array(adjustmentSchema)),
    plan: json(z.unknown()).nullable(),
    hold: json(holdSchema).nullable(),
    error: json(taskErrorSchema).nullable(),
    failure: json(failureSchema).nullable(),
    cost: json(costSchema).nullable(),
    estimate: json(estimateSchema).nullable(),
    budget_micro_usd: whole.nullable(),
    verdict: json(z.unknown()).nullable(),
    publish_to: maybeText,
  })
  .transform((row) => ({
    id: row.id,
    accountId: row.account_id,
    keyId: row.key_id,
    model: row.model,
    route: row.route ?? undefined,
    storage: row.storage,
    reference: row.reference ?? undefined,
    input: row.input,
    callbackUrl: row.callback_url ?? undefined,
    createdAtMs: row.created_at,
    /** 0 until it has ended. */
    completedAtMs: row.completed_at,
    state: row.state,
    version: row.version,
    lane: row.lane,
    dueAtMs: row.due_at,
    turn: row.turn,
    lease: row.lease ?? undefined,
    deadlineAtMs: row.deadline_at ?? undefined,
    /** How often the step of this state was begun and did not move the task on. */
    tries: row.tries,
    cancel: row.cancel,
    attemptId: row.attempt_id ?? undefined,
    findings: row.findings,
    adjustments: row.adjustments,
    /** What `preparing` settled, for the steps after it. */
    plan: row.plan ?? undefined,
    hold: row.hold ?? undefined,
    error: row.error ?? undefined,
    failure: row.failure ?? undefined,
    cost: row.cost ?? undefined,
    /** The most that it will cost, as far as prices are known. */
    estimate: row.estimate ?? undefined,
    /** What its caller lets it cost, in micro-dollars, over all its attempts. */
    budgetMicroUsd: row.budget_micro_usd ?? undefined,
    verdict: row.verdict,
    /** JSON: where its clip is written beside our store. */
    publishTo: row.publish_to ?? undefined,
  }));

/** A task as it is kept. The report, which may be large, is read by itself. */
export type TaskRecord = z.infer<typeof rowSchema>;

/** Reads a row of `tasks`. Throws for one that no version of ours wrote. */
export function toTaskRecord(row: unknown): TaskRecord {
  return rowSchema.parse(row);
}

/** The columns that {@link toTaskRecord} reads. */
export const TASK_COLUMNS = sql`id, account_id, key_id, model, route, storage, reference, input, callback_url, created_at,
  completed_at, state, version, lane, due_at, turn, lease, deadline_at, tries, cancel, attempt_id, findings, adjustments, plan, hold,
  error, failure, cost, estimate, budget_micro_usd, verdict, publish_to`;
