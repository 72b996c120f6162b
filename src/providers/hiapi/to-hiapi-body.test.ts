import { describe, expect, it } from 'vitest';
import { ORDER } from './testing/hiapi-desk.js';
import { toHiapiBody } from './to-hiapi-body.js';

const A = 'https://stills.example/a.png';
const B = 'https://stills.example/b.png';

describe('the body for HiAPI', () => {
  it('has each frame in a field of its own for Seedance, and nothing that was not asked', () => {
    const order = { ...ORDER, frames: 'first_last', audio: true, returnLastFrame: true } as const;
    const { seed: _seed, ...seedless } = order;
    expect(toHiapiBody(seedless, { first: A, last: B }, { route: '' })).toEqual({
      model: 'seedance-2-0',
      input: {
        prompt: 'slow push in',
        first_frame_url: A,
        last_frame_url: B,
        aspect_ratio: 'adaptive',
        duration: 5,
        resolution: '720p',
        generate_audio: true,
        return_last_frame: true,
      },
    });
  });

  it('leaves the ratio to frames that lie on the raster, and says it for others', () => {
    const order = { ...ORDER, aspectRatio: '16:9' };
    const onRaster = { ...order, raster: { widthPx: 1280, heightPx: 720 } };
    expect(toHiapiBody(onRaster, { first: A })?.input['aspect_ratio']).toBe('adaptive');
    expect(toHiapiBody(onRaster, {})?.input['aspect_ratio']).toBe('16:9');
    expect(toHiapiBody(order, { first: A })?.input['aspect_ratio']).toBe('16:9');
  });

  it('has the frames in media for Wan, and says whether the prompt may be rewritten', () => {
    const order = { ...ORDER, model: 'wan2.7-video/image-to-video', negativePrompt: 'blur', seed: 0 };
    expect(toHiapiBody(order, { first: A, last: B }, { route: 'pro' })).toEqual({
      model: 'wan2.7-video/image-to-video',
      route: 'pro',
      input: {
        prompt: 'slow push in',
        negative_prompt: 'blur',
        media: [
          { type: 'first_frame', url: A },
          { type: 'last_frame', url: B },
        ],
        resolution: '720p',
        duration: 5,
        prompt_extend: false,
        seed: 0,
      },
    });
  });

  it('is the same bytes for the same order', () => {
    const text = (): string => JSON.stringify(toHiapiBody({ ...ORDER }, { first: A }, { callbackUrl: B }));
    expect(text()).toBe(text());
    expect(text()).not.toContain('null');
  });

  it('does not exist for a model whose fields are not known', () => {
    expect(toHiapiBody({ ...ORDER, model: 'veo-3.1/image-to-video' }, { first: A })).toBeUndefined();
  });
});
