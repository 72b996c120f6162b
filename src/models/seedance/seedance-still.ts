import type { StillLimits } from '../model-facts.js';

/** What every Seedance takes for a frame. Sources differ on HEIC and on the bytes of references; the stricter one is taken. */
export const SEEDANCE_STILL: StillLimits = {
  minSidePx: 300,
  maxSidePx: 6000,
  minRatio: 0.4,
  maxRatio: 2.5,
  isRatioOpen: true,
  maxBytes: 30_000_000,
  mediaTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/tiff', 'image/gif'],
  alpha: true,
  source: '2026-07, docs.byteplus.com, ModelArk/1520757, image input',
};
