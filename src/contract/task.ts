import { z } from 'zod';
import { adjustmentSchema } from './adjustment.js';
import { findingSchema } from './finding.js';

/** A clip, or a picture that came with it. `type` may be more than these words: choose by it, never by position. */
export const outputSchema = z.object({
  url: z
    .string()
    .describe(
      'Signed; works until expireAt, and for nobody but who has it. Of a published clip: where it lies for good',
    ),
  type: z.string().describe('video, image, audio, first_frame, last_frame, thumbnail'),
  expireAt: z.number().int().describe('Unix seconds; 4102444800 (2100-01-01) of a published clip'),
  copy: z
    .object({ url: z.string(), expireAt: z.number().int() })
    .optional()
    .describe("Of a published clip: the server's own copy, as long as it keeps one"),
});

/** Why a task waits, until when, and what ends the wait. */
export const holdSchema = z.object({
  reason: z.enum(['budget', 'review', 'unknown_submit']),
  since: z.number().int().describe('Unix seconds'),
  until: z.number().int().describe('Unix seconds; the task fails then'),
  resolve: z.string().describe('What to do, as a full sentence'),
});

/** What kind of failure it was, whether it cost money, and whether to try again. */
export const failureSchema = z.object({
  class: z.enum([
    'bad_input',
    'unsupported',
    'moderated',
    'budget',
    'provider',
    'timeout',
    'storage',
    'cancelled',
    'internal',
  ]),
  field: z.string().optional().describe('The field of input at fault'),
  charged: z.enum(['yes', 'no', 'unknown']),
  retry: z.enum(['free', 'pays_again', 'never']),
  say: z.string().describe('What happened and what to do, for a person'),
});

/** What a task cost, in dollars. The built-in renderer costs nothing. */
export const costSchema = z.object({ usd: z.number().nonnegative(), basis: z.string() });

/** What a task will cost at most, as far as prices are known. */
export const estimateSchema = z.object({ usd: z.number().nonnegative(), basis: z.string() });

/** HiAPI's own words for why a task failed, in `error.code`. */
export const taskErrorSchema = z.object({ code: z.string(), message: z.string() });

/** How far a task is, 0 to 1, and what it is doing. */
export const progressSchema = z.object({
  share: z.number().min(0).max(1),
  doing: z.string(),
  waits: z
    .enum(['paused', 'vendor_key', 'bucket'])
    .optional()
    .describe(
      'Nothing is sent until an operator resumes it, or the vendor takes the key again; bucket: the clip is here, and its bucket takes it not',
    ),
});

/**
 * A task as its caller sees it: `data` of `GET /v1/tasks/{id}` and the body of a callback. The fields up to `storage` are HiAPI's and
 * keep its exact form; the rest is ours, and a client that does not know it loses nothing.
 */
export const taskSchema = z.object({
  taskId: z.string(),
  model: z.string(),
  status: z.enum(['queued', 'handling', 'archiving', 'success', 'fail']),
  created: z.number().int().describe('Unix seconds'),
  completed: z.number().int().describe('Unix seconds; 0 until the task has ended'),
  output: z.array(outputSchema).optional().describe('Of a success only'),
  error: taskErrorSchema.optional().describe('Of a fail only'),
  route: z.string().optional().describe('Only where one was asked for'),
  storage: z.enum(['temp', 'persistent']),
  state: z.string().optional().describe('The state by our own table, finer than status'),
  reference: z.string().optional(),
  input: z.unknown().optional().describe('As it was accepted; data URIs have become assets'),
  progress: progressSchema.optional(),
  eta: z.object({ p50: z.number(), p90: z.number() }).optional().describe('Seconds from now'),
  adjustments: z.array(adjustmentSchema).optional(),
  findings: z.array(findingSchema).optional(),
  estimate: estimateSchema.optional().describe('The most it may cost; what it did cost is cost'),
  cost: costSchema.optional(),
  hold: holdSchema.optional(),
  failure: failureSchema.optional(),
  cancel: z.enum(['requested', 'confirmed', 'too_late', 'uncertain']).optional(),
  verdict: z.unknown().nullable().optional().describe('null until the clip is judged'),
});

/** {@link taskSchema} */
export type Task = z.infer<typeof taskSchema>;
/** {@link outputSchema} */
export type Output = z.infer<typeof outputSchema>;
/** {@link holdSchema} */
export type Hold = z.infer<typeof holdSchema>;
/** {@link failureSchema} */
export type Failure = z.infer<typeof failureSchema>;
/** {@link costSchema} */
export type Cost = z.infer<typeof costSchema>;
/** {@link taskErrorSchema} */
export type TaskError = z.infer<typeof taskErrorSchema>;
/** {@link progressSchema} */
export type Progress = z.infer<typeof progressSchema>;
