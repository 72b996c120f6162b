import { describe, expect, it } from 'vitest';
import { checkRequest, type RenderRequest } from './render-request.js';

const REQUEST: RenderRequest = {
  ...{ stillPath: 'a.jpg', outputPath: 'a.mp4', prompt: 'Push in', model: 'local/motion', aspect: 'adaptive' },
  ...{ durationSec: 5, resolution: '720p', audio: false, seed: 0, fit: 'crop' },
};

describe('a request', () => {
  it.each([
    ['--model', { model: 'seedance-2-0' }],
    ['--prompt', { prompt: '' }],
    ['--prompt', { prompt: ' \n' }],
    ['--prompt', { prompt: 'x'.repeat(6001) }],
    ['--duration', { durationSec: Number.NaN }],
    ['--aspect', { aspect: '5:4' }],
    ['--resolution', { resolution: '8k' as never }],
    ['--seed', { seed: 1.5 }],
    ['--fit', { fit: 'stretch' as never }],
    ['--crf', { crf: 0 }],
    ['--crf', { crf: 52 }],
    ['--crf', { crf: Number.NaN }],
    ['--encoder-preset', { encoderPreset: 'warp' }],
    ['--last', { lastPath: '' }],
    ['--loop', { loop: 'forever' as never }],
  ] as const)('is refused by its %s: %o', (field, wrong) => {
    expect(() => checkRequest({ ...REQUEST, ...wrong })).toThrow(
      expect.objectContaining({ code: 'bad_usage', field, todo: expect.stringMatching(/\.$/) as unknown }),
    );
  });

  it.each([
    {},
    { seed: -3 },
    { crf: 1 },
    { crf: 18.5 },
    { crf: 51 },
    { encoderPreset: 'slow' },
    { fit: 'pad' as const },
    { lastPath: 'b.jpg' },
    { loop: 'seam' as const },
  ])('is taken: %o', (right) => {
    expect(() => checkRequest({ ...REQUEST, ...right })).not.toThrow();
  });
});
