import type { SizePx } from '../../contract/framing.js';
import { readRgb, toBuffer, type RgbImage } from './rgb-image.js';

/** The backdrop is made at an eighth of the raster: after the blur nothing finer is left, and it costs a sixtieth. */
const BACKDROP_SHRINK = 8;
/** Blur as a part of the backdrop's longer side: enough that no shape competes with the still. */
const BLUR_PART = 0.03;
/** How much of its brightness the backdrop keeps. */
const BRIGHTNESS = 0.7;

/**
 * Places a still in the middle of a raster that it fits inside, over a blurred and darkened copy of itself that covers the
 * raster. A still of the raster's own size comes back as it is.
 */
export async function padWithBlur(still: RgbImage, raster: SizePx): Promise<RgbImage> {
  if (still.widthPx === raster.widthPx && still.heightPx === raster.heightPx) return still;
  const small = {
    widthPx: Math.max(8, Math.round(raster.widthPx / BACKDROP_SHRINK)),
    heightPx: Math.max(8, Math.round(raster.heightPx / BACKDROP_SHRINK)),
  };
  const backdrop = await readRgb(still)
    .resize({ width: small.widthPx, height: small.heightPx, fit: 'cover' })
    .blur(Math.max(1, Math.max(small.widthPx, small.heightPx) * BLUR_PART))
    .linear(BRIGHTNESS, 0)
    .raw()
    .toBuffer();
  const rgb = await readRgb({ rgb: backdrop, ...small })
    .resize(raster.widthPx, raster.heightPx, { fit: 'fill', kernel: 'cubic' })
    .composite([
      {
        input: toBuffer(still.rgb),
        raw: { width: still.widthPx, height: still.heightPx, channels: 3 },
        left: Math.floor((raster.widthPx - still.widthPx) / 2),
        top: Math.floor((raster.heightPx - still.heightPx) / 2),
      },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { rgb, ...raster };
}
