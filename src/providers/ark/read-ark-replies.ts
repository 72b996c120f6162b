import { z } from 'zod';
import { looseNumber, looseText, looseWebUrl } from '../calling/loose-values.js';
import { parseJson } from '../calling/parse-json.js';
import type { ProviderOutput } from '../provider.js';

/** What a task's id may be: it becomes part of a path. */
const handleSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);

const errorSchema = z.looseObject({
  code: z
    .string()
    .regex(/^[\w.-]{1,120}$/)
    .optional()
    .catch(undefined),
  message: looseText,
  param: looseText,
});

/** What an error says, of a reply or of a failed task. */
export interface ArkError {
  /** Ark's own code: `InvalidParameter.TaskTypeConstraint`, `ModelNotOpen`… */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** The field of Ark's body at fault. */
  readonly param: string | undefined;
}

/** The error in a reply; `undefined` when it has none, as the page of a proxy. */
export function readError(json: unknown): ArkError | undefined {
  const read = z.looseObject({ error: errorSchema }).safeParse(json);
  if (!read.success) return undefined;
  const { code, message, param } = read.data.error;
  return { code, message, param };
}

/** The id in the reply to a create; `undefined` when there is none. */
export function readCreated(json: unknown): string | undefined {
  const read = z.looseObject({ id: handleSchema }).safeParse(json);
  return read.success ? read.data.id : undefined;
}

/** The model that a body of ours was sent with, by whatever release; `undefined` when it cannot be told. */
export function readSentModel(body: string): string | undefined {
  const read = z.looseObject({ model: z.string() }).safeParse(parseJson(body));
  return read.success ? read.data.model : undefined;
}

/** The mark that a body of ours was sent with, by whatever release. */
export function readSentMark(body: string): number | undefined {
  const read = z.looseObject({ execution_expires_after: z.number() }).safeParse(parseJson(body));
  return read.success ? read.data.execution_expires_after : undefined;
}

const taskSchema = z.looseObject({
  id: handleSchema,
  model: looseText,
  status: z.string(),
  content: z.looseObject({ video_url: looseWebUrl, last_frame_url: looseWebUrl }).optional().catch(undefined),
  error: errorSchema.optional().catch(undefined),
  usage: z.looseObject({ completion_tokens: looseNumber, total_tokens: looseNumber }).optional().catch(undefined),
  seed: looseNumber,
  resolution: looseText,
  ratio: looseText,
  duration: looseNumber,
  framespersecond: looseNumber,
  generate_audio: z.boolean().optional().catch(undefined),
  execution_expires_after: looseNumber,
  created_at: looseNumber,
  updated_at: looseNumber,
});

/** A task of Ark's. */
export type ArkTask = z.infer<typeof taskSchema>;

/** A task as a question, the list or a callback shows it; `undefined` for what is none. */
export function readTask(json: unknown): ArkTask | undefined {
  const read = taskSchema.safeParse(json);
  return read.success ? read.data : undefined;
}

/** A page of the list; `undefined` when it, or any task on it, cannot be read: nothing is then known of what is not there. */
export function readPage(json: unknown): { readonly total: number; readonly tasks: readonly ArkTask[] } | undefined {
  const read = z
    .looseObject({ items: z.array(z.unknown()).nullable(), total: z.coerce.number().int().nonnegative() })
    .safeParse(json);
  if (!read.success) return undefined;
  const tasks = (read.data.items ?? []).map(readTask);
  return tasks.every((task) => task !== undefined) ? { total: read.data.total, tasks } : undefined;
}

/** How long a URL works, from the task's last change; asking again does not sign it anew. */
const URL_LIFE_MS = 24 * 3_600_000;

/** What a succeeded task gave; `undefined` while there is no video to be seen: then it is not done yet. */
export function readOutputs({
  content,
  updated_at: updatedSec,
  created_at: createdSec,
}: ArkTask): readonly ProviderOutput[] | undefined {
  const sinceSec = updatedSec ?? createdSec;
  const life = sinceSec === undefined ? {} : { expiresAtMs: sinceSec * 1000 + URL_LIFE_MS };
  const { video_url: video, last_frame_url: lastFrame } = content ?? {};
  if (video === undefined) return undefined;
  return [
    { type: 'video', source: video, ...life },
    ...(lastFrame === undefined ? [] : [{ type: 'last_frame', source: lastFrame, ...life }]),
  ];
}

/** What Ark says of a finished render; tokens are what it bills. */
export function factsOf(task: ArkTask): Readonly<Record<string, unknown>> {
  const facts = {
    model: task.model,
    totalTokens: task.usage?.total_tokens ?? task.usage?.completion_tokens,
    seed: task.seed,
    resolution: task.resolution,
    ratio: task.ratio,
    durationSec: task.duration,
    fps: task.framespersecond,
    audio: task.generate_audio,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}
