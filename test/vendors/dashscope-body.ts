import { z } from 'zod';

const url = z.string().min(1);
const seed = z.int().min(0).max(2_147_483_647);

/** Wan 2.7 image-to-video (Model Studio, image-to-video API reference; read 2026-04 to 2026-10). */
const wan27 = z.strictObject({
  model: z.enum(['wan2.7-i2v', 'wan2.7-i2v-2026-04-25']),
  input: z.strictObject({
    prompt: z.string().max(5_000).optional(),
    negative_prompt: z.string().max(500).optional(),
    media: z
      .array(z.strictObject({ type: z.enum(['first_frame', 'last_frame', 'driving_audio', 'first_clip']), url }))
      .min(1),
  }),
  parameters: z
    .strictObject({
      resolution: z.enum(['720P', '1080P']).optional(),
      duration: z.int().min(2).max(15).optional(),
      prompt_extend: z.boolean().optional(),
      watermark: z.boolean().optional(),
      seed: seed.optional(),
    })
    .optional(),
});

/** The models that can be called, and what their bodies are. */
export const DASHSCOPE_MODELS: Readonly<Record<string, z.ZodType>> = {
  'wan2.7-i2v': wan27,
  'wan2.7-i2v-2026-04-25': wan27,
};

/** One piece of `input.media`. */
export interface WanMedia {
  readonly type: 'first_frame' | 'last_frame' | 'driving_audio' | 'first_clip';
  readonly url: string;
}

/** The sets that go together; every other is refused, and so is a type that comes twice. */
const LEGAL_SETS: readonly string[] = [
  'first_frame',
  'driving_audio first_frame',
  'first_frame last_frame',
  'driving_audio first_frame last_frame',
  'first_clip',
  'first_clip last_frame',
];

/** Whether the pieces of `input.media` make a legal set. */
export function isLegalMedia(media: readonly WanMedia[]): boolean {
  const types = media.map(({ type }) => type).sort();
  return LEGAL_SETS.includes(types.join(' '));
}
