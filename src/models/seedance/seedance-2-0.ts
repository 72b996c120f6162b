import { seedanceModel } from './seedance-model.js';
import { arkPrices, arkYuanPrices } from './seedance-prices.js';

/** Seedance 2.0. HiAPI's pages call it `seedance-2-0`, its newer catalogue `seedance-2.0`; both are taken there. */
export const SEEDANCE_2_0 = seedanceModel({
  id: 'seedance-2-0',
  aliases: ['seedance-2.0'],
  title: 'Seedance 2.0: first frame, first and last, or text alone; with sound; up to 4k',
  vendorIds: { hiapi: 'seedance-2-0', ark: 'dreamina-seedance-2-0-260128' },
  chinaId: 'doubao-seedance-2-0-260128',
  durationSec: { min: 4, max: 15 },
  resolutions: ['480p', '720p', '1080p', '4k'],
  stills: 'optional',
  isOnlyAdaptive: false,
  prices: arkPrices(
    { '480p': 7, '720p': 7, '1080p': 7.7, '4k': 4 },
    '2026-07, docs.byteplus.com, ModelArk/1544106, without a video among the inputs',
  ),
  foreignPrices: arkYuanPrices({ '480p': 46, '720p': 46, '1080p': 51, '4k': 26 }),
});
