import type { ImageToVideoCreateParams } from '@runwayml/sdk/resources/image-to-video.js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { MODEL_CATALOGUE } from '../../models/catalogue.js';
import { type RunwayBody, type RunwayGen45Body, type RunwayGen4TurboBody, toRunwayBody } from './to-runway-body.js';

const ORDER: ModelOrder = {
  model: 'runway/gen4.5',
  prompt: 'The boat drifts, slow push in',
  frames: 'first',
  durationSec: 5,
  resolution: '720p',
  aspectRatio: '16:9',
  audio: false,
  promptExtend: false,
  returnLastFrame: false,
};
const FRAMES = { first: 'runway://still' };

describe('toRunwayBody', () => {
  it('agrees with the types of the vendor’s own client, model by model', () => {
    expectTypeOf<RunwayGen45Body>().toExtend<ImageToVideoCreateParams.Gen4_5>();
    expectTypeOf<RunwayGen4TurboBody>().toExtend<ImageToVideoCreateParams.Gen4Turbo>();
    expectTypeOf<RunwayBody>().toExtend<ImageToVideoCreateParams>();
    // Every field of ours is one of the vendor's: an object type alone would let more through.
    expectTypeOf<keyof RunwayGen45Body>().toExtend<keyof ImageToVideoCreateParams.Gen4_5>();
    expectTypeOf<keyof RunwayGen4TurboBody>().toExtend<keyof ImageToVideoCreateParams.Gen4Turbo>();
    expectTypeOf<RunwayGen45Body['ratio']>().toEqualTypeOf<ImageToVideoCreateParams.Gen4_5['ratio']>();
    expectTypeOf(toRunwayBody).returns.toExtend<ImageToVideoCreateParams>();
  });

  it('can send whatever the catalogue says that Runway runs, in each of its rasters', () => {
    const run = MODEL_CATALOGUE.filter((facts) => facts.vendorIds['runway'] !== undefined);
    expect(run.length).toBeGreaterThan(0);
    for (const { id: model, rasterOf, aspectRatios } of run) {
      for (const aspectRatio of aspectRatios.filter((one) => one !== 'adaptive')) {
        const raster = rasterOf?.('720p', aspectRatio);
        expect(raster).toBeDefined();
        const body = toRunwayBody({ ...ORDER, model, aspectRatio, raster: raster! }, FRAMES);
        expect(toRunwayBody({ ...ORDER, model, aspectRatio }, FRAMES)).toEqual(body);
      }
    }
  });

  it('says what the clip is to be, and nothing else', () => {
    expect(toRunwayBody(ORDER, FRAMES)).toEqual({
      ...{ model: 'gen4.5', promptImage: 'runway://still', promptText: ORDER.prompt },
      ...{ ratio: '1280:720', duration: 5 },
    });
  });

  it('keeps the seed 0, and leaves out words that there are none of', () => {
    const turbo: ModelOrder = { ...ORDER, model: 'runway/gen4_turbo', prompt: '', seed: 0 };
    const body = toRunwayBody(turbo, FRAMES);
    expect(body).toMatchObject({ model: 'gen4_turbo', seed: 0 });
    expect(body).not.toHaveProperty('promptText');
  });

  it('has the size that the still was framed to', () => {
    const raster = { widthPx: 832, heightPx: 1104 };
    expect(toRunwayBody({ ...ORDER, aspectRatio: 'adaptive', raster }, FRAMES).ratio).toBe('832:1104');
    expect(toRunwayBody({ ...ORDER, aspectRatio: '21:9' }, FRAMES).ratio).toBe('1584:672');
  });

  it('takes a prompt of 1000 characters and none of 1001', () => {
    expect(toRunwayBody({ ...ORDER, prompt: 'x'.repeat(1000) }, FRAMES).promptText).toHaveLength(1000);
    expect(() => toRunwayBody({ ...ORDER, prompt: 'x'.repeat(1001) }, FRAMES)).toThrow('1001');
  });

  it('refuses what the model cannot do, by its field', () => {
    const refused: readonly (readonly [Partial<ModelOrder>, string])[] = [
      [{ model: 'runway/gen3a_turbo' }, 'model'],
      [{ prompt: '' }, 'prompt'],
      [{ frames: 'none' }, 'first_frame_url'],
      [{ frames: 'first_last' }, 'last_frame_url'],
      [{ aspectRatio: 'adaptive' }, 'aspect_ratio'],
      [{ raster: { widthPx: 1280, heightPx: 718 } }, 'aspect_ratio'],
    ];
    for (const [change, field] of refused) {
      let error: unknown;
      try {
        toRunwayBody({ ...ORDER, ...change }, FRAMES);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: 'bad_input', field });
    }
  });
});
