import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts } from '../../models/catalogue.js';
import { readPriceOverrides } from './price-overrides.js';

const GUIDE = readFileSync('docs/money.md', 'utf8');

it('docs/money.md has a prices file that is read, and says what it means', () => {
  const [, example = ''] = /```json\n([\s\S]+?)```/.exec(GUIDE) ?? [];
  const overrides = readPriceOverrides(example, 'prices.json');
  const cost = (model: string, provider: string, more: { audio?: boolean; route?: string; region?: string } = {}) => {
    const { audio = false, ...where } = more;
    const order: ModelOrder = {
      ...{ model, prompt: '', frames: 'first', durationSec: 10, resolution: '720p', aspectRatio: 'adaptive', audio },
      ...{ promptExtend: false, returnLastFrame: false },
    };
    return overrides.priceOf({ facts: findModelFacts(model)!, provider, order, ...where })?.microUsd;
  };
  expect(overrides.rateOf('CNY')).toBe(0.14);
  expect(cost('seedance-2.0', 'hiapi')).toBe(900_000);
  expect(cost('seedance-2-0', 'hiapi', { audio: true })).toBeUndefined();
  expect(cost('seedance-2-0', 'hiapi', { audio: true, route: 'pro' })).toBe(2_000_000);
  expect(cost('wan2.7-i2v', 'dashscope', { region: 'cn' })).toBe(800_000);
  expect(cost('wan2.7-i2v', 'dashscope')).toBeUndefined();
  expect(cost('runway/gen4_turbo', 'runway')).toBe(250_000);
});
