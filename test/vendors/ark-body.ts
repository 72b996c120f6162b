import { z } from 'zod';

/** What one Seedance model takes (BytePlus ModelArk, video generation, create task; read 2026-07 to 2026-08). */
export interface ArkModel {
  readonly resolutions: readonly [string, ...string[]];
  readonly durationSec: { readonly min: number; readonly max: number; readonly isFree: boolean };
  readonly maxReferences: { readonly image: number; readonly video: number; readonly audio: number };
  /** Frames fix the ratio: an explicit one is refused. */
  readonly ratioFollowsFrames: boolean;
  readonly fields: readonly string[];
}

const seedance20: ArkModel = {
  resolutions: ['480p', '720p', '1080p', '4k'],
  durationSec: { min: 4, max: 15, isFree: true },
  maxReferences: { image: 9, video: 3, audio: 3 },
  ratioFollowsFrames: false,
  fields: ['tools'],
};
const small = { ...seedance20, resolutions: ['480p', '720p'] } as const satisfies ArkModel;

/** The models that can be called, by both names; whoever is not here was withdrawn or never was. */
export const ARK_MODELS: Readonly<Record<string, ArkModel>> = {
  'dreamina-seedance-2-0-260128': seedance20,
  'doubao-seedance-2-0-260128': seedance20,
  'dreamina-seedance-2-0-fast-260128': small,
  'doubao-seedance-2-0-fast-260128': small,
  'dreamina-seedance-2-0-mini-260615': small,
  'doubao-seedance-2-0-mini-260615': small,
  'dreamina-seedance-2-5-260628': seedance25(),
  'doubao-seedance-2-5-260628': seedance25(),
};

function seedance25(): ArkModel {
  return {
    resolutions: ['480p', '720p', '1080p'],
    // Whether -1 is taken, as 2.0 takes it, is not written anywhere: let in.
    durationSec: { min: 4, max: 30, isFree: true },
    maxReferences: { image: 30, video: 10, audio: 10 },
    ratioFollowsFrames: true,
    fields: ['output_format', 'omni_reference_task_type'],
  };
}

/** Fields of other models: sent to one of these, the vendor says that they must be empty. */
export const ARK_FOREIGN_FIELDS: readonly string[] = ['camera_fixed', 'service_tier', 'frames', 'draft'];

const url = z.string().min(1);
const item = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
  z.strictObject({
    type: z.literal('image_url'),
    role: z.enum(['first_frame', 'last_frame', 'reference_image']).optional(),
    image_url: z.strictObject({ url }),
  }),
  z.strictObject({
    type: z.literal('video_url'),
    role: z.literal('reference_video'),
    video_url: z.strictObject({ url }),
  }),
  z.strictObject({
    type: z.literal('audio_url'),
    role: z.literal('reference_audio'),
    audio_url: z.strictObject({ url }),
  }),
]);

/** One piece of `content`. */
export type ArkContent = z.infer<typeof item>;

/** The body of a create for one model; every field that the model does not take is unknown. */
export function arkBodySchema(model: ArkModel): z.ZodType {
  const { min, max, isFree } = model.durationSec;
  const inRange = z.int().min(min).max(max);
  const optional = {
    tools: z.array(z.strictObject({ type: z.literal('web_search') })).optional(),
    output_format: z.enum(['mp4', 'mov']).optional(),
    omni_reference_task_type: z.enum(['auto', 'reference', 'edit', 'extend']).optional(),
  };
  const own = Object.fromEntries(Object.entries(optional).filter(([name]) => model.fields.includes(name)));
  return z.strictObject({
    model: z.string(),
    content: z.array(item).min(1),
    resolution: z.enum(model.resolutions).optional(),
    ratio: z.enum(['16:9', '4:3', '1:1', '3:4', '9:16', '21:9', 'adaptive']).optional(),
    duration: (isFree ? z.union([inRange, z.literal(-1)]) : inRange).optional(),
    // One source says that 2.x has no seed, another has seen it accepted (live, 2026-07-31): let in.
    seed: z
      .int()
      .min(-1)
      .max(2 ** 32 - 1)
      .optional(),
    generate_audio: z.boolean().optional(),
    watermark: z.boolean().optional(),
    return_last_frame: z.boolean().optional(),
    callback_url: z.url().optional(),
    execution_expires_after: z.int().min(3_600).max(259_200).optional(),
    priority: z.int().min(0).max(9).optional(),
    safety_identifier: z.string().max(64).optional(),
    ...own,
  });
}

/** What is wrong with how the pieces of `content` go together; undefined: nothing. */
export function findContentFault(content: readonly ArkContent[], model: ArkModel, ratio: unknown): string | undefined {
  const images = content.filter((each) => each.type === 'image_url');
  const roles = images.map(({ role }) => role ?? (images.length === 1 ? 'first_frame' : 'reference_image'));
  const count = (role: string): number => roles.filter((each) => each === role).length;
  const others = content.filter((each) => each.type === 'video_url' || each.type === 'audio_url');
  const frames = count('first_frame') + count('last_frame');
  if (content.filter((each) => each.type === 'text').length > 1) return 'content takes one text';
  if (count('first_frame') > 1 || count('last_frame') > 1) return 'content takes one first_frame and one last_frame';
  if (count('last_frame') === 1 && count('first_frame') === 0) return 'last_frame requires first_frame';
  if (frames > 0 && (count('reference_image') > 0 || others.length > 0)) {
    return 'first/last frame content cannot be mixed with reference media content';
  }
  if (count('reference_image') > model.maxReferences.image) return 'too many reference images';
  if (images.length + others.length === 0 && !content.some((each) => each.type === 'text')) return 'content is empty';
  if (frames > 0 && model.ratioFollowsFrames && ratio !== undefined && ratio !== 'adaptive') {
    return 'ratio must be adaptive with frames (TaskTypeConstraint)';
  }
  return undefined;
}
