import type { Rect, SizePx } from '../../contract/framing.js';
import type { JobContext } from '../job.js';
import { findFocus } from './attention.js';
import { placeCrop } from './crop-rect.js';
import { openStill, turnPixels } from './open-still.js';
import { turnSize } from './orientation.js';

/** The ratio a still is to be cropped to: the raster, or any size of its ratio. */
export interface FindAttentionInput {
  readonly ratio: SizePx;
}

/** Longer side of the copy that is looked at; detail that is left at this size is what the eye takes for sharp. */
const COPY_PX = 256;

/**
 * The job that finds which part of the file `still` a crop to a ratio should keep. Answers in display pixels: as large as the
 * still allows and inside it, placed to about a 250th of its size.
 * @throws MediaError as `decodeStill` does.
 */
export async function findAttention({ ratio }: FindAttentionInput, context: JobContext): Promise<Rect> {
  context.step('find attention');
  const still = await openStill(context.file('still'));
  const scale = Math.min(1, COPY_PX / Math.max(still.stored.widthPx, still.stored.heightPx));
  const widthPx = Math.max(1, Math.round(still.stored.widthPx * scale));
  const heightPx = Math.max(1, Math.round(still.stored.heightPx * scale));
  // Not cropped first, so that a JPEG is shrunk while it is read: a third of the time, and no pixel of it is shown.
  const small = turnPixels(still.read('without').resize(widthPx, heightPx, { fit: 'fill' }), still.orientation);
  const rgb = await small.flatten({ background: '#808080' }).toColourspace('srgb').removeAlpha().raw().toBuffer();
  const copy = { rgb, ...turnSize({ widthPx, heightPx }, still.orientation) };
  return placeCrop(still.display, ratio, findFocus(copy, ratio));
}
