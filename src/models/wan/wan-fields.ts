import { z } from 'zod';
import {
  FLAG,
  promptField,
  resolutionField,
  secondsField,
  seedField,
  STILL_OR_NONE,
  stillUrl,
} from '../reading/input-fields.js';
import type { Field } from '../reading/read-fields.js';

/** Limits of Wan 2.7 image-to-video (alibabacloud.com/help, Model Studio, image-to-video API reference, read 2026-07-10). */
export const WAN_LIMITS = { promptMax: 5000, negativePromptMax: 500, durationSec: { min: 2, max: 15 } } as const;

/** Any ratio at all: it is not used, and what was asked is told. */
const RATIO = {
  schema: z
    .string()
    .regex(/^(?:adaptive|\d{1,2}:\d{1,2})$/)
    .optional(),
  todo: 'Leave it out: the clip has the ratio of the first still.',
} as const satisfies Field;

/** The fields that are read one by one; `media` is read as a whole, by `readMedia`. */
export const WAN_FIELDS = {
  prompt: promptField({ min: 1, max: WAN_LIMITS.promptMax }),
  negative_prompt: {
    schema: z.string().max(WAN_LIMITS.negativePromptMax).optional(),
    todo: `Name what is not to be seen, in at most ${WAN_LIMITS.negativePromptMax} characters.`,
    isPrivate: true,
  },
  first_frame_url: STILL_OR_NONE,
  last_frame_url: STILL_OR_NONE,
  resolution: resolutionField(['720p', '1080p']),
  duration: secondsField(WAN_LIMITS.durationSec),
  prompt_extend: FLAG,
  seed: seedField(2_147_483_647),
  aspect_ratio: RATIO,
  generate_audio: FLAG,
} as const;

/** `media`, for those who draw forms and write clients. */
export const MEDIA_FIELD: Field = {
  schema: z
    .array(z.strictObject({ type: z.enum(['first_frame', 'last_frame']), url: stillUrl }))
    .min(1)
    .max(2),
  todo: 'Give [{"type": "first_frame", "url": …}], and a "last_frame" if there is one.',
};
