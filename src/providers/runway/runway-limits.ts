import type { Provider } from '../provider.js';

/**
 * What Runway takes of one organization and of one still.
 *
 * - Stills (docs.dev.runwayml.com, assets/inputs and assets/uploads, read 2026-11-22): 16 MB by an https URL of 2,048 characters at most,
 *   whose host has a name and which answers without a redirect; a data URI of 5 MB, as it is encoded; 200 MB in its ephemeral store. Nothing is
 *   said of how long a URL must live: as long as what was uploaded does, 24 h.
 * - A tier's clips at once are held there as THROTTLED, not refused, so none are counted here. No rate of calls is published, only that
 *   one task is asked for every 5 s at most (`@runwayml/sdk` 4.20.1): 10 a second are our own caution.
 */
export const RUNWAY_LIMITS = {
  stillTransport: {
    url: {
      ...{ maxBytes: 16_000_000, maxChars: 2_048, aliveMs: 24 * 3_600_000 },
      ...{ isNameNeeded: true, isHttpsNeeded: true, isHeadNeeded: true },
    },
    dataUri: { maxChars: 5_000_000 },
    upload: { maxBytes: 200_000_000 },
  },
  pace: { callsPerSec: 10, submitsPerSec: 2 },
} as const satisfies Pick<Provider, 'stillTransport' | 'pace'>;

/** A dollar buys a hundred credits (docs.dev.runwayml.com, guides/pricing; read 2026-11-22). */
export const MICRO_USD_PER_CREDIT = 10_000;
