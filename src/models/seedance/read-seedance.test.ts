import { describe, expect, it } from 'vitest';
import { findModelFacts } from '../catalogue.js';
import { orderOf, reasonsOf, readBy } from '../testing/read-by.js';

const STILL = 'https://cdn.example/boat.jpg';
const LAST = 'asset://01JD0000000000000000000000';
const SILENT = { prompt: 'slow push-in', first_frame_url: STILL, aspect_ratio: 'adaptive', generate_audio: false };

describe('an input of Seedance 2.0 that can be honoured', () => {
  it.each([
    [
      'a still, adaptive and silent',
      SILENT,
      { frames: 'first', aspectRatio: 'adaptive', audio: false, durationSec: 5 },
    ],
    [
      'HiAPI defaults',
      { prompt: 'slow push-in', first_frame_url: STILL },
      { aspectRatio: 'adaptive', raster: { widthPx: 1280, heightPx: 720 }, audio: true, resolution: '720p' },
    ],
    [
      'a portrait at 1080p',
      { ...SILENT, aspect_ratio: '9:16', resolution: '1080p' },
      { aspectRatio: 'adaptive', raster: { widthPx: 1080, heightPx: 1920 } },
    ],
    [
      '480p of 21:9',
      { ...SILENT, aspect_ratio: '21:9', resolution: '480p' },
      { raster: { widthPx: 992, heightPx: 432 } },
    ],
    ['4k of 1:1', { ...SILENT, aspect_ratio: '1:1', resolution: '4k' }, { raster: { widthPx: 3840, heightPx: 3840 } }],
    ['4K in the other case', { ...SILENT, resolution: '4K' }, { resolution: '4k' }],
    ['a first and a last', { ...SILENT, last_frame_url: LAST }, { frames: 'first_last' }],
    ['text alone', { prompt: 'a boat drifts' }, { frames: 'none', aspectRatio: '16:9', audio: true }],
    ['text alone, upright', { prompt: 'a boat drifts', aspect_ratio: '9:16' }, { frames: 'none', aspectRatio: '9:16' }],
    ['text alone, adaptive', { prompt: 'a boat drifts', aspect_ratio: 'adaptive' }, { aspectRatio: 'adaptive' }],
    ['seed 0', { ...SILENT, seed: 0 }, { seed: 0 }],
    ['the largest seed', { ...SILENT, seed: 2_147_483_647 }, { seed: 2_147_483_647 }],
    ['the shortest', { ...SILENT, duration: 4 }, { durationSec: 4 }],
    ['the longest', { ...SILENT, duration: 15 }, { durationSec: 15 }],
    ['the last frame wanted back', { ...SILENT, return_last_frame: true }, { returnLastFrame: true }],
    ['a data URI', { ...SILENT, first_frame_url: 'data:image/png;base64,iVBORw0KGgo=' }, { frames: 'first' }],
    ['no references, as a list', { ...SILENT, reference_image_urls: [] }, { frames: 'first' }],
    ['no web search', { ...SILENT, web_search: false, watermark: false, negative_prompt: '' }, { promptExtend: false }],
    ['the longest prompt', { ...SILENT, prompt: 'x'.repeat(20_000) }, { prompt: 'x'.repeat(20_000) }],
    ['undefined for absent', { ...SILENT, last_frame_url: undefined, seed: undefined }, { frames: 'first' }],
  ])('%s', (_what, input, expected) => {
    expect(orderOf('seedance-2-0', input)).toMatchObject({ model: 'seedance-2-0', ...expected });
  });

  it('has no seed, and no raster, where none was asked for', () => {
    const order = orderOf('seedance-2-0', SILENT);
    expect(order).not.toHaveProperty('seed');
    expect(order).not.toHaveProperty('raster');
    expect(order).not.toHaveProperty('negativePrompt');
  });

  it('has no raster without frames, for there is nothing to bring to it', () => {
    expect(orderOf('seedance-2-0', { prompt: 'a boat drifts' })).not.toHaveProperty('raster');
  });

  it('is the same by its other name', () => {
    expect(findModelFacts('seedance-2.0')).toBe(findModelFacts('seedance-2-0'));
  });

  it('says where its stills are', () => {
    expect(readBy('seedance-2-0', { ...SILENT, last_frame_url: LAST })).toMatchObject({
      stills: [
        { role: 'first', field: 'first_frame_url', url: STILL },
        { role: 'last', field: 'last_frame_url', url: LAST },
      ],
    });
  });
});

