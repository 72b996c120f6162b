import { describe, expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { AppError } from '../../contract/errors.js';
import { findModelFacts } from '../../models/catalogue.js';
import { readPriceOverrides } from './price-overrides.js';
import { readPricesFile } from './read-prices-file.js';

const ORDER: ModelOrder = {
  ...{
    model: 'seedance-2-0',
    prompt: '',
    frames: 'first',
    durationSec: 7,
    resolution: '720p',
    aspectRatio: 'adaptive',
  },
  ...{ audio: false, promptExtend: false, returnLastFrame: false },
};

const PRICE = { model: 'seedance-2-0', provider: 'hiapi' };

function costOf(
  prices: readonly object[],
  order: Partial<ModelOrder> = {},
  more: { route?: string; region?: string } = {},
) {
  const facts = findModelFacts('seedance-2-0')!;
  const question = { facts, provider: 'hiapi', order: { ...ORDER, ...order }, ...more };
  return readPriceOverrides(JSON.stringify({ prices }), 'prices.json').priceOf(question)?.microUsd;
}

function refusalOf(text: string): AppError {
  try {
    readPriceOverrides(text, 'prices.json');
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it was taken');
}

describe('a prices file', () => {
  it('says a price of a second or of a clip, and 0 is one', () => {
    expect(costOf([{ ...PRICE, usd_per_second: 0.1 }])).toBe(700_000);
    expect(costOf([{ ...PRICE, usd_per_second: 0.0000001 }])).toBe(1);
    expect(costOf([{ ...PRICE, usd_per_clip: 0.35 }])).toBe(350_000);
    expect(costOf([{ ...PRICE, usd_per_clip: 0 }])).toBe(0);
    expect(costOf([])).toBeUndefined();
  });

  it('is read by what fits best, and of what fits alike by the dearest', () => {
    const prices = [
      { ...PRICE, usd_per_clip: 1 },
      { ...PRICE, usd_per_clip: 2 },
      { ...PRICE, resolution: '1080p', usd_per_clip: 0.5 },
      { ...PRICE, resolution: '1080p', audio: true, usd_per_clip: 0.6 },
      { ...PRICE, route: 'pro', usd_per_clip: 0.7 },
      { ...PRICE, region: 'cn', usd_per_clip: 0.8 },
      { ...PRICE, provider: 'ark', usd_per_clip: 9 },
      { ...PRICE, model: 'seedance-2.0-fast', usd_per_clip: 9 },
    ];
    expect(costOf(prices)).toBe(2_000_000);
    expect(costOf(prices, { resolution: '1080p' })).toBe(500_000);
    expect(costOf(prices, { resolution: '1080p', audio: true })).toBe(600_000);
    expect(costOf(prices, {}, { route: 'pro' })).toBe(700_000);
    expect(costOf(prices, {}, { region: 'cn' })).toBe(800_000);
  });

  it.each([
    ['{"prices": [', /^FIRSTFRAME_PRICES: prices\.json is not JSON: /],
    ['[]', /prices\.json has a fault at its top: /],
    ['{"price": []}', /fault at its top: .*price/],
    [JSON.stringify({ prices: [{ ...PRICE }] }), /prices\[0\]\.usd_per_second: give usd_per_second or usd_per_clip/],
    [JSON.stringify({ prices: [{ ...PRICE, usd_per_second: 1, usd_per_clip: 1 }] }), /one of them/],
    [JSON.stringify({ prices: [{ ...PRICE, usd_per_second: '1' }] }), /prices\[0\]\.usd_per_second: /],
    [JSON.stringify({ prices: [{ ...PRICE, usd_per_second: -1 }] }), /prices\[0\]\.usd_per_second: /],
    [
      JSON.stringify({ prices: [{ ...PRICE, usd_per_clip: 1, resolution: '9p' }] }),
      /prices\[0\]\.resolution: .*no "9p"; it has 480p/,
    ],
    [
      JSON.stringify({
        prices: [
          { ...PRICE, usd_per_clip: 1 },
          { ...PRICE, model: 'sd' },
        ],
      }),
      /prices\[1\]\.usd_per_second/,
    ],
    [
      JSON.stringify({ prices: [{ ...PRICE, model: 'sd', usd_per_clip: 1 }] }),
      /prices\[0\]\.model: there is no model "sd"; there are .*seedance-2-0/,
    ],
    [
      JSON.stringify({ prices: [{ ...PRICE, provider: 'runway', usd_per_clip: 1 }] }),
      /prices\[0\]\.provider: "runway" does not run seedance-2-0; hiapi, ark do/,
    ],
    [JSON.stringify({ rates: { cny: 1 } }), /rates\.cny: /],
    [JSON.stringify({ rates: { CNY: 0 } }), /rates\.CNY: /],
  ])('with a fault is refused by file and place: %s', (text, message) => {
    const refusal = refusalOf(text);
    expect(refusal.message).toMatch(message);
    expect(refusal).toMatchObject({ code: 'bad_usage', field: 'FIRSTFRAME_PRICES' });
  });

  it('that is not there is named', async () => {
    await expect(readPricesFile('/nowhere/prices.json')).rejects.toThrow(
      'FIRSTFRAME_PRICES: /nowhere/prices.json cannot be read',
    );
  });
});
