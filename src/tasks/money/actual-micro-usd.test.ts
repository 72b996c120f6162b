import { describe, expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts } from '../../models/catalogue.js';
import { actualMicroUsd, type DoneRender } from './actual-micro-usd.js';
import { NO_OVERRIDES } from './no-overrides.js';
import { readPriceOverrides } from './price-overrides.js';

const ORDER: ModelOrder = {
  ...{ model: '', prompt: '', frames: 'first', durationSec: 5, resolution: '720p', aspectRatio: 'adaptive' },
  ...{ audio: true, promptExtend: false, returnLastFrame: false },
};

function costOf(model: string, facts: Partial<DoneRender>) {
  return actualMicroUsd({
    facts: findModelFacts(model)!,
    provider: { id: 'hiapi' },
    order: ORDER,
    said: undefined,
    estimate: { microUsd: 800_000, basis: 'a list' },
    overrides: NO_OVERRIDES,
    ...facts,
  });
}

const file = (content: object) => readPriceOverrides(JSON.stringify(content), 'prices.json');

describe('what a finished render cost', () => {
  it("is the vendor's own bill, before anything else", () => {
    const provider = { id: 'runway', billedMicroUsd: (said: unknown) => (said === 'bill' ? 250_000 : undefined) };
    const prices = [{ model: 'runway/gen4_turbo', provider: 'runway', usd_per_clip: 9 }];
    const told = { provider, overrides: file({ prices }) };
    expect(costOf('runway/gen4_turbo', { ...told, said: 'bill' })).toEqual({
      microUsd: 250_000,
      basis: 'billed by runway',
    });
    expect(costOf('runway/gen4_turbo', { ...told, said: 'none' })).toMatchObject({ microUsd: 9_000_000 });
  });

  it.each([-1, 0.5, NaN])('is no bill of %d', (billed) => {
    const provider = { id: 'runway', billedMicroUsd: () => billed };
    expect(costOf('runway/gen4_turbo', { provider }).microUsd).toBe(800_000);
  });

  it('is a bill of 0 too', () => {
    expect(costOf('runway/gen4_turbo', { provider: { id: 'runway', billedMicroUsd: () => 0 } }).microUsd).toBe(0);
  });

  it("is the operator's price for the seconds that were billed", () => {
    const prices = [{ model: 'wan2.7-i2v', provider: 'dashscope', usd_per_second: 0.07 }];
    const done = { provider: { id: 'dashscope' }, said: { billedSec: 6 }, overrides: file({ prices }) };
    expect(costOf('wan2.7-i2v', done)).toEqual({ microUsd: 420_000, basis: 'prices.json: $0.07 a second' });
  });

  it("is Ark's tokens at the rate of the tier", () => {
    const done = { provider: { id: 'ark' }, said: { totalTokens: 108_900, durationSec: 5 } };
    const cost = costOf('seedance-2-0', done);
    expect(cost.microUsd).toBe(762_300);
    expect(cost.basis).toMatch(/^108900 tokens counted by ark, 2026-07, docs\.byteplus\.com/);
  });

  it("is Ark's tokens in yuan, where a rate is known", () => {
    const done = { provider: { id: 'ark', region: 'cn' }, said: { totalTokens: 100_000 } };
    expect(costOf('seedance-2-0', { ...done, overrides: file({ rates: { CNY: 0.14 } }) }).microUsd).toBe(644_000);
    expect(costOf('seedance-2-0', done)).toEqual({ microUsd: 800_000, basis: 'as estimated: a list' });
  });

  it("is DashScope's seconds at the price of what was rendered", () => {
    const said = { billedSec: 4, billedResolution: '1080p' };
    const cost = costOf('wan2.7-i2v', { provider: { id: 'dashscope' }, said });
    expect(cost.microUsd).toBe(600_000);
    expect(cost.basis).toMatch(/^4 s counted by dashscope, 2026-07-10/);
    const beijing = { id: 'dashscope', region: 'cn' };
    expect(costOf('wan2.7-i2v', { provider: beijing, said: { billedSec: 5 } }).microUsd).toBe(430_060);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'done'],
    ['counts that are none', { totalTokens: 'many', billedSec: -1 }],
    ['no tokens', { totalTokens: 0 }],
    ['seconds of another tier', { billedSec: 5, billedResolution: '8k' }],
  ])('is what was held for it where the vendor says %s', (_what, said) => {
    for (const id of ['ark', 'dashscope', 'hiapi']) {
      const model = id === 'dashscope' ? 'wan2.7-i2v' : 'seedance-2-0';
      expect(costOf(model, { provider: { id }, said })).toEqual({ microUsd: 800_000, basis: 'as estimated: a list' });
    }
  });
});
