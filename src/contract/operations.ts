import { z } from 'zod';

/** One thing that somebody changed by hand. */
export const auditEntrySchema = z.object({
  account: z.string().describe("Whose thing it is; the operator's own are those of `default`"),
  seq: z.number().int().describe('Counts from 1 within the account, without a gap'),
  at: z.number().int().describe('Unix seconds'),
  keyId: z.string().describe('`owner`: a command on the data folder; `system`: the program itself, at its start'),
  action: z.string().describe('caps.set, task.resolve, callback.replay, pause.set…'),
  subject: z.string(),
  before: z.unknown().optional().describe('Absent: it was not there'),
  after: z.unknown().optional().describe('Absent: it is gone'),
});

/** `data` of `GET /v1/audit`. */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema).describe('Newest first'),
  next: z.string().optional().describe('As `after` it answers with the page that follows; absent: there is none'),
});

const what = {
  account: z.string().min(1).max(100).optional().describe('Whose tasks; absent: everybody’s'),
  route: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Who renders: hiapi, ark, dashscope, runway, local; absent: all'),
  model: z.string().min(1).max(200).optional().describe('Of which model; absent: of all'),
};

/** Nothing is sent of what all of its fields name; what is under way goes on. */
export const pauseSchema = z.object({
  ...what,
  reason: z.string(),
  keyId: z.string(),
  since: z.number().int().describe('Unix seconds'),
});

/** A vendor's key under which nothing is sent until it works again. */
export const brokenKeySchema = z.object({
  route: z.string(),
  state: z.enum(['open', 'half_open']).describe('half_open: one task is trying it'),
  cause: z.enum(['auth', 'balance', 'server_errors']),
  say: z.string(),
  since: z.number().int().describe('Unix seconds'),
  tryAt: z.number().int().describe('Unix seconds: when one task tries it again'),
});

/** `data` of `GET /v1/pauses`. */
export const pausesSchema = z.object({ pauses: z.array(pauseSchema), keys: z.array(brokenKeySchema) });

/** Body of `POST /v1/pauses`. Without account, route and model everything is paused. */
export const setPauseSchema = z.strictObject({ ...what, reason: z.string().trim().min(1).max(500) });

/** Query of `DELETE /v1/pauses`: the same fields as the pause was made with. */
export const endPauseSchema = z.object(what);

/** `data` of `DELETE /v1/pauses`: what it ended. */
export const resumedSchema = z.object({ pauses: z.array(pauseSchema), keys: z.array(brokenKeySchema) });

/** {@link auditEntrySchema} */
export type AuditEntry = z.infer<typeof auditEntrySchema>;
/** {@link auditPageSchema} */
export type AuditPage = z.infer<typeof auditPageSchema>;
/** {@link pauseSchema} */
export type Pause = z.infer<typeof pauseSchema>;
/** {@link brokenKeySchema} */
export type BrokenKey = z.infer<typeof brokenKeySchema>;
/** {@link pausesSchema} */
export type Pauses = z.infer<typeof pausesSchema>;
/** What a pause is of; all absent: everything. */
export type PauseScope = z.infer<typeof endPauseSchema>;
