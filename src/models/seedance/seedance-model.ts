import type { ModelFacts } from '../model-facts.js';
import type { SeedanceTier } from '../rasters.js';
import { fieldsToJsonSchema } from '../reading/read-fields.js';
import { rasterOfAsked, readSeedance, type SeedanceShape } from './read-seedance.js';
import { SEEDANCE_PROMPT_MAX, SEEDANCE_RATIOS, seedanceFields, withoutFrames } from './seedance-fields.js';
import { SEEDANCE_BILLING } from './seedance-prices.js';
import { SEEDANCE_STILL } from './seedance-still.js';

/** What one Seedance has of its own. */
export type SeedanceSpec = Pick<
  ModelFacts,
  'id' | 'aliases' | 'title' | 'vendorIds' | 'prices' | 'foreignPrices' | 'durationSec'
> &
  Pick<SeedanceShape, 'stills' | 'isOnlyAdaptive' | 'sibling'> & {
    /** Volcengine's name for it: the same model, in China. */
    readonly chinaId: string;
    readonly resolutions: readonly [SeedanceTier, ...SeedanceTier[]];
    readonly only?: NonNullable<ModelFacts['only']>;
  };

const FRAMES = {
  none: ['none'],
  required: ['first', 'first_last'],
  optional: ['none', 'first', 'first_last'],
} as const;

/** A Seedance: what they share, and what it has of its own. */
export function seedanceModel(spec: SeedanceSpec): ModelFacts {
  const { id, stills, chinaId, resolutions, sibling, isOnlyAdaptive, ...own } = spec;
  const fields = seedanceFields(spec.durationSec, resolutions);
  const shape: SeedanceShape = {
    model: id,
    fields,
    stills,
    isOnlyAdaptive,
    ...(sibling === undefined ? {} : { sibling }),
  };
  return {
    ...own,
    id,
    resolutions,
    regionalIds: { ark: { cn: chinaId } },
    get input() {
      return fieldsToJsonSchema(stills === 'none' ? withoutFrames(fields) : fields);
    },
    aspectRatios: SEEDANCE_RATIOS,
    frames: FRAMES[stills],
    ...(stills === 'none' ? {} : { frameRatio: 'adaptive' }),
    audio: 'choice',
    seed: true,
    promptMax: SEEDANCE_PROMPT_MAX,
    still: SEEDANCE_STILL,
    rasterOf: rasterOfAsked,
    billing: SEEDANCE_BILLING,
    usualSec: {
      p50: 120,
      p90: 300,
      source: '2026-07, users of Ark: 1 to 5 minutes at 720p; p50 and p90 are our reading of that',
    },
    read: (input) => readSeedance(shape, input),
  };
}
