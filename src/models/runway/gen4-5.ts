import { runwayModel } from './runway-model.js';

/** Runway Gen-4.5, from a still. */
export const GEN4_5 = runwayModel({
  id: 'runway/gen4.5',
  aliases: ['gen4.5'],
  title: 'Runway Gen-4.5 from a still: no sound, no last frame',
  vendorIds: { runway: 'gen4.5' },
  prices: [
    {
      provider: 'runway',
      resolution: '720p',
      usdPerSec: 0.12,
      source: '2026-07, docs.dev.runwayml.com/guides/pricing: 12 credits a second at $0.01',
    },
  ],
});
