import { describe, expect, it } from 'vitest';
import { findModelFacts } from './catalogue.js';
import { settleRaster } from './settle-raster.js';
import { orderOf } from './testing/read-by.js';

const INPUT = { prompt: 'slow push-in', first_frame_url: 'https://cdn.example/boat.jpg', aspect_ratio: 'adaptive' };

function settle(model: string, more: object, widthPx: number, heightPx: number) {
  const facts = findModelFacts(model);
  if (facts === undefined) throw new Error(`no model ${model}`);
  return settleRaster(facts, orderOf(model, { ...INPUT, ...more }), { widthPx, heightPx });
}

describe('an order that follows its still', () => {
  it.each([
    ['seedance-2-0', 1920, 1080, { widthPx: 1280, heightPx: 720 }, 'adaptive'],
    ['seedance-2-0', 3000, 2000, { widthPx: 1112, heightPx: 834 }, 'adaptive'],
    ['seedance-2-0', 1000, 1000, { widthPx: 960, heightPx: 960 }, 'adaptive'],
    ['seedance-2-0', 500, 5000, { widthPx: 720, heightPx: 1280 }, 'adaptive'],
    ['seedance-2.5/image-to-video', 2520, 1080, { widthPx: 1470, heightPx: 630 }, 'adaptive'],
    ['runway/gen4.5', 1080, 1920, { widthPx: 720, heightPx: 1280 }, '9:16'],
    ['runway/gen4_turbo', 4000, 3000, { widthPx: 1104, heightPx: 832 }, '4:3'],
  ])('%s of %d×%d gets the nearest raster', (model, widthPx, heightPx, raster, aspectRatio) => {
    expect(settle(model, {}, widthPx, heightPx)).toMatchObject({ raster, aspectRatio });
  });

  it('keeps a raster that was asked for', () => {
    const raster = { widthPx: 720, heightPx: 1280 };
    expect(settle('seedance-2-0', { aspect_ratio: '9:16' }, 4000, 3000)).toMatchObject({ raster });
  });

  it('has none where the model takes a still of any shape, or there is none', () => {
    expect(settle('wan2.7-i2v', {}, 4000, 3000)).not.toHaveProperty('raster');
    expect(settle('seedance-2-0', { first_frame_url: undefined }, 4000, 3000)).not.toHaveProperty('raster');
  });

  it('settles the same a second time', () => {
    const facts = findModelFacts('runway/gen4.5');
    const once = settle('runway/gen4.5', {}, 1080, 1920);
    expect(facts && settleRaster(facts, once, { widthPx: 10, heightPx: 10 })).toEqual(once);
  });
});
