import type { ModelOrder } from '../../../src/contract/model-order.js';

/** An order of Seedance 2.0 with nothing left to chance; `more` is what a case is about. */
export function seedanceOrder(more: Partial<ModelOrder> = {}): ModelOrder {
  return {
    model: 'seedance-2-0',
    prompt: 'slow dolly in',
    frames: 'first',
    durationSec: 5,
    resolution: '720p',
    aspectRatio: 'adaptive',
    raster: { widthPx: 1_280, heightPx: 720 },
    audio: false,
    seed: 0,
    promptExtend: false,
    returnLastFrame: false,
    ...more,
  };
}

/** The same of Wan 2.7, whose clips always have sound. */
export function wanOrder(more: Partial<ModelOrder> = {}): ModelOrder {
  return seedanceOrder({ model: 'wan2.7-video/image-to-video', audio: true, ...more });
}

/** The same of Runway's own models, which have no sound. */
export function runwayOrder(more: Partial<ModelOrder> = {}): ModelOrder {
  return seedanceOrder({ model: 'runway/gen4.5', aspectRatio: '16:9', ...more });
}
