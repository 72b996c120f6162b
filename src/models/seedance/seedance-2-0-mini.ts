import { seedanceModel } from './seedance-model.js';
import { arkPrices } from './seedance-prices.js';

/** Seedance 2.0 Mini. */
export const SEEDANCE_2_0_MINI = seedanceModel({
  id: 'seedance-2.0-mini',
  aliases: ['seedance-2-0-mini'],
  title: 'Seedance 2.0 Mini: as 2.0, for half, at 480p and 720p',
  vendorIds: { hiapi: 'seedance-2.0-mini', ark: 'dreamina-seedance-2-0-mini-260615' },
  chinaId: 'doubao-seedance-2-0-mini-260615',
  durationSec: { min: 4, max: 15 },
  resolutions: ['480p', '720p'],
  stills: 'optional',
  isOnlyAdaptive: false,
  prices: arkPrices(
    { '480p': 3.5, '720p': 3.5 },
    '2026-07, docs.byteplus.com, ModelArk/1544106, without a video among the inputs',
  ),
});
