import { describe, expect, it } from 'vitest';
import { findModelFacts, MODEL_CATALOGUE } from './catalogue.js';
import type { ModelFacts } from './model-facts.js';
import { mostMicroUsdOf, priceOf } from './price-of.js';

function factsOf(name: string): ModelFacts {
  const facts = findModelFacts(name);
  if (facts === undefined) throw new Error(`no model ${name}`);
  return facts;
}

describe('the price of a second', () => {
  it.each([
    ['seedance-2-0', 'ark', '480p', 0.0703],
    ['seedance-2-0', 'ark', '720p', 0.1512],
    ['seedance-2-0', 'ark', '1080p', 0.3742],
    ['seedance-2-0', 'ark', '4k', 0.7776],
    ['seedance-2.0-fast', 'ark', '720p', 0.121],
    ['seedance-2.0-mini', 'ark', '720p', 0.0756],
    ['seedance-2.5/image-to-video', 'ark', '720p', 0.2311],
    ['seedance-2.5/text-to-video', 'ark', '1080p', 0.57],
    ['wan2.7-i2v', 'dashscope', '720p', 0.1],
    ['wan2.7-i2v', 'dashscope', '1080p', 0.15],
    ['runway/gen4.5', 'runway', '720p', 0.12],
    ['runway/gen4_turbo', 'runway', '720p', 0.05],
  ])('of %s at %s in %s is $%d, with sound and without', (model, provider, resolution, usdPerSec) => {
    for (const audio of [true, false]) {
      expect(priceOf(factsOf(model), { provider, resolution, audio })).toMatchObject({ usdPerSec });
    }
  });

  it("is another in a vendor's other region, and unknown where it is in yuan", () => {
    const question = { resolution: '720p', audio: true, region: 'cn' };
    expect(priceOf(factsOf('wan2.7-i2v'), { ...question, provider: 'dashscope' })?.usdPerSec).toBe(0.086012);
    expect(priceOf(factsOf('seedance-2-0'), { ...question, provider: 'ark' })).toBeUndefined();
  });

  it('is unknown of HiAPI, whatever the model', () => {
    for (const facts of MODEL_CATALOGUE) {
      for (const resolution of facts.resolutions) {
        expect(priceOf(facts, { provider: 'hiapi', resolution, audio: false })).toBeUndefined();
      }
    }
  });

  it('of one that differs by sound is that of the sound asked for', () => {
    const price = { provider: 'x', resolution: '720p', source: '2026-11, a test' };
    const prices = [
      { ...price, audio: true, usdPerSec: 2 },
      { ...price, audio: false, usdPerSec: 1 },
    ];
    const facts = { ...factsOf('seedance-2-0'), prices };
    expect(priceOf(facts, { provider: 'x', resolution: '720p', audio: false })?.usdPerSec).toBe(1);
    expect(priceOf(facts, { provider: 'x', resolution: '720p', audio: true })?.usdPerSec).toBe(2);
  });
});

describe('the most a clip can cost', () => {
  const ark = { provider: 'ark', resolution: '720p', audio: true };

  it('is what Ark bills for 5 s at 1280×720: 108,900 tokens at $7 a million', () => {
    const raster = { widthPx: 1280, heightPx: 720 };
    expect(mostMicroUsdOf(factsOf('seedance-2-0'), { ...ark, durationSec: 5, raster })).toBe(762_300);
  });

  it('is that of the dearest ratio while none is settled', () => {
    const facts = factsOf('seedance-2-0');
    const all = facts.aspectRatios.flatMap((ratio) => facts.rasterOf?.('720p', ratio) ?? []);
    const costs = all.map((raster) => mostMicroUsdOf(facts, { ...ark, durationSec: 5, raster }) ?? 0);
    expect(mostMicroUsdOf(facts, { ...ark, durationSec: 5 })).toBe(Math.max(...costs));
  });

  it.each([
    ['wan2.7-i2v', 'dashscope', '1080p', 7, 1_050_000],
    ['wan2.7-i2v', 'dashscope', '720p', 3, 300_000],
    ['runway/gen4.5', 'runway', '720p', 10, 1_200_000],
    ['seedance-2.5/image-to-video', 'ark', '1080p', 30, 17_100_000],
  ])(
    '%s at %s in %s for %d s is %d micro-dollars, with nothing of a float left over',
    (model, provider, resolution, durationSec, cost) => {
      expect(mostMicroUsdOf(factsOf(model), { provider, resolution, audio: true, durationSec })).toBe(cost);
    },
  );

  it('is unknown where the price is', () => {
    const clip = { provider: 'hiapi', resolution: '720p', audio: true, durationSec: 5 };
    expect(mostMicroUsdOf(factsOf('seedance-2-0'), clip)).toBeUndefined();
  });
});
