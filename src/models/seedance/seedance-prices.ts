import type { FailureBilling, ForeignPrice, Price, Source } from '../model-facts.js';
import { rasterOf, type SeedanceTier } from '../rasters.js';

const FRAMES_PER_SEC = 24;

/**
 * Ark bills tokens: width × height × frames / 1024, at a rate by model and tier. Sound and frames cost nothing more; a reference
 * video would. Here they become what a second of 16:9 costs, to a hundredth of a cent.
 */
export function arkPrices(usdPerMillionTokens: Partial<Record<SeedanceTier, number>>, source: Source): Price[] {
  return (Object.entries(usdPerMillionTokens) as [SeedanceTier, number][]).map(([resolution, rate]) => {
    const { widthPx, heightPx } = rasterOf(resolution, '16:9');
    const usdPerSec = (widthPx * heightPx * FRAMES_PER_SEC * rate) / 1024 / 1e6;
    return {
      provider: 'ark',
      resolution,
      usdPerSec: Math.round(usdPerSec * 1e4) / 1e4,
      usdPerMillionTokens: rate,
      source,
    };
  });
}

/** The same of Ark in China, which bills yuan. */
export function arkYuanPrices(cnyPerMillionTokens: Partial<Record<SeedanceTier, number>>): ForeignPrice[] {
  return (Object.entries(cnyPerMillionTokens) as [SeedanceTier, number][]).map(([resolution, perMillionTokens]) => ({
    ...{ provider: 'ark', region: 'cn', resolution, currency: 'CNY', perMillionTokens },
    source: '2026-08, list prices of Volcengine as gateways to it quote them, without a video among the inputs',
  }));
}

/** Who pays for a Seedance that came to nothing. HiAPI does not say. */
export const SEEDANCE_BILLING: Readonly<Record<string, FailureBilling>> = {
  ark: {
    failed: 'free',
    moderated: 'free',
    source: '2026-07, docs.byteplus.com, ModelArk/1544106: only tasks that succeed are billed',
  },
  hiapi: { failed: 'unknown', moderated: 'unknown', source: '2026-11, docs.hiapi.ai says nothing of it' },
};
