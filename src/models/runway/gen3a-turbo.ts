import type { ModelFacts } from '../model-facts.js';
import { GEN4_TURBO } from './gen4-turbo.js';
import { runwayModel } from './runway-model.js';

const ID = 'runway/gen3a_turbo';

/** Runway Gen-3 Alpha Turbo: gone, and known, so that who asks for it is told what to use. Nobody runs it, so it costs nothing. */
export const GEN3A_TURBO: ModelFacts = {
  ...runwayModel({
    id: ID,
    aliases: ['gen3a_turbo'],
    title: `Runway Gen-3 Alpha Turbo: withdrawn; use ${GEN4_TURBO.id}`,
    vendorIds: {},
    prices: [],
  }),
  input: { type: 'object', additionalProperties: false },
  billing: {},
  withdrawn: {
    successor: GEN4_TURBO.id,
    sinceSec: Date.UTC(2026, 6, 30) / 1000,
    source:
      '2026-11, docs.comfy.org, partner nodes, Runway: end of life on 30 July 2026; gone from @runwayml/sdk 4.20.1',
  },
  read: () => ({
    kind: 'refused',
    reasons: [
      {
        field: 'model',
        message: `${ID} was withdrawn by Runway on 2026-07-30`,
        todo: `Use ${GEN4_TURBO.id}; for a last frame, seedance-2-0 or wan2.7-video/image-to-video.`,
      },
    ],
  }),
};
