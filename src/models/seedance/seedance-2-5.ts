import type { Price } from '../model-facts.js';
import { seedanceModel, type SeedanceSpec } from './seedance-model.js';
import { arkPrices } from './seedance-prices.js';

const TEXT = 'seedance-2.5/text-to-video';
const IMAGE = 'seedance-2.5/image-to-video';

/** 1080p has a rate of its own, which is not published where we read; the figure is what was billed. */
const PRICES: readonly Price[] = [
  ...arkPrices(
    { '480p': 10.7, '720p': 10.7 },
    '2026-09, docs.byteplus.com, ModelArk/1544106, without a video among the inputs',
  ),
  { provider: 'ark', resolution: '1080p', usdPerSec: 0.57, source: '2026-09, measured on bills of Ark, about' },
];

/** Both are one model at Ark. The name in China follows the pattern of 2.0; nobody has written it down. */
const SHARED = {
  chinaId: 'doubao-seedance-2-5-260628',
  durationSec: { min: 4, max: 30 },
  resolutions: ['480p', '720p', '1080p'],
  isOnlyAdaptive: true,
  prices: PRICES,
} as const satisfies Partial<SeedanceSpec>;

const HIAPI_RESOLUTIONS = ['720p', '1080p'];

/** Seedance 2.5 from text alone. */
export const SEEDANCE_2_5_TEXT = seedanceModel({
  ...SHARED,
  id: TEXT,
  aliases: [],
  title: 'Seedance 2.5 from text alone: with sound, up to 30 s',
  vendorIds: { hiapi: TEXT, ark: 'dreamina-seedance-2-5-260628' },
  stills: 'none',
  sibling: IMAGE,
  only: { hiapi: { resolutions: HIAPI_RESOLUTIONS, source: '2026-11, HiAPI command line skills, seedance-2.5' } },
});

/** Seedance 2.5 from stills. `seedance-2-5` was its name at HiAPI before it came out. */
export const SEEDANCE_2_5_IMAGE = seedanceModel({
  ...SHARED,
  id: IMAGE,
  aliases: ['seedance-2-5'],
  title: 'Seedance 2.5 from a still, or from a first to a last: with sound, up to 30 s',
  vendorIds: { hiapi: IMAGE, ark: 'dreamina-seedance-2-5-260628' },
  stills: 'required',
  sibling: TEXT,
  only: {
    hiapi: {
      resolutions: HIAPI_RESOLUTIONS,
      frames: ['first'],
      source: '2026-11, HiAPI command line skills, seedance-2.5: only first_frame_url is seen',
    },
  },
});
