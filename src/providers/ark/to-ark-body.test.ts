import { describe, expect, it } from 'vitest';
import { arkModelId, arkRegionOf } from './ark-models.js';
import { ORDER } from './testing/ark-desk.js';
import { TASK_STATES } from '../../contract/task-states.js';
import { expirySecOf, toArkBody } from './to-ark-body.js';

const A = 'https://stills.example/a.png';
const B = 'data:image/png;base64,AAAA';

describe('the body for Ark', () => {
  it('has both frames by their roles and leaves the ratio to them', () => {
    const { seed: _seed, ...seedless } = ORDER;
    expect(toArkBody({ ...seedless, audio: true }, { first: A, last: B }, { modelId: 'm' })).toEqual({
      model: 'm',
      content: [
        { type: 'text', text: 'slow push in' },
        { type: 'image_url', role: 'first_frame', image_url: { url: A } },
        { type: 'image_url', role: 'last_frame', image_url: { url: B } },
      ],
      resolution: '720p',
      ratio: 'adaptive',
      duration: 5,
      generate_audio: true,
      watermark: false,
    });
  });

  it('has the ratio that was asked for when there are no frames', () => {
    const body = toArkBody({ ...ORDER, frames: 'none' }, {}, { modelId: 'm' });
    expect(body).toMatchObject({ ratio: '16:9', seed: 0, content: [{ type: 'text' }] });
    expect(JSON.stringify(body)).not.toContain('null');
  });

  it('has no text where the prompt is empty', () => {
    expect(toArkBody({ ...ORDER, prompt: '' }, { first: A }, { modelId: 'm' })['content']).toHaveLength(1);
  });

  it('has a mark of its attempt’s own within what Ark takes', () => {
    const marks = Array.from({ length: 1000 }, (_, index) => expirySecOf(`attempt-${index}`));
    expect(Math.min(...marks)).toBeGreaterThanOrEqual(3600);
    expect(Math.max(...marks)).toBeLessThanOrEqual(259_200);
    // Ark's word comes before we would have to guess.
    expect(Math.max(...marks)).toBeLessThan(TASK_STATES.rendering.deadlineSec - 1800);
    expect(new Set(marks).size).toBeGreaterThan(980);
    expect(expirySecOf('attempt-1')).toBe(expirySecOf('attempt-1'));
  });
});

describe('a model at Ark', () => {
  it.each([
    ['seedance-2-0', 'dreamina-seedance-2-0-260128', 'doubao-seedance-2-0-260128'],
    ['seedance-2.0', 'dreamina-seedance-2-0-260128', 'doubao-seedance-2-0-260128'],
    ['seedance-2.0-mini', 'dreamina-seedance-2-0-mini-260615', 'doubao-seedance-2-0-mini-260615'],
    ['seedance-2.5/image-to-video', 'dreamina-seedance-2-5-260628', 'doubao-seedance-2-5-260628'],
    ['ep-20261122-xyz', 'ep-20261122-xyz', 'ep-20261122-xyz'],
    ['runway/gen4.5', undefined, undefined],
  ])('%s has an id of each region’s', (model, byteplus, volcengine) => {
    expect(arkModelId(model, 'byteplus')).toBe(byteplus);
    expect(arkModelId(model, 'volcengine')).toBe(volcengine);
  });

  it.each([
    ['https://ark.ap-southeast.bytepluses.com/api/v3', 'byteplus'],
    ['https://ark.cn-beijing.volces.com/api/v3', 'volcengine'],
    ['https://volces.com.evil.example/api/v3', 'byteplus'],
    ['http://127.0.0.1:8080', 'byteplus'],
    ['', 'byteplus'],
  ])('is of the region that %s is in', (baseUrl, region) => {
    expect(arkRegionOf(baseUrl)).toBe(region);
  });
});
