import type { SizePx } from '../contract/framing.js';
import type { ModelOrder } from '../contract/model-order.js';
import type { ModelFacts } from './model-facts.js';

/**
 * Settles the raster of an order that follows its still, now that the still's size is known: the model's own one whose ratio is
 * nearest. Every other order is answered as it is: its raster is settled, or the model takes a still of any shape (Wan), or there is
 * none. A model that must be told a ratio is told the one that was found.
 */
export function settleRaster(facts: ModelFacts, order: ModelOrder, still: SizePx): ModelOrder {
  const { rasterOf, frameRatio } = facts;
  if (order.raster !== undefined || order.frames === 'none' || rasterOf === undefined) return order;
  const wanted = Math.log(still.widthPx / still.heightPx);
  const found = facts.aspectRatios
    .flatMap((ratio) => {
      const raster = rasterOf(order.resolution, ratio);
      if (raster === undefined) return [];
      return [{ ratio, raster, off: Math.abs(Math.log(raster.widthPx / raster.heightPx) - wanted) }];
    })
    .sort((a, b) => a.off - b.off)[0];
  if (found === undefined) return order;
  return { ...order, raster: found.raster, ...(frameRatio === 'named' ? { aspectRatio: found.ratio } : {}) };
}
