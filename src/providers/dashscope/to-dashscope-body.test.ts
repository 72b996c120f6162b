import { describe, expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { MODEL_CATALOGUE } from '../../models/catalogue.js';
import { toDashscopeBody, UPLOAD_MODEL } from './to-dashscope-body.js';

const ORDER: ModelOrder = {
  model: 'wan2.7-video/image-to-video',
  prompt: 'The boat drifts, slow push in',
  frames: 'first',
  durationSec: 5,
  resolution: '720p',
  aspectRatio: 'adaptive',
  audio: true,
  promptExtend: false,
  returnLastFrame: false,
};

describe('toDashscopeBody', () => {
  it('can send whatever the catalogue says that DashScope runs, in each of its resolutions', () => {
    const run = MODEL_CATALOGUE.filter((facts) => facts.vendorIds['dashscope'] !== undefined);
    expect(run.map(({ vendorIds }) => vendorIds['dashscope'])).toEqual([UPLOAD_MODEL]);
    for (const { id: model, resolutions } of run) {
      for (const resolution of resolutions) {
        const { parameters } = toDashscopeBody({ ...ORDER, model, resolution }, { first: 'oss://a' });
        expect(parameters.resolution.toLowerCase()).toBe(resolution);
      }
    }
  });

  it('says everything that the vendor would choose otherwise, and nothing else', () => {
    expect(toDashscopeBody(ORDER, { first: 'https://a.example/1.jpg' })).toEqual({
      model: 'wan2.7-i2v',
      input: { prompt: ORDER.prompt, media: [{ type: 'first_frame', url: 'https://a.example/1.jpg' }] },
      parameters: { resolution: '720P', duration: 5, prompt_extend: false, watermark: false },
    });
  });

  it('sends both stills of a pair in their order, a negative prompt, and the seed 0', () => {
    const order: ModelOrder = { ...ORDER, frames: 'first_last', negativePrompt: 'text', seed: 0, resolution: '1080p' };
    const body = toDashscopeBody(order, { first: 'oss://a', last: 'data:image/png;base64,AA==' });
    expect(body.input.media).toEqual([
      { type: 'first_frame', url: 'oss://a' },
      { type: 'last_frame', url: 'data:image/png;base64,AA==' },
    ]);
    expect(body.input.negative_prompt).toBe('text');
    expect(body.parameters).toMatchObject({ resolution: '1080P', seed: 0 });
  });

  it('leaves out the last still of an order that asks for none', () => {
    expect(toDashscopeBody(ORDER, { first: 'oss://a', last: 'oss://b' }).input.media).toHaveLength(1);
  });

  it('refuses what the model cannot do, by its field', () => {
    const fields = [
      () => toDashscopeBody({ ...ORDER, model: 'seedance-2-0' }, { first: 'oss://a' }),
      () => toDashscopeBody({ ...ORDER, resolution: '480p' }, { first: 'oss://a' }),
      () => toDashscopeBody({ ...ORDER, frames: 'none' }, undefined),
      () => toDashscopeBody({ ...ORDER, frames: 'first_last' }, { first: 'oss://a' }),
    ].map((translate) => {
      try {
        translate();
        return 'nothing';
      } catch (error) {
        return (error as { field?: string }).field;
      }
    });
    expect(fields).toEqual(['model', 'resolution', 'media', 'media']);
  });
});
