import { z } from 'zod';

const RATIOS = ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672'] as const;
const uri = z.string().min(1);
const seed = z.int().min(0).max(4_294_967_295);
const contentModeration = z.strictObject({ publicFigureThreshold: z.enum(['auto', 'low']).optional() });

/** A URL, or pieces with the place they take; which places there are is the model's. */
function promptImage(...positions: readonly [string, ...string[]]): z.ZodType {
  return z.union([
    uri,
    z
      .array(z.strictObject({ uri, position: z.enum(positions) }))
      .min(1)
      .max(positions.length),
  ]);
}

const gen45 = z.strictObject({
  model: z.literal('gen4.5'),
  promptImage: promptImage('first'),
  promptText: z.string().min(1).max(1_000),
  ratio: z.enum(RATIOS),
  duration: z.int().min(2).max(10),
  seed: seed.optional(),
  outputFormat: z.string().optional(),
  contentModeration: contentModeration.optional(),
});

const gen4Turbo = z.strictObject({
  model: z.literal('gen4_turbo'),
  promptImage: promptImage('first'),
  promptText: z.string().max(1_000).optional(),
  ratio: z.enum(RATIOS),
  duration: z.int().min(2).max(10).optional(),
  seed: seed.optional(),
  contentModeration: contentModeration.optional(),
});

/** What Runway takes for Seedance is known in parts only: the pixel ratios are taken as any pair. */
function seedance(model: string): z.ZodType {
  return z.strictObject({
    model: z.literal(model),
    promptImage: promptImage('first', 'last'),
    promptText: z.string().optional(),
    ratio: z.string().regex(/^\d+:\d+$/),
    duration: z.union([z.int().min(4).max(30), z.literal('auto')]).optional(),
    audio: z.boolean().optional(),
    seed: seed.optional(),
  });
}

/** The models that can be called on `image_to_video`; `gen3a_turbo` was withdrawn. */
export const RUNWAY_MODELS: Readonly<Record<string, z.ZodType>> = {
  'gen4.5': gen45,
  gen4_turbo: gen4Turbo,
  seedance2: seedance('seedance2'),
  seedance2_fast: seedance('seedance2_fast'),
  seedance2_mini: seedance('seedance2_mini'),
  seedance2_5: seedance('seedance2_5'),
};

/** Credits for a second. */
export const RUNWAY_CREDITS: Readonly<Record<string, number>> = { 'gen4.5': 12, gen4_turbo: 5, seedance2: 36 };

/** The images of a body, whichever way they were given. */
export function imagesOf(body: Readonly<Record<string, unknown>>): readonly string[] {
  const given = body['promptImage'] as string | readonly { readonly uri: string }[];
  return typeof given === 'string' ? [given] : given.map((piece) => piece.uri);
}
