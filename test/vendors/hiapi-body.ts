import { z } from 'zod';

const media = z.string().min(1);
const seed = z.int().min(0).max(2_147_483_647);
const ratios = ['1:1', '4:3', '3:4', '16:9', '9:16', '21:9', 'adaptive'] as const;

interface Variant {
  readonly resolutions: readonly [string, ...string[]];
  readonly maxDurationSec: number;
  readonly ratios?: readonly [string, ...string[]];
  readonly webSearch?: boolean;
}

/** Seedance's input (HiAPI's model pages; read 2026-06 to 2026-08). What a variant's page does not say is let in. */
function seedance({ resolutions, maxDurationSec, ratios: own = ratios, webSearch = true }: Variant): z.ZodType {
  const shape = {
    prompt: z.string().min(3).max(20_000),
    aspect_ratio: z.enum(own).optional(),
    duration: z.int().min(4).max(maxDurationSec).optional(),
    resolution: z.enum(resolutions).optional(),
    first_frame_url: media.optional(),
    last_frame_url: media.optional(),
    reference_image_urls: z.array(media).max(9).optional(),
    reference_video_urls: z.array(media).max(3).optional(),
    reference_audio_urls: z.array(media).max(3).optional(),
    generate_audio: z.boolean().optional(),
    return_last_frame: z.boolean().optional(),
    nsfw_checker: z.boolean().optional(),
    seed: seed.optional(),
  };
  const input = webSearch ? { ...shape, web_search: z.boolean().optional() } : shape;
  return z
    .strictObject(input)
    .refine((value) => value.last_frame_url === undefined || value.first_frame_url !== undefined, {
      message: 'last_frame_url needs first_frame_url',
    })
    .refine((value) => value.first_frame_url === undefined || !hasReferences(value), {
      message: 'frames cannot be mixed with references',
    });
}

function hasReferences(input: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(input).some((name) => name.startsWith('reference_'));
}

/**
 * Wan 2.7's input. HiAPI's own page for it was not seen: `media`, `prompt`, `resolution`, `duration`, `aspect_ratio` and `generate_audio`
 * have been sent by others; the rest is what the model itself takes upstream, and is let in.
 */
const wan27 = z.strictObject({
  prompt: z.string().max(5_000).optional(),
  negative_prompt: z.string().max(500).optional(),
  media: z
    .array(z.strictObject({ type: z.enum(['first_frame', 'last_frame', 'driving_audio', 'first_clip']), url: media }))
    .min(1)
    .max(3),
  resolution: z.enum(['720p', '1080p', '720P', '1080P']).optional(),
  duration: z.int().min(2).max(15).optional(),
  aspect_ratio: z.enum(ratios).optional(),
  generate_audio: z.boolean().optional(),
  prompt_extend: z.boolean().optional(),
  watermark: z.boolean().optional(),
  seed: seed.optional(),
});

const seedance20 = seedance({ resolutions: ['480p', '720p', '1080p', '4k'], maxDurationSec: 15 });
const seedance25 = { resolutions: ['720p', '1080p'], maxDurationSec: 30 } as const satisfies Variant;

/** The models that can be called, and what their `input` is. */
export const HIAPI_MODELS: Readonly<Record<string, z.ZodType>> = {
  'seedance-2-0': seedance20,
  'seedance-2.0': seedance20,
  'seedance-2.0-fast': seedance20,
  'seedance-2.0-mini': seedance({ resolutions: ['480p', '720p'], maxDurationSec: 15, webSearch: false }),
  'seedance-2.5/text-to-video': seedance(seedance25),
  'seedance-2.5/image-to-video': seedance({ ...seedance25, ratios: ['adaptive'] }),
  'wan2.7-video/image-to-video': wan27,
};

/** The body of a create; `input` is looked at by its model. */
export const hiapiBodySchema = z.strictObject({
  model: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
  route: z.string().optional(),
  callback: z.strictObject({ url: z.url({ protocol: /^https?$/ }), when: z.literal('final').optional() }).optional(),
  storage: z.enum(['temp', 'persistent']).optional(),
});

/** The stills in an input, whichever way its model has them. */
export function stillsOf(input: Readonly<Record<string, unknown>>): readonly string[] {
  const pieces = (input['media'] ?? []) as readonly { readonly type: string; readonly url: string }[];
  const frames = pieces.filter(({ type }) => type === 'first_frame' || type === 'last_frame').map(({ url }) => url);
  return [input['first_frame_url'], input['last_frame_url'], ...frames].filter((url) => typeof url === 'string');
}
