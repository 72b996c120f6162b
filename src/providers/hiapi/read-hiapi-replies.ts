import { z } from 'zod';
import type { PollAnswer, ProviderOutput } from '../provider.js';

/** What a task's id may be: it becomes part of a path. */
const HANDLE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

const handleSchema = z.string().regex(HANDLE);

/** A moment as Unix seconds, milliseconds, either as text, or a date; `undefined` for anything else, and for 0: not yet. */
const momentMsSchema = z
  .unknown()
  .optional()
  .transform((value) => readMomentMs(value));

const codeSchema = z.string().regex(/^[\w.-]{1,80}$/);

const envelopeSchema = z.looseObject({
  code: z.coerce.number().int().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error_code: codeSchema.optional().catch(undefined),
  error: z
    .looseObject({ code: codeSchema.optional().catch(undefined), message: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  data: z.unknown().optional(),
});

/** What an error reply says, in either of HiAPI's two envelopes. */
export interface HiapiError {
  /** HiAPI's business code, as it came; `INVALID_REQUEST`, `rate_limit_exceeded`… */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** A reply opened. */
export interface OpenedReply {
  /** What it means, which the body may say within a 200. */
  readonly status: number;
  /** Whether it is the body alone that says so. */
  readonly isInside: boolean;
  /** Whether it is HiAPI that speaks; `false` for a page of a proxy. */
  readonly isEnvelope: boolean;
  readonly data: unknown;
  readonly error: HiapiError;
}

/** Opens a reply's envelope. */
export function openReply({ status, json }: { readonly status: number; readonly json: unknown }): OpenedReply {
  const read = envelopeSchema.safeParse(json);
  if (!read.success)
    return {
      ...{ status, isInside: false, isEnvelope: false, data: undefined },
      error: { code: undefined, message: undefined },
    };
  const { code, message, error_code: errorCode, error, data } = read.data;
  const inner = status === 200 && code !== undefined && code >= 400 && code <= 599 ? code : status;
  return {
    status: inner,
    isInside: inner !== status,
    isEnvelope: code !== undefined || error !== undefined,
    data,
    error: { code: errorCode ?? error?.code, message: error?.message ?? message },
  };
}

/** The id in the reply to a create; `undefined` when there is none. */
export function readCreated(data: unknown): string | undefined {
  const read = z.looseObject({ taskId: handleSchema }).safeParse(data);
  return read.success ? read.data.taskId : undefined;
}

const taskSchema = z.looseObject({
  taskId: handleSchema,
  model: z.string().optional().catch(undefined),
  route: z.string().optional().catch(undefined),
  status: z.string(),
  created: momentMsSchema,
  completed: momentMsSchema,
  output: z.array(z.unknown()).optional().catch(undefined),
  error: z.unknown().optional(),
});

/** A task of HiAPI's. */
export type HiapiTask = z.infer<typeof taskSchema>;

/** A task as the detail, the list or a callback shows it; `undefined` for what is none. */
export function readTask(data: unknown): HiapiTask | undefined {
  const read = taskSchema.safeParse(data);
  return read.success ? read.data : undefined;
}

const pageSchema = z.looseObject({ total: z.coerce.number().int().nonnegative(), tasks: z.array(z.unknown()) });

/** A page of the list; `undefined` when it, or any task on it, cannot be read: nothing is then known of what is not there. */
export function readPage(data: unknown): { readonly total: number; readonly tasks: readonly HiapiTask[] } | undefined {
  const read = pageSchema.safeParse(data);
  if (!read.success) return undefined;
  const tasks = read.data.tasks.map(readTask);
  return tasks.every((task) => task !== undefined) ? { total: read.data.total, tasks } : undefined;
}

/** Why a failed task failed. */
export function readTaskError(error: unknown): HiapiError {
  const read = z
    .looseObject({ code: codeSchema.optional().catch(undefined), message: z.string().optional().catch(undefined) })
    .safeParse(error);
  return read.success ? { code: read.data.code, message: read.data.message } : { code: undefined, message: undefined };
}

const outputSchema = z.looseObject({
  url: z.url({ protocol: /^https?$/ }),
  type: z.string().min(1).max(40),
  expireAt: momentMsSchema,
});

/** What a succeeded task gave, the video first; `undefined` while there is no video to be seen: then it is not done yet. */
export function readOutputs(task: HiapiTask): readonly ProviderOutput[] | undefined {
  const outputs = (task.output ?? []).flatMap((item): ProviderOutput[] => {
    const read = outputSchema.safeParse(item);
    if (!read.success) return [];
    const { url, type, expireAt } = read.data;
    return [{ type: type.toLowerCase(), source: url, ...(expireAt === undefined ? {} : { expiresAtMs: expireAt }) }];
  });
  const videos = outputs.filter(({ type }) => type === 'video');
  return videos.length === 0 ? undefined : [...videos, ...outputs.filter(({ type }) => type !== 'video')];
}

/** How far a task is that has not ended, in words. HiAPI tells no share. */
export function progressOf({ status }: HiapiTask): Extract<PollAnswer, { kind: 'running' }>['progress'] {
  if (status === 'queued') return { share: 0, doing: 'waiting at HiAPI' };
  if (status === 'archiving' || status === 'success') return { share: 0.95, doing: 'being stored at HiAPI' };
  return { share: 0.05, doing: 'rendering at HiAPI' };
}

function readMomentMs(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') {
    if (!Number.isFinite(number) || number <= 0) return undefined;
    // 1e11 s is the year 5138, 1e11 ms was 1973.
    return Math.round(number < 1e11 ? number * 1000 : number);
  }
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(parsed) && parsed > 0 ? parsed : undefined;
}
