import { describe, expect, it } from 'vitest';
import { findModelFacts } from '../catalogue.js';
import { orderOf, readBy, reasonsOf } from '../testing/read-by.js';

const STILL = 'https://cdn.example/boat.jpg';
const SAID = { prompt: 'slow push-in', first_frame_url: STILL, aspect_ratio: '16:9' };
const RUNNING = ['runway/gen4.5', 'runway/gen4_turbo'];

describe.each(RUNNING)('%s', (model) => {
  it.each([
    ['16:9', SAID, { aspectRatio: '16:9', raster: { widthPx: 1280, heightPx: 720 } }],
    ["its vendor's word for 9:16", { ...SAID, aspect_ratio: '720:1280' }, { aspectRatio: '9:16' }],
    ['21:9', { ...SAID, aspect_ratio: '21:9' }, { raster: { widthPx: 1584, heightPx: 672 } }],
    ['the shortest', { ...SAID, duration: 2 }, { durationSec: 2 }],
    ['the longest', { ...SAID, duration: 10 }, { durationSec: 10 }],
    ['seed 0', { ...SAID, seed: 0 }, { seed: 0 }],
    ['a seed of 32 bits', { ...SAID, seed: 4_294_967_295 }, { seed: 4_294_967_295 }],
    ['720P', { ...SAID, resolution: '720P' }, { resolution: '720p' }],
    ['silence', { ...SAID, generate_audio: false }, { audio: false }],
  ])('takes %s', (_what, input, expected) => {
    expect(orderOf(model, input)).toMatchObject({ model, frames: 'first', audio: false, ...expected });
    expect(readBy(model, input)).toMatchObject({ findings: [], adjustments: [] });
  });

  it.each([
    ['no still', { prompt: 'slow push-in' }, ['first_frame_url']],
    ['a last frame', { ...SAID, last_frame_url: STILL }, ['last_frame_url']],
    ['1 s', { ...SAID, duration: 1 }, ['duration']],
    ['11 s', { ...SAID, duration: 11 }, ['duration']],
    ['1080p', { ...SAID, resolution: '1080p' }, ['resolution']],
    ['a prompt too long', { ...SAID, prompt: 'x'.repeat(1001) }, ['prompt']],
    ['a ratio of Gen-3', { ...SAID, aspect_ratio: '1280:768' }, ['aspect_ratio']],
    [
      'the names of its vendor',
      { promptText: 'in', promptImage: STILL },
      ['prompt', 'first_frame_url', 'promptText', 'promptImage'],
    ],
    ['the last frame wanted back', { ...SAID, return_last_frame: true }, ['return_last_frame']],
    ['all at once', { duration: 0, seed: -1, fps: 60 }, ['prompt', 'first_frame_url', 'duration', 'seed', 'fps']],
  ])('refuses %s', (_what, input, fields) => {
    expect(reasonsOf(model, input).map(({ field }) => field)).toEqual(fields);
  });

  it('leaves the raster of an adaptive clip open until the still is there', () => {
    expect(orderOf(model, { ...SAID, aspect_ratio: 'adaptive' })).not.toHaveProperty('raster');
  });

  it('says that it makes no sound, and that 16:9 crops', () => {
    expect(readBy(model, { ...SAID, aspect_ratio: undefined, generate_audio: true })).toMatchObject({
      findings: [{ code: 'default_aspect_ratio', severity: 'warn' }],
      adjustments: [{ code: 'no_sound', asked: 'true', used: 'false' }],
    });
  });
});

describe('runway/gen3a_turbo', () => {
  it.each([SAID, {}])('refuses whatever is asked, naming what took its place', (input) => {
    const reasons = reasonsOf('gen3a_turbo', input);
    expect(reasons).toMatchObject([{ field: 'model' }]);
    expect(reasons[0]?.todo).toContain('runway/gen4_turbo');
  });

  it('is run by nobody, and names a successor that is', () => {
    const facts = findModelFacts('runway/gen3a_turbo');
    expect(facts?.vendorIds).toEqual({});
    expect(findModelFacts(facts?.withdrawn?.successor ?? '')?.vendorIds).toHaveProperty('runway');
  });
});
