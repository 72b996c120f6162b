import { z } from 'zod';
import type { ReadInput } from '../model-facts.js';
import { ASPECT_RATIOS } from '../rasters.js';
import { DEFAULT_RATIO } from '../reading/default-findings.js';
import { FOREIGN_FIELDS } from '../reading/foreign-fields.js';
import { FLAG, promptField, resolutionField, secondsField, seedField, STILL } from '../reading/input-fields.js';
import { type Field, readFields } from '../reading/read-fields.js';
import { fromPixelRatio, runwayRasterOf } from './runway-rasters.js';

/** Limits of Runway's own models (@runwayml/sdk 4.20.1, imageToVideo, read 2026-09; its seeds have 32 bits). */
export const RUNWAY_LIMITS = { promptMax: 1000, durationSec: { min: 2, max: 10 }, seedMax: 4_294_967_295 } as const;

/** The ratios of Runway's own models; `adaptive` is ours: the one that is nearest to the still. */
export const RUNWAY_RATIOS = ['adaptive', ...ASPECT_RATIOS] as const;

/** The fields of `input` in HiAPI's style: HiAPI itself does not run these models. */
export const RUNWAY_FIELDS = {
  prompt: promptField({ min: 1, max: RUNWAY_LIMITS.promptMax }),
  first_frame_url: STILL,
  aspect_ratio: {
    schema: z.enum(RUNWAY_RATIOS).optional(),
    todo: `Use one of ${RUNWAY_RATIOS.join(', ')}; "adaptive" is the one nearest to the still.`,
    clean: fromPixelRatio,
  } satisfies Field,
  duration: secondsField(RUNWAY_LIMITS.durationSec),
  resolution: resolutionField(['720p']),
  generate_audio: FLAG,
  seed: seedField(RUNWAY_LIMITS.seedMax),
} as const;

const FOREIGN = {
  ...FOREIGN_FIELDS,
  last_frame_url: {
    message: 'last_frame_url is not supported by this model, which takes a first frame alone',
    todo: 'Leave it out, or use seedance-2-0 or wan2.7-video/image-to-video.',
  },
};

/** Reads an input of a model of Runway's own. It makes no sound: who asked for some is told. */
export function readRunway(model: string, input: Readonly<Record<string, unknown>>): ReadInput {
  const { values, reasons } = readFields(model, RUNWAY_FIELDS, FOREIGN, input);
  const { prompt, first_frame_url: url, duration, resolution, aspect_ratio: asked, seed } = values;
  if (
    reasons.length > 0 ||
    prompt === undefined ||
    url === undefined ||
    duration === undefined ||
    resolution === undefined
  ) {
    return { kind: 'refused', reasons };
  }
  const aspectRatio = asked ?? '16:9';
  const raster = runwayRasterOf(aspectRatio);
  return {
    kind: 'read',
    order: {
      model,
      prompt,
      frames: 'first',
      durationSec: duration,
      resolution,
      aspectRatio,
      ...(raster === undefined ? {} : { raster }),
      audio: false,
      ...(seed === undefined ? {} : { seed }),
      promptExtend: false,
      returnLastFrame: false,
    },
    findings: asked === undefined ? [DEFAULT_RATIO] : [],
    adjustments:
      values.generate_audio === true
        ? [
            {
              code: 'no_sound',
              field: 'generate_audio',
              asked: 'true',
              used: 'false',
              reason: `${model} makes no sound. Seedance and Wan do.`,
            },
          ]
        : [],
    stills: [{ role: 'first', field: 'first_frame_url', url }],
  };
}
