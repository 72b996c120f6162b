import type { SizePx } from '../contract/framing.js';
import type { FocusPoint } from '../media/image/crop-rect.js';
import type { StillPlan } from './plan-still.js';

/**
 * From shares of the still to shares of the frame, in which the camera moves. A point that was cropped off becomes the nearest that
 * is in the frame. `display` is the still's size as shown.
 */
export function toFrame(
  point: FocusPoint,
  display: SizePx,
  { framing, raster }: Pick<StillPlan, 'framing' | 'raster'>,
): FocusPoint {
  if (framing.kind === 'crop') {
    const { leftPx, topPx, widthPx, heightPx } = framing.rect;
    return {
      x: within((point.x * display.widthPx - leftPx) / widthPx),
      y: within((point.y * display.heightPx - topPx) / heightPx),
    };
  }
  const scale = Math.min(raster.widthPx / display.widthPx, raster.heightPx / display.heightPx);
  const share = (at: number, shownPx: number, framePx: number): number =>
    0.5 + ((at - 0.5) * shownPx * scale) / framePx;
  return {
    x: share(point.x, display.widthPx, raster.widthPx),
    y: share(point.y, display.heightPx, raster.heightPx),
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