describe('HiAPI defaults', () => {
  it.each([
    ['both absent, with a still', { first_frame_url: STILL }, ['default_aspect_ratio', 'default_generate_audio']],
    ['the ratio absent', { first_frame_url: STILL, generate_audio: true }, ['default_aspect_ratio']],
    ['the sound absent', { first_frame_url: STILL, aspect_ratio: '16:9' }, ['default_generate_audio']],
    ['both said', { first_frame_url: STILL, aspect_ratio: '16:9', generate_audio: true }, []],
    ['both absent, without a still that could be cropped', {}, ['default_generate_audio']],
  ])('are warned of where they crop or bill: %s', (_what, input, codes) => {
    const read = readBy('seedance-2-0', { prompt: 'slow push-in', ...input });
    expect(read.kind === 'read' && read.findings.map(({ code }) => code)).toEqual(codes);
    expect(read.kind === 'read' && read.findings.every(({ severity }) => severity === 'warn')).toBe(true);
  });
});

describe('an input of Seedance 2.0 that cannot be honoured names', () => {
  it.each([
    ['everything missing', {}, ['prompt']],
    ['a blank prompt', { ...SILENT, prompt: '   ' }, ['prompt']],
    ['a prompt of two letters', { ...SILENT, prompt: 'go' }, ['prompt']],
    ['a prompt too long', { ...SILENT, prompt: 'x'.repeat(20_001) }, ['prompt']],
    ['a list for a prompt', { ...SILENT, prompt: ['slow push-in'] }, ['prompt']],
    ['3 s', { ...SILENT, duration: 3 }, ['duration']],
    ['16 s', { ...SILENT, duration: 16 }, ['duration']],
    ['0 s', { ...SILENT, duration: 0 }, ['duration']],
    ['-1, as Ark has it', { ...SILENT, duration: -1 }, ['duration']],
    ['5.5 s', { ...SILENT, duration: 5.5 }, ['duration']],
    ['5 s as text', { ...SILENT, duration: '5' }, ['duration']],
    ['no number', { ...SILENT, duration: Number.NaN }, ['duration']],
    ['2k', { ...SILENT, resolution: '2k' }, ['resolution']],
    ['720', { ...SILENT, resolution: 720 }, ['resolution']],
    ['16x9', { ...SILENT, aspect_ratio: '16x9' }, ['aspect_ratio']],
    ['3:2', { ...SILENT, aspect_ratio: '3:2' }, ['aspect_ratio']],
    ['sound as text', { ...SILENT, generate_audio: 'false' }, ['generate_audio']],
    ['sound as 0', { ...SILENT, generate_audio: 0 }, ['generate_audio']],
    ['seed -1', { ...SILENT, seed: -1 }, ['seed']],
    ['a seed of 32 bits', { ...SILENT, seed: 2_147_483_648 }, ['seed']],
    ['null', { ...SILENT, last_frame_url: null }, ['last_frame_url']],
    ['a path', { ...SILENT, first_frame_url: '/home/me/boat.jpg' }, ['first_frame_url']],
    ['a file: URL', { ...SILENT, first_frame_url: 'file:///etc/passwd' }, ['first_frame_url']],
    ['an empty URL', { ...SILENT, first_frame_url: '' }, ['first_frame_url']],
    ['a last frame alone', { prompt: 'slow push-in', last_frame_url: LAST }, ['last_frame_url']],
    ['references', { prompt: 'a boat', reference_image_urls: [STILL] }, ['reference_image_urls']],
    [
      'frames with references',
      { ...SILENT, reference_video_urls: ['https://cdn.example/a.mp4'] },
      ['reference_video_urls', 'first_frame_url'],
    ],
    ['web search', { ...SILENT, web_search: true }, ['web_search']],
    ['the checker', { ...SILENT, nsfw_checker: false }, ['nsfw_checker']],
    ['a watermark', { ...SILENT, watermark: true }, ['watermark']],
    ['a camera that is fixed', { ...SILENT, camera_fixed: true }, ['camera_fixed']],
    ['what is not to be seen', { ...SILENT, negative_prompt: 'people' }, ['negative_prompt']],
    ["Wan's media", { prompt: 'slow push-in', media: [{ type: 'first_frame', url: STILL }] }, ['media']],
    ['a callback in the wrong place', { ...SILENT, callback: { url: 'https://me.example' } }, ['callback']],
    ['names of objects', JSON.parse('{"prompt":"a boat","__proto__":1,"constructor":2}'), ['__proto__', 'constructor']],
    [
      'all that is wrong, at once',
      { duration: 30, resolution: '8k', aspect_ratio: '5:4', seed: 1.5, last_frame_url: LAST, image: STILL, fps: 30 },
      ['prompt', 'aspect_ratio', 'duration', 'resolution', 'seed', 'image', 'fps', 'last_frame_url'],
    ],
  ] as [string, Record<string, unknown>, string[]][])('%s', (_what, input, fields) => {
    expect(reasonsOf('seedance-2-0', input).map(({ field }) => field)).toEqual(fields);
  });

  it.each([
    ['image_url', 'first_frame_url'],
    ['ratio', 'aspect_ratio'],
    ['aspectRatio', 'aspect_ratio'],
    ['seconds', 'duration'],
    ['audio', 'generate_audio'],
    ['promptText', 'prompt'],
  ])('what %s is called here', (name, called) => {
    const [reason] = reasonsOf('seedance-2-0', { ...SILENT, [name]: 'x' });
    expect(reason?.todo).toContain(called);
  });

  it('no prompt and no URL, for messages are logged', () => {
    const secret = 'hunter2';
    const input = {
      prompt: 'x',
      first_frame_url: `ftp://me:${secret}@host`,
      last_frame_url: secret,
      negative_prompt: secret,
    };
    expect(JSON.stringify(reasonsOf('seedance-2-0', input))).not.toContain(secret);
  });

  it('not each of ten thousand fields: the answer stays small', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, at]));
    const reasons = reasonsOf('seedance-2-0', { ...SILENT, ...many });
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)?.message).toContain('9980');
  });
});

