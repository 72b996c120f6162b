import type { Rect, SizePx } from '../../contract/framing.js';

/** A place in a still as parts of its width and height: (0, 0) is the top left corner, (1, 1) the bottom right. */
export interface FocusPoint {
  readonly x: number;
  readonly y: number;
}

/** The largest part of a still that has a ratio, to the nearest whole pixel: one of its sides is the still's own. */
export function largestCrop(still: SizePx, ratio: SizePx): SizePx {
  const widthPx = Math.round((still.heightPx * ratio.widthPx) / ratio.heightPx);
  if (widthPx <= still.widthPx) return { widthPx: Math.max(1, widthPx), heightPx: still.heightPx };
  const heightPx = Math.round((still.widthPx * ratio.heightPx) / ratio.widthPx);
  return { widthPx: still.widthPx, heightPx: Math.min(still.heightPx, Math.max(1, heightPx)) };
}

/** {@link largestCrop} with its middle on a point, or as near to it as the still's edges let it. */
export function placeCrop(still: SizePx, ratio: SizePx, focus: FocusPoint): Rect {
  const crop = largestCrop(still, ratio);
  const place = (part: number, cropPx: number, stillPx: number): number =>
    Math.min(stillPx - cropPx, Math.max(0, Math.round(part * stillPx - cropPx / 2)));
  return {
    leftPx: place(focus.x, crop.widthPx, still.widthPx),
    topPx: place(focus.y, crop.heightPx, still.heightPx),
    ...crop,
  };
}

/** Whether a rectangle is of whole pixels, not empty, and leaves no side of a picture. */
export function isInside(rect: Rect, still: SizePx): boolean {
  return (
    [rect.leftPx, rect.topPx, rect.widthPx, rect.heightPx].every((px) => Number.isInteger(px) && px >= 0) &&
    rect.widthPx >= 1 &&
    rect.heightPx >= 1 &&
    rect.leftPx + rect.widthPx <= still.widthPx &&
    rect.topPx + rect.heightPx <= still.heightPx
  );
}
