import { describe, expect, it } from 'vitest';
import { hiapiPricingUrl, priceOf, readHiapiPricing } from './hiapi-pricing.js';

/** Numbers of these tests, nobody's prices. */
const ROW = {
  model_name: 'seedance-2-0',
  factors: ['duration'],
  base_usd_value: 0.1,
  policies: [
    { rule: { resolution: { match: '1080p' } }, pricing_type: 'multiply', times: 2 },
    {
      rule: { resolution: { match: ['720p', '480p'] }, generate_audio: { match: true } },
      pricing_type: 'fixed',
      usd_value: 0.143,
    },
    { rule: { last_frame_url: { with: true } }, pricing_type: 'fixed', usd_value: 0.12 },
  ],
};

const price = (input: Readonly<Record<string, unknown>>, row: object = ROW, model = 'seedance-2-0') =>
  priceOf(readHiapiPricing([row]), model, { duration: 5, ...input });

describe('a price of HiAPI’s', () => {
  it('is the base per second when no policy applies', () => {
    expect(price({ resolution: '720p', generate_audio: false })).toEqual({ kind: 'priced', usd: 0.5, usdPerSec: 0.1 });
  });

  it.each([
    [{ resolution: '720p', generate_audio: true }, 0.143],
    [{ resolution: '1080P', generate_audio: true }, 0.2],
    [{ resolution: '720p', generate_audio: true, last_frame_url: 'https://a.example/b' }, 0.143],
    [{ resolution: '1080p', last_frame_url: 'https://a.example/b' }, 0.2],
    [{ resolution: '720p', last_frame_url: 'https://a.example/b' }, 0.12],
    [{ resolution: '720p', last_frame_url: '' }, 0.1],
  ])('of %j is that of the policy with most conditions, and of several the dearest', (input, usdPerSec) => {
    expect(price(input)).toMatchObject({ kind: 'priced', usdPerSec });
  });

  it('is read from data as well, with numbers as text and the names of old', () => {
    const old = {
      ...{ model_name: 'seedance-2.0', factors: 'seconds', model_price: '0.1' },
      policies: [{ rule: { audio: { with: true } }, pricing_type: 'multiply', pricing_value: '1.5' }],
    };
    const rows = readHiapiPricing({ data: [null, { other: 1 }, old] });
    expect(rows).toHaveLength(1);
    expect(priceOf(rows, 'seedance-2-0', { duration: '4', audio: false })).toMatchObject({ kind: 'priced' });
    const priced = price({ audio: 1 }, old);
    expect(priced.kind === 'priced' ? priced.usdPerSec : 0).toBeCloseTo(0.15, 9);
  });

  it.each([
    ['no row', { ...ROW, model_name: 'other' }],
    ['a factor that is not known', { ...ROW, factors: ['megapixels'] }],
    ['two factors', { ...ROW, factors: ['duration', 'count'] }],
    ['no base', { ...ROW, base_usd_value: null }],
    ['a base of 0', { ...ROW, base_usd_value: 0 }],
    ['a base below 0', { ...ROW, base_usd_value: -1 }],
    [
      'an operator that is not known',
      { ...ROW, policies: [{ rule: { duration: { above: 9 } }, pricing_type: 'fixed', usd_value: 1 }] },
    ],
    [
      'an unknown operator beside a known one',
      { ...ROW, policies: [{ rule: { duration: { match: 9, unless: 1 } }, pricing_type: 'fixed', usd_value: 1 }] },
    ],
    [
      'a condition that says nothing',
      { ...ROW, policies: [{ rule: { duration: {} }, pricing_type: 'fixed', usd_value: 1 }] },
    ],
    ['a kind that is not known', { ...ROW, policies: [{ rule: {}, pricing_type: 'tiered', usd_value: 1 }] }],
    ['a fixed price of 0', { ...ROW, policies: [{ rule: {}, pricing_type: 'fixed', usd_value: 0 }] }],
    ['a fixed price that is missing', { ...ROW, policies: [{ rule: {}, pricing_type: 'fixed' }] }],
    ['a factor of 0', { ...ROW, policies: [{ rule: {}, pricing_type: 'multiply', times: 0 }] }],
    ['a policy that is none', { ...ROW, policies: ['half price'] }],
  ])('is not guessed where there is %s', (_what, row) => {
    expect(price({}, row).kind).toBe('refused');
  });

  it('is not guessed for a length that is not known, or of two rows', () => {
    expect(price({ duration: -1 })).toMatchObject({ kind: 'refused' });
    expect(price({ duration: undefined })).toMatchObject({ kind: 'refused' });
    expect(priceOf(readHiapiPricing([ROW, ROW]), 'seedance-2-0', { duration: 5 })).toMatchObject({ kind: 'refused' });
  });

  it('is not read from what is no list', () => {
    expect(() => readHiapiPricing({ code: 500 })).toThrow(RangeError);
    expect(hiapiPricingUrl('https://api.hiapi.ai/v1/')).toBe('https://api.hiapi.ai/api/pricing');
  });
});
