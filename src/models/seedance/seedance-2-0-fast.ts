import { seedanceModel } from './seedance-model.js';
import { arkPrices, arkYuanPrices } from './seedance-prices.js';

/** Seedance 2.0 Fast. Whether HiAPI makes it in 1080p is not said; Ark does not. */
export const SEEDANCE_2_0_FAST = seedanceModel({
  id: 'seedance-2.0-fast',
  aliases: ['seedance-2-0-fast'],
  title: 'Seedance 2.0 Fast: as 2.0, for a fifth less, at 480p and 720p',
  vendorIds: { hiapi: 'seedance-2.0-fast', ark: 'dreamina-seedance-2-0-fast-260128' },
  chinaId: 'doubao-seedance-2-0-fast-260128',
  durationSec: { min: 4, max: 15 },
  resolutions: ['480p', '720p'],
  stills: 'optional',
  isOnlyAdaptive: false,
  prices: arkPrices(
    { '480p': 5.6, '720p': 5.6 },
    '2026-07, docs.byteplus.com, ModelArk/1544106, without a video among the inputs',
  ),
  foreignPrices: arkYuanPrices({ '480p': 37, '720p': 37 }),
});
