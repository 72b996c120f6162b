import { describe, expect, it } from 'vitest';
import { findModelFacts } from '../catalogue.js';
import { orderOf, readBy, reasonsOf } from '../testing/read-by.js';

const MODEL = 'wan2.7-video/image-to-video';
const FIRST = { type: 'first_frame', url: 'https://cdn.example/day.jpg' };
const LAST = { type: 'last_frame', url: 'data:image/png;base64,iVBORw0KGgo=' };
const FLAT = { first_frame_url: FIRST.url, last_frame_url: LAST.url };
const SAID = { prompt: 'day turns into night', media: [FIRST], resolution: '720p', prompt_extend: false };

describe('an input of Wan that can be honoured', () => {
  it.each([
    ['as its example is', { ...SAID, duration: 5 }, { frames: 'first', durationSec: 5, resolution: '720p' }],
    ['with the letters of the vendor', { ...SAID, resolution: '1080P' }, { resolution: '1080p' }],
    ['with a last frame', { ...SAID, media: [FIRST, LAST] }, { frames: 'first_last' }],
    ['with the last frame before the first', { ...SAID, media: [LAST, FIRST] }, { frames: 'first_last' }],
    ['with the fields of Seedance', { prompt: 'night falls', ...FLAT }, { frames: 'first_last', resolution: '720p' }],
    ['with 2 s', { ...SAID, duration: 2 }, { durationSec: 2 }],
    ['with 15 s', { ...SAID, duration: 15 }, { durationSec: 15 }],
    ['with seed 0', { ...SAID, seed: 0 }, { seed: 0 }],
    ['with what is not to be seen', { ...SAID, negative_prompt: 'text' }, { negativePrompt: 'text' }],
    ['with a prompt to be rewritten', { ...SAID, prompt_extend: true }, { promptExtend: true }],
    ['with sound wanted', { ...SAID, generate_audio: true }, { audio: true }],
    ['with no watermark', { ...SAID, watermark: false, return_last_frame: false }, { returnLastFrame: false }],
  ])('%s', (_what, input, expected) => {
    expect(orderOf(MODEL, input)).toMatchObject({ model: MODEL, audio: true, aspectRatio: 'adaptive', ...expected });
  });

  it('has neither a raster nor an empty negative prompt', () => {
    const order = orderOf(MODEL, { ...SAID, negative_prompt: '' });
    expect(order).not.toHaveProperty('raster');
    expect(order).not.toHaveProperty('negativePrompt');
    expect(order).not.toHaveProperty('seed');
  });

  it('is the same by its other name', () => {
    expect(findModelFacts('wan2.7-i2v')).toBe(findModelFacts(MODEL));
  });

  it('says where its stills are, first before last', () => {
    expect(readBy(MODEL, { ...SAID, media: [LAST, FIRST] })).toMatchObject({
      stills: [
        { role: 'first', field: 'media[1].url', url: FIRST.url },
        { role: 'last', field: 'media[0].url', url: LAST.url },
      ],
    });
  });

  it.each([
    ['nothing, when all was said', {}, [], []],
    ['a ratio that it cannot take', { aspect_ratio: '9:16' }, [], ['ratio_follows_still']],
    ['sound that it cannot leave out', { generate_audio: false }, [], ['always_sound']],
    ['both', { aspect_ratio: '1:1', generate_audio: false }, [], ['ratio_follows_still', 'always_sound']],
    ['the ratio it has anyway', { aspect_ratio: 'adaptive' }, [], []],
    ['a rewriting that nobody asked for', { prompt_extend: undefined }, ['default_prompt_extend'], []],
    ['a resolution that nobody asked for', { resolution: undefined }, ['default_resolution'], []],
  ])('tells of %s', (_what, more, findings, adjustments) => {
    const read = readBy(MODEL, { ...SAID, ...more });
    expect(read.kind === 'read' && read.findings.map(({ code }) => code)).toEqual(findings);
    expect(read.kind === 'read' && read.adjustments.map(({ code }) => code)).toEqual(adjustments);
  });
});

describe('an input of Wan that cannot be honoured names', () => {
  it.each([
    ['everything missing', {}, ['prompt', 'media']],
    ['no still', { prompt: 'night falls' }, ['media']],
    ['an empty list', { ...SAID, media: [] }, ['media']],
    ['a bare URL', { ...SAID, media: FIRST.url }, ['media']],
    ['one that is not in a list', { ...SAID, media: FIRST }, ['media']],
    ['URLs in a list', { ...SAID, media: [FIRST.url] }, ['media[0]', 'media']],
    ['a last frame alone', { ...SAID, media: [LAST] }, ['media[0].url']],
    ['a last frame alone, flat', { prompt: 'night falls', last_frame_url: LAST.url }, ['last_frame_url']],
    ['two first frames', { ...SAID, media: [FIRST, FIRST] }, ['media[1].url']],
    ['two last frames', { ...SAID, media: [FIRST, LAST, LAST] }, ['media[2].url']],
    [
      'a voice',
      { ...SAID, media: [FIRST, { type: 'driving_audio', url: 'https://a.example/v.mp3' }] },
      ['media[1].type'],
    ],
    [
      'a clip',
      { ...SAID, media: [{ type: 'first_clip', url: 'https://a.example/c.mp4' }] },
      ['media[0].type', 'media'],
    ],
    ['a type nobody has', { ...SAID, media: [FIRST, { type: 'middle', url: FIRST.url }] }, ['media[1].type']],
    ['a field beside them', { ...SAID, media: [{ ...FIRST, weight: 1 }] }, ['media[0]']],
    ['a path', { ...SAID, media: [{ type: 'first_frame', url: './day.jpg' }] }, ['media[0].url']],
    ["a vendor's own store", { ...SAID, media: [{ type: 'first_frame', url: 'oss://x/day.jpg' }] }, ['media[0].url']],
    ['no URL', { ...SAID, media: [{ type: 'first_frame' }] }, ['media[0].url']],
    ['stills twice', { ...SAID, first_frame_url: FIRST.url }, ['first_frame_url']],
    ['eleven of them', { ...SAID, media: Array.from({ length: 11 }, () => FIRST) }, ['media']],
    ['480p', { ...SAID, resolution: '480p' }, ['resolution']],
    ['1 s', { ...SAID, duration: 1 }, ['duration']],
    ['16 s', { ...SAID, duration: 16 }, ['duration']],
    ['a prompt too long', { ...SAID, prompt: 'x'.repeat(5001) }, ['prompt']],
    ['a negative prompt too long', { ...SAID, negative_prompt: 'x'.repeat(501) }, ['negative_prompt']],
    ['a ratio that is none', { ...SAID, aspect_ratio: 'wide' }, ['aspect_ratio']],
    ['a rewriting as text', { ...SAID, prompt_extend: 'no' }, ['prompt_extend']],
    ['a watermark', { ...SAID, watermark: true }, ['watermark']],
    ['the last frame wanted back', { ...SAID, return_last_frame: true }, ['return_last_frame']],
    ['the old field', { prompt: 'night falls', img_url: FIRST.url }, ['img_url', 'media']],
    [
      'all that is wrong, at once',
      { media: [{ type: 'first', url: 'day.jpg' }], duration: 60, resolution: '4k', seed: -1, size: '1280*720' },
      ['prompt', 'resolution', 'duration', 'seed', 'size', 'media[0].type', 'media[0].url', 'media'],
    ],
  ] as [string, Record<string, unknown>, string[]][])('%s', (_what, input, fields) => {
    expect(reasonsOf(MODEL, input).map(({ field }) => field)).toEqual(fields);
  });
});