describe('the other Seedances', () => {
  it.each(['seedance-2.0-fast', 'seedance-2.0-mini'])('%s has no 1080p', (model) => {
    expect(reasonsOf(model, { ...SILENT, resolution: '1080p' })).toMatchObject([{ field: 'resolution' }]);
    expect(orderOf(model, { ...SILENT, resolution: '480P' })).toMatchObject({ model, resolution: '480p' });
  });

  it.each([
    ['follows its still by itself', {}, { aspectRatio: 'adaptive', durationSec: 5 }, []],
    ['lasts 30 s', { duration: 30 }, { durationSec: 30 }, []],
    [
      'comes to a ratio by framing, and says so',
      { aspect_ratio: '1:1' },
      { aspectRatio: 'adaptive', raster: { widthPx: 960, heightPx: 960 } },
      ['ratio_by_framing'],
    ],
    ['ends on a still', { last_frame_url: LAST }, { frames: 'first_last' }, []],
  ])('2.5 from a still %s', (_what, more, expected, codes) => {
    const input = { prompt: 'slow push-in', first_frame_url: STILL, generate_audio: false, ...more };
    const read = readBy('seedance-2.5/image-to-video', input);
    expect(read).toMatchObject({ kind: 'read', order: expected, findings: [] });
    expect(read.kind === 'read' && read.adjustments.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['seedance-2.5/image-to-video', { prompt: 'slow push-in' }, 'first_frame_url', 'seedance-2.5/text-to-video'],
    ['seedance-2.5/text-to-video', { prompt: 'a boat', first_frame_url: STILL }, 'first_frame_url', '/image-to-video'],
    ['seedance-2.5/text-to-video', { prompt: 'a boat', last_frame_url: LAST }, 'last_frame_url', '/image-to-video'],
    [
      'seedance-2.5/image-to-video',
      { prompt: 'slow push-in', first_frame_url: STILL, resolution: '4k' },
      'resolution',
      '1080p',
    ],
  ])('%s refuses %o', (model, input, field, todo) => {
    const reasons = reasonsOf(model, input);
    expect(reasons.map((reason) => reason.field)).toEqual([field]);
    expect(reasons[0]?.todo).toContain(todo);
  });

  it('2.5 from text alone is 16:9 and offers no field for a still', () => {
    expect(orderOf('seedance-2.5/text-to-video', { prompt: 'a boat drifts' })).toMatchObject({ aspectRatio: '16:9' });
    expect(JSON.stringify(findModelFacts('seedance-2.5/text-to-video')?.input)).not.toContain('frame_url');
  });
});
