import { runwayModel } from './runway-model.js';

/** Runway Gen-4 Turbo, from a still. */
export const GEN4_TURBO = runwayModel({
  id: 'runway/gen4_turbo',
  aliases: ['gen4_turbo'],
  title: 'Runway Gen-4 Turbo from a still: no sound, no last frame',
  vendorIds: { runway: 'gen4_turbo' },
  prices: [
    {
      provider: 'runway',
      resolution: '720p',
      usdPerSec: 0.05,
      source: '2026-07, docs.dev.runwayml.com/guides/pricing: 5 credits a second at $0.01',
    },
  ],
});
