import { z } from 'zod';
import { FLAG, promptField, resolutionField, secondsField, seedField, STILL_OR_NONE } from '../reading/input-fields.js';
import type { Field } from '../reading/read-fields.js';
import { ASPECT_RATIOS, type SeedanceTier } from '../rasters.js';

/** Most characters of a prompt, at HiAPI (docs.hiapi.ai, seedance-2-0, read 2026-11). */
export const SEEDANCE_PROMPT_MAX = 20_000;

/** Seedance's ratios: six with exact rasters, and the one that follows the first still. */
export const SEEDANCE_RATIOS = ['adaptive', ...ASPECT_RATIOS] as const;

const RATIO = {
  schema: z.enum(SEEDANCE_RATIOS).optional(),
  todo: `Use one of ${SEEDANCE_RATIOS.join(', ')}; "adaptive" follows the first still.`,
} as const satisfies Field;

/** The fields of `input` as HiAPI has them, for one Seedance (docs.hiapi.ai, seedance-2-0, read 2026-11). */
export function seedanceFields(
  durationSec: { readonly min: number; readonly max: number },
  resolutions: readonly [SeedanceTier, ...SeedanceTier[]],
) {
  return {
    prompt: promptField({ min: 3, max: SEEDANCE_PROMPT_MAX }),
    first_frame_url: STILL_OR_NONE,
    last_frame_url: STILL_OR_NONE,
    aspect_ratio: RATIO,
    duration: secondsField(durationSec),
    resolution: resolutionField(resolutions),
    generate_audio: FLAG,
    return_last_frame: FLAG,
    seed: seedField(2_147_483_647),
  };
}

/** The fields of a Seedance that takes no frames. */
export function withoutFrames({
  first_frame_url: _first,
  last_frame_url: _last,
  ...rest
}: ReturnType<typeof seedanceFields>): Omit<ReturnType<typeof seedanceFields>, 'first_frame_url' | 'last_frame_url'> {
  return rest;
}
