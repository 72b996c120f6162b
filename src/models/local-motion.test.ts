import { describe, expect, it } from 'vitest';
import { checkLocalMotion, planLocalMotion } from './local-motion.js';
import { ASPECT_RATIOS, type Raster, rasterOf, TIERS } from './rasters.js';

const settings = { aspect: 'adaptive', durationSec: 5, resolution: '720p' };

describe('the raster of local/motion', () => {
  it.each([
    ['16:9', 1280, 720],
    ['4:3', 1112, 834],
    ['1:1', 960, 960],
    ['3:4', 834, 1112],
    ['9:16', 720, 1280],
    ['21:9', 1470, 630],
  ])('is that of Seedance for %s at 720p', (aspect, widthPx, heightPx) => {
    const { raster } = planLocalMotion({ ...settings, aspect }, { widthPx: 999, heightPx: 700 });
    expect(raster).toEqual({ widthPx, heightPx });
  });

  it('has even sides, always', () => {
    const rasters: Raster[] = TIERS.flatMap((tier) => ASPECT_RATIOS.map((ratio) => rasterOf(tier, ratio)));
    for (let ratio = 0.25; ratio <= 4; ratio += 0.013) {
      for (const resolution of TIERS) {
        const still = { widthPx: 1e4 * ratio, heightPx: 1e4 };
        rasters.push(planLocalMotion({ ...settings, resolution }, still).raster);
      }
    }
    const sides = rasters.flatMap(({ widthPx, heightPx }) => [widthPx, heightPx]);
    expect(sides.filter((side) => side % 2 !== 0 || side < 64)).toEqual([]);
  });

  it.each([
    ['a photograph of 16:9', 5312, 2988, 1280, 720],
    ['a photograph of 4:3', 3264, 2448, 1112, 834],
    ['one that is nearly 16:9', 1928, 1080, 1280, 720],
    ['a photograph of 2:3, which has no name here', 2056, 3088, 784, 1178],
  ])('follows %s', (_what, width, height, widthPx, heightPx) => {
    const { raster } = planLocalMotion(settings, { widthPx: width, heightPx: height });
    expect(raster).toEqual({ widthPx, heightPx });
  });

  it.each(TIERS)('is the named one for a still of a named ratio, at %s', (resolution) => {
    for (const [name, width, height] of [
      ['16:9', 1920, 1080],
      ['21:9', 2520, 1080],
      ['9:16', 1080, 1920],
      ['4:3', 4000, 3000],
      ['3:4', 3000, 4000],
      ['1:1', 3000, 3000],
    ] as const) {
      const { raster } = planLocalMotion({ ...settings, resolution }, { widthPx: width, heightPx: height });
      expect(raster, name).toEqual(rasterOf(resolution, name));
    }
  });

  it('has about as many pixels as the tier, whatever the ratio', () => {
    for (const ratio of [0.25, 0.4, 0.7, 1.2, 2, 3.9]) {
      const { raster } = planLocalMotion(settings, { widthPx: 4000 * ratio, heightPx: 4000 });
      expect((raster.widthPx * raster.heightPx) / (1280 * 720)).toBeCloseTo(1, 1);
    }
  });
});

describe('what local/motion refuses', () => {
  it.each([
    [{ durationSec: 0 }, '--duration'],
    [{ durationSec: Number.NaN }, '--duration'],
    [{ durationSec: 15.1 }, '--duration'],
    [{ aspect: '5:4' }, '--aspect'],
    [{ aspect: '' }, '--aspect'],
    [{ resolution: '4k' }, '--resolution'],
  ])('%o, naming the field', (wrong, field) => {
    expect(() => checkLocalMotion({ ...settings, ...wrong })).toThrow(
      expect.objectContaining({ code: 'bad_usage', field }),
    );
  });

  it('following a still of 5:1', () => {
    expect(() => planLocalMotion(settings, { widthPx: 5000, heightPx: 1000 })).toThrow(
      expect.objectContaining({ code: 'bad_usage', field: '--aspect' }),
    );
  });

  it.each([
    [5, 120],
    [1, 24],
    [2.5, 60],
    [15, 360],
  ])('nothing of %d s, which are %d frames', (durationSec, frameCount) => {
    expect(planLocalMotion({ ...settings, durationSec }, { widthPx: 160, heightPx: 90 }).frameCount).toBe(frameCount);
  });
});
