import type { ModelFacts } from '../model-facts.js';
import { fieldsToJsonSchema } from '../reading/read-fields.js';
import { readRunway, RUNWAY_FIELDS, RUNWAY_LIMITS, RUNWAY_RATIOS } from './read-runway.js';
import { runwayRasterOf } from './runway-rasters.js';

/** What one model of Runway's own has of its own. */
export type RunwaySpec = Pick<ModelFacts, 'id' | 'aliases' | 'title' | 'vendorIds' | 'prices'>;

/** A model of Runway's own: what they share, and what it has of its own. */
export function runwayModel(spec: RunwaySpec): ModelFacts {
  return {
    ...spec,
    get input() {
      return fieldsToJsonSchema(RUNWAY_FIELDS);
    },
    durationSec: RUNWAY_LIMITS.durationSec,
    resolutions: ['720p'],
    aspectRatios: RUNWAY_RATIOS,
    frames: ['first'],
    audio: 'never',
    seed: true,
    promptMax: RUNWAY_LIMITS.promptMax,
    // Runway publishes bytes and types, not sides or ratios: those are what every vendor we know takes.
    still: {
      minSidePx: 300,
      maxSidePx: 4096,
      minRatio: 0.4,
      maxRatio: 2.5,
      maxBytes: 16_000_000,
      mediaTypes: ['image/jpeg', 'image/png', 'image/webp'],
      alpha: true,
      source: '2026-11, docs.dev.runwayml.com/assets/inputs for bytes and types; sides and ratios are ours',
    },
    rasterOf: (resolution, ratio) => (resolution === '720p' ? runwayRasterOf(ratio) : undefined),
    frameRatio: 'named',
    billing: {
      runway: {
        failed: 'unknown',
        moderated: 'billed',
        source: '2026-09, docs.dev.runwayml.com, errors/task-failures: SAFETY failures keep their credits',
      },
    },
    usualSec: { p50: 60, p90: 180, source: '2026-11, assumed: Runway publishes none' },
    read: (input) => readRunway(spec.id, input),
  };
}
