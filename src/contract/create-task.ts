import { z } from 'zod';
import { PUBLISH_TO, PUBLISH_TO_FORM } from './publish-to.js';

/** Bytes of an Idempotency-Key, as UTF-8 (HiAPI's SDKs refuse longer ones). */
export const IDEMPOTENCY_KEY_MAX_BYTES = 255;

/** Bytes of a `reference`, as UTF-8. */
const REFERENCE_MAX = 255;

/** Where to send the ended task; `final` is the one moment there is. */
const callbackSchema = z.strictObject({
  url: z.string().describe('http or https, public'),
  when: z.literal('final').default('final').describe('Once, when the task has ended, well or badly'),
});

/** Body of `POST /v1/tasks`. Fields that are not here are refused, by name. */
export const createTaskSchema = z.strictObject({
  model: z.string().min(1).max(200).describe('Such as local/motion; model@route is understood'),
  input: z.record(z.string(), z.unknown()).describe("The model's own fields"),
  route: z
    .string()
    .max(100)
    .optional()
    .describe(
      'Who runs the model; absent: the first that can. Several with commas (ark,hiapi): the next takes what the one before has provably refused',
    ),
  callback: callbackSchema.optional(),
  storage: z.enum(['temp', 'persistent']).default('temp'),
  publish_to: z
    .string()
    .max(1024)
    .regex(PUBLISH_TO, PUBLISH_TO_FORM)
    .optional()
    .describe(
      'Where the clip is written as well: s3://bucket/folder/{name}.mp4, with {name} of the still, {task}, {date}; absent: as the account is set',
    ),
  budget_usd: z.number().positive().max(1e6).optional().describe('What this task may cost at most, in dollars'),
  allow_unpriced: z
    .boolean()
    .optional()
    .describe('Whether a model may be used whose price nobody has published; no cap can hold such a task'),
  reference: z
    .string()
    .min(1)
    .max(REFERENCE_MAX)
    .optional()
    .describe("The caller's own name for it; lists can ask for it"),
});

/** {@link createTaskSchema}, once parsed. */
export type CreateTask = z.infer<typeof createTaskSchema>;

/** A still, wherever a model's input takes one: a public URL, a data URI, or what an upload answered. */
const stillUrl = z.string().min(1).describe('http(s) URL, data: URI, or asset://id of an upload');

/**
 * `input` of `local/motion`: the shape Seedance takes, so that a caller changes the model and nothing else, and HiAPI's defaults;
 * and what only the built-in renderer can do.
 */
export const localMotionInputSchema = z.strictObject({
  prompt: z.string().describe('What changes over time'),
  first_frame_url: stillUrl,
  last_frame_url: stillUrl.optional(),
  aspect_ratio: z.string().default('16:9').describe('A ratio, or adaptive: as the still'),
  duration: z.number().default(5).describe('Seconds, 1 to 15'),
  resolution: z.string().default('720p').describe('480p, 720p or 1080p'),
  generate_audio: z.boolean().optional().describe('The built-in renderer makes no sound'),
  seed: z.number().int().min(0).max(2_147_483_647).default(0),
  loop: z.enum(['none', 'seam', 'pingpong', 'crossfade']).default('none'),
  fit: z.enum(['crop', 'pad']).default('crop').describe('How a still fills a ratio that is not its own'),
  focus: z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).optional(),
  background: z.string().optional().describe('#rrggbb, behind a transparent still'),
  crf: z.number().optional().describe('Rate factor of x264, 1 (largest and truest) to 51; decimals too'),
  encoder_preset: z.string().optional(),
});

/** {@link localMotionInputSchema}, once parsed. */
export type LocalMotionInput = z.infer<typeof localMotionInputSchema>;
