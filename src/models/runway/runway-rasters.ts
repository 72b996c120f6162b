import type { SizePx } from '../../contract/framing.js';
import { ASPECT_RATIOS, type AspectRatio } from '../rasters.js';

/** The sizes of Runway's own models, which it calls ratios (`1280:720`); @runwayml/sdk 4.20.1, imageToVideo, read 2026-09. */
const RUNWAY_RASTERS: Readonly<Record<AspectRatio, SizePx>> = {
  '16:9': { widthPx: 1280, heightPx: 720 },
  '4:3': { widthPx: 1104, heightPx: 832 },
  '1:1': { widthPx: 960, heightPx: 960 },
  '3:4': { widthPx: 832, heightPx: 1104 },
  '9:16': { widthPx: 720, heightPx: 1280 },
  '21:9': { widthPx: 1584, heightPx: 672 },
};

/** The raster of a ratio; undefined for `adaptive`, and for what is none. */
export function runwayRasterOf(ratio: string): SizePx | undefined {
  const named = ASPECT_RATIOS.find((name) => name === ratio);
  return named === undefined ? undefined : RUNWAY_RASTERS[named];
}

/** `1280:720`, as Runway writes it, is `16:9`; whatever else stays as it is. */
export function fromPixelRatio(ratio: unknown): unknown {
  const named = ASPECT_RATIOS.find((name) => {
    const { widthPx, heightPx } = RUNWAY_RASTERS[name];
    return ratio === `${widthPx}:${heightPx}`;
  });
  return named ?? ratio;
}
