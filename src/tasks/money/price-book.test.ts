import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts } from '../../models/catalogue.js';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { createPriceBook, type Estimate, type PriceBook, type PriceQuestion } from './price-book.js';
import { readPriceOverrides } from './price-overrides.js';

/** Numbers of these tests, nobody's prices. */
const LIST = [
  {
    model_name: 'seedance-2-0',
    factors: ['duration'],
    base_usd_value: 0.1,
    policies: [
      { rule: { generate_audio: { match: true } }, pricing_type: 'multiply', times: 2 },
      { rule: { last_frame_url: { with: true } }, pricing_type: 'fixed', usd_value: 0.15 },
    ],
  },
  { model_name: 'seedance-2-0@pro', factors: ['duration'], base_usd_value: 0.3, policies: [] },
  {
    model_name: 'seedance-2.0-fast',
    factors: ['duration'],
    base_usd_value: 0.05,
    policies: [{ rule: { route: { match: 'pro' } }, pricing_type: 'fixed', usd_value: 0.07 }],
  },
];

const START_MS = Date.UTC(2026, 10, 22, 20, 31);
const MINUTE_MS = 60_000;

function question(model: string, provider: string, facts: Partial<ModelOrder> = {}, more: Partial<PriceQuestion> = {}) {
  const found = findModelFacts(model);
  if (found === undefined) throw new Error(`no model ${model}`);
  const order: ModelOrder = {
    ...{ model: found.id, prompt: 'push in', frames: 'first', durationSec: 5, resolution: '720p' },
    ...{ aspectRatio: 'adaptive', audio: false, promptExtend: false, returnLastFrame: false },
    ...facts,
  };
  return { facts: found, provider, order, ...more };
}

describe('the price book', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked: string[];
  let nowMs: number;

  beforeEach(async () => {
    asked = [];
    nowMs = START_MS;
    answer = { status: 200, body: JSON.stringify({ data: LIST }) };
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  function book(file?: object): PriceBook {
    return createPriceBook({
      ...{ fetch: createGuardedFetch(), nowMs: () => nowMs },
      hiapiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      ...(file === undefined ? {} : { overrides: readPriceOverrides(JSON.stringify(file), 'prices.json') }),
    });
  }
  const say = (estimate: Estimate): string => (estimate.kind === 'unpriced' ? estimate.say : estimate.basis);

  it("believes the operator's file before HiAPI's list, and does not ask for it", async () => {
    const prices = [{ model: 'seedance-2.0', provider: 'hiapi', usd_per_second: 0.08 }];
    const estimate = await book({ prices }).estimate(question('seedance-2-0', 'hiapi'));
    expect(estimate).toEqual({ kind: 'priced', microUsd: 400_000, basis: 'prices.json: $0.08 a second' });
    expect(asked).toEqual([]);
  });

  it.each<[string, Partial<ModelOrder>, Partial<PriceQuestion>, number]>([
    ['the base', {}, {}, 500_000],
    ['what its sound makes of it', { audio: true }, {}, 1_000_000],
    ['what a last still makes of it', { frames: 'first_last' }, {}, 750_000],
    ['what text alone is, which has no still', { frames: 'none', durationSec: 4 }, {}, 400_000],
    ['that of its route', {}, { route: 'pro' }, 1_500_000],
  ])("takes from HiAPI's live list, by the fields as they are sent, %s", async (_what, facts, more, microUsd) => {
    const estimate = await book().estimate(question('seedance-2-0', 'hiapi', facts, more));
    expect(estimate).toMatchObject({ kind: 'priced', microUsd });
    expect(say(estimate)).toMatch(/^HiAPI's price list of 2026-11-22 20:31 UTC: \$0\.\d+ a second, before discounts$/);
    expect(asked).toEqual(['/api/pricing']);
  });

  it("takes no default's price for another route, and a rule about routes for what it says", async () => {
    const prices = book();
    const fast = question('seedance-2.0-fast', 'hiapi', {}, { route: 'pro' });
    expect(await prices.estimate(fast)).toMatchObject({ kind: 'priced', microUsd: 350_000 });
    const unknown = await prices.estimate(question('seedance-2-0', 'hiapi', {}, { route: 'ext' }));
    expect(unknown.kind).toBe('unpriced');
    expect(say(unknown)).toContain('does not say what seedance-2-0 costs on its route ext');
  });

  it('asks once for many estimates at once, and again after ten minutes', async () => {
    const prices = book();
    const estimate = () => prices.estimate(question('seedance-2-0', 'hiapi'));
    await Promise.all(Array.from({ length: 20 }, estimate));
    nowMs += 9 * MINUTE_MS;
    await estimate();
    expect(asked).toHaveLength(1);
    nowMs += MINUTE_MS;
    await estimate();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['a fault', 503, '{}'],
    ['a page', 200, '<html>'],
    ['nothing', 200, '{"data":[]}'],
  ])('keeps the last list for a day, with its date, when it is answered with %s', async (_what, status, body) => {
    const prices = book();
    const estimate = () => prices.estimate(question('seedance-2-0', 'hiapi'));
    await estimate();
    answer = { status, body };
    nowMs += 23 * 60 * MINUTE_MS;
    const later = await estimate();
    expect(later).toMatchObject({ kind: 'priced', microUsd: 500_000 });
    expect(say(later)).toContain('2026-11-22 20:31 UTC');
    await estimate();
    expect(asked).toHaveLength(2);
    nowMs += 61 * MINUTE_MS;
    const tooOld = await estimate();
    expect(tooOld.kind).toBe('unpriced');
    expect(say(tooOld)).toMatch(/cannot be read now\.$/);
  });

  it('goes by the catalogue where there is nothing newer, and says its source', async () => {
    expect(await book().estimate(question('wan2.7-i2v', 'dashscope', { resolution: '1080p' }))).toMatchObject({
      ...{ kind: 'priced', microUsd: 750_000 },
      basis: expect.stringMatching(/^catalogue: 2026-07-10, .*Singapore$/) as string,
    });
    const beijing = question('wan2.7-i2v', 'dashscope', {}, { region: 'cn' });
    expect(await book().estimate(beijing)).toMatchObject({ kind: 'priced', microUsd: 430_060 });
    expect(
      await book().estimate(question('seedance-2-0', 'ark', { raster: { widthPx: 1280, heightPx: 720 } })),
    ).toMatchObject({ kind: 'priced', microUsd: 762_300 });
  });

  it('needs an operator’s rate for what is billed in yuan', async () => {
    const china = question('seedance-2-0', 'ark', { raster: { widthPx: 1280, heightPx: 720 } }, { region: 'cn' });
    const unpriced = await book().estimate(china);
    expect(say(unpriced)).toMatch(/ark \(cn\) bills for seedance-2-0 is in CNY.*"rates".*FIRSTFRAME_PRICES/);
    const priced = await book({ rates: { CNY: 0.14 } }).estimate(china);
    // 108,900 tokens at 46 yuan a million.
    expect(priced).toMatchObject({ kind: 'priced', microUsd: 701_316 });
    expect(say(priced)).toContain('at 0.14 dollars a CNY');
  });

  it('makes up no price where nobody has published one', async () => {
    const unpriced = await book().estimate(question('seedance-2.5/image-to-video', 'ark', {}, { region: 'cn' }));
    expect(say(unpriced)).toMatch(
      /^Nobody has published what seedance-2\.5\/image-to-video costs at 720p at ark \(cn\)\.$/,
    );
  });
});
