import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModelFacts } from '../../models/catalogue.js';
import type { Provider } from '../../providers/provider.js';
import { sql } from '../../store/statement.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { AcceptOutcome } from '../accept-outcome.js';
import { acceptTask, type CreateAsk } from '../accept-task.js';
import { GATHER_LANE, HOSTED_LANES } from '../lanes.js';
import { LOCAL_MODEL } from '../local/local-model.js';
import type { Estimate, PriceQuestion } from '../money/price-book.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { createHostedModel } from './hosted-model.js';

let house: TaskHouse;
let prices: (question: PriceQuestion) => Estimate;
let asked: PriceQuestion[];
beforeEach(async () => {
  const vendor = createFakeVendor();
  const opened = await openTaskHouse(vendor);
  const provider = (id: string, more: Partial<Provider> = {}): Provider => ({ ...vendor.provider, ...more, id });
  const hosted = (name: string, providerId: string) => createHostedModel(findModelFacts(name)!, providerId);
  asked = [];
  prices = () => ({ kind: 'priced', microUsd: 756_000, basis: 'a list of a test' });
  const deps = {
    ...opened.deps,
    models: [
      LOCAL_MODEL,
      hosted('seedance-2-0', 'hiapi'),
      hosted('seedance-2-5', 'hiapi'),
      hosted('wan2.7-i2v', 'dashscope'),
      hosted('seedance-2-0', 'ark'),
    ],
    providers: new Map([
      ['hiapi', provider('hiapi')],
      ['ark', provider('ark', { region: 'cn' })],
      ['dashscope', provider('dashscope')],
    ]),
    priceBook: {
      ...opened.deps.priceBook,
      estimate: (question: PriceQuestion) => {
        asked.push(question);
        return Promise.resolve(prices(question));
      },
    },
  };
  house = { ...opened, deps };
});
afterEach(() => house.close());

const DATA_URI = `data:image/png;base64,${Buffer.from('a picture').toString('base64')}`;
const INPUT = { prompt: 'slow push in', first_frame_url: DATA_URI, aspect_ratio: 'adaptive', generate_audio: false };
const BODY = { model: 'seedance-2-0', input: INPUT, storage: 'temp' } as const;

function ask(body: Partial<CreateAsk['body']>, more: Partial<CreateAsk> = {}): Promise<AcceptOutcome> {
  const whole = { accountId: 'default', key: { id: 'key' }, bodyHash: 'hash', body: { ...BODY, ...body }, ...more };
  return acceptTask(house.deps, whole);
}

async function made(body: Partial<CreateAsk['body']>, more: Partial<CreateAsk> = {}): Promise<TaskRecord> {
  const outcome = await ask(body, more);
  if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
  return (await house.deps.store.run(() => readTask(more.accountId ?? 'default', outcome.taskId)))!;
}

describe('accepting a task for a hosted model', () => {
  it('keeps the name and the route as they were written, and waits in the lane of stills', async () => {
    const task = await made({ model: 'seedance-2.0', route: 'ark,pro' });
    expect(task).toMatchObject({ model: 'seedance-2.0', route: 'ark,pro', lane: HOSTED_LANES.preparing });
    expect(task.input['first_frame_url']).toMatch(/^asset:/);
  });

  it('gathers stills that are URLs first, wherever in the input they are', async () => {
    const media = [
      { type: 'first_frame', url: DATA_URI },
      { type: 'last_frame', url: 'https://cdn.example/b.jpg' },
    ];
    const task = await made({ model: 'wan2.7-i2v', input: { prompt: 'night falls', media } });
    expect(task.lane).toBe(GATHER_LANE);
    expect(task.input).toMatchObject({
      media: [
        { type: 'first_frame', url: expect.stringMatching(/^asset:/) as string },
        { type: 'last_frame', url: 'https://cdn.example/b.jpg' },
      ],
    });
  });

  it('takes text alone where the model does', async () => {
    const task = await made({ input: { prompt: 'a storm over the sea', generate_audio: true } });
    expect(task.lane).toBe(HOSTED_LANES.preparing);
  });

  it('refuses an input with every reason, and lists them as findings', async () => {
    const outcome = await ask({ input: { prompt: 'x', duration: 99, resolution: '8k' } });
    expect(outcome).toMatchObject({ kind: 'refused', status: 400, errorCode: 'INVALID_REQUEST', field: 'prompt' });
    if (outcome.kind !== 'refused') return;
    expect(outcome.findings?.map(({ field }) => field)).toEqual(['prompt', 'duration', 'resolution']);
  });

  it('refuses what a later route of the list cannot take', async () => {
    const model = createHostedModel(findModelFacts('seedance-2-5')!, 'ark');
    house = { ...house, deps: { ...house.deps, models: [model, ...house.deps.models] } };
    const input = { ...INPUT, resolution: '480p' };
    expect(await ask({ model: 'seedance-2-5', route: 'ark', input })).toMatchObject({ kind: 'created' });
    const both = await ask({ model: 'seedance-2-5', route: 'ark,hiapi', input });
    expect(both).toMatchObject({ kind: 'refused', status: 400, field: 'resolution' });
  });

  it.each([
    ['wan2.7-i2v', 'hiapi', 'hiapi'],
    ['runway/gen4.5', undefined, 'RUNWAYML_API_SECRET'],
    ['runway/gen3a_turbo', undefined, 'runway/gen4_turbo'],
  ])('says of %s by %s what is missing: %s', async (model, route, words) => {
    const outcome = await ask({ model, ...(route === undefined ? {} : { route }) });
    expect(outcome).toMatchObject({ kind: 'refused', status: 400, errorCode: 'MODEL_UNAVAILABLE' });
    if (outcome.kind === 'refused') expect(outcome.message).toContain(words);
  });

  it('refuses a URL in media that may not be called', async () => {
    const media = [{ type: 'first_frame', url: 'https://user:secret@cdn.example/a.jpg' }];
    const outcome = await ask({ model: 'wan2.7-i2v', input: { prompt: 'x', media } });
    expect(outcome).toMatchObject({ kind: 'refused', status: 400, field: 'media[0].url' });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});

describe('the money of a create', () => {
  it('keeps the most that the dearest of its routes may cost, and its budget', async () => {
    prices = ({ provider }) => ({ kind: 'priced', microUsd: provider === 'ark' ? 900_000 : 1, basis: provider });
    const task = await made({ route: 'hiapi:pro,ark', budget_usd: 1.5 });
    expect(task).toMatchObject({ estimate: { usd: 0.9, basis: 'ark' }, budgetMicroUsd: 1_500_000 });
    expect(asked).toMatchObject([
      { provider: 'hiapi', route: 'pro', order: { durationSec: 5 } },
      { provider: 'ark', region: 'cn' },
    ]);
    expect(asked[0]).not.toHaveProperty('region');
  });

  it('refuses more than the budget of the task, with both figures', async () => {
    const outcome = await ask({ budget_usd: 0.75 });
    expect(outcome).toMatchObject({ kind: 'refused', status: 402, errorCode: 'BUDGET_EXCEEDED' });
    if (outcome.kind === 'refused') expect(outcome.message).toMatch(/\$0\.756.*\$0\.75/);
    expect(await ask({ budget_usd: 0.756 })).toMatchObject({ kind: 'created' });
  });

  it('refuses what a cap of the account has no room for', async () => {
    await house.deps.store.run(function* () {
      yield sql`INSERT INTO caps (account_id, subject, period, micro_usd) VALUES ('default', 'account', 'day', 500000)`;
    });
    const outcome = await ask({});
    expect(outcome).toMatchObject({ kind: 'refused', status: 402, errorCode: 'BUDGET_EXCEEDED' });
    if (outcome.kind === 'refused') expect(outcome.message).toContain('$0.50');
    expect(await ask({}, { accountId: 'another' })).toMatchObject({ kind: 'created' });
  });

  it('refuses a model without a price, naming the setting, unless its caller goes on without one', async () => {
    prices = () => ({ kind: 'unpriced', say: 'Nobody has published it.' });
    const outcome = await ask({});
    expect(outcome).toMatchObject({ kind: 'refused', status: 402, errorCode: 'UNPRICED' });
    if (outcome.kind === 'refused') expect(outcome.message).toMatch(/published.*FIRSTFRAME_PRICES.*allow_unpriced/);
    const task = await made({ allow_unpriced: true });
    expect(task.findings.map(({ code }) => code)).toContain('unpriced');
    expect(task.estimate).toBeUndefined();
    const known: Estimate = { kind: 'priced', microUsd: 1, basis: 'known' };
    prices = ({ provider }) => (provider === 'ark' ? known : { kind: 'unpriced', say: 'Nobody.' });
    expect((await made({ allow_unpriced: true, route: 'ark,hiapi' })).estimate).toBeUndefined();
    // What may cost anything passes no budget.
    prices = () => ({ kind: 'unpriced', say: 'Nobody has published it.' });
    expect(await ask({ allow_unpriced: true, budget_usd: 5 })).toMatchObject({ errorCode: 'BUDGET_EXCEEDED' });
  });

  it('keeps no bytes of a data URI of a create that it refuses', async () => {
    expect((await ask({ budget_usd: 0.01 })).kind).toBe('refused');
    const assets = await house.deps.store.run(function* () {
      return (yield sql`SELECT id FROM assets`).length;
    });
    expect(assets).toBe(0);
  });

  it('asks nobody about the built-in renderer', async () => {
    await made({ model: 'local/motion', input: { prompt: 'Slow push in', first_frame_url: DATA_URI }, budget_usd: 1 });
    expect(asked).toEqual([]);
  });
});

describe('the same request again', () => {
  const codes = (task: TaskRecord): readonly string[] => task.findings.map(({ code }) => code);

  it('is told of, naming the first, though its still was sent anew and its route is another', async () => {
    const first = await made({ model: 'seedance-2.0' });
    expect(codes(first)).not.toContain('duplicate_request');
    const second = await made({ route: 'ark' });
    const third = await made({});
    for (const task of [second, third]) {
      const found = task.findings.find(({ code }) => code === 'duplicate_request');
      expect(found?.severity).toBe('warn');
      expect(found?.measured).toContain(first.id);
    }
  });

  it.each([
    ['another prompt', { input: { ...INPUT, prompt: 'slow pull out' } }, {}],
    ['another still', { input: { ...INPUT, first_frame_url: DATA_URI.replace('YSBw', 'YSBx') } }, {}],
    ['a seed', { input: { ...INPUT, seed: 0 } }, {}],
    ['another account', {}, { accountId: 'another' }],
    ['the built-in renderer', { model: 'local/motion', input: { prompt: 'Push in', first_frame_url: DATA_URI } }, {}],
  ])('is none with %s', async (_what, body, more) => {
    await made({});
    await made({ model: 'local/motion', input: { prompt: 'Push in', first_frame_url: DATA_URI } });
    expect(codes(await made(body, more))).not.toContain('duplicate_request');
  });

  it.each([
    ['ten minutes later', sql`UPDATE recent_inputs SET at = at - 600001`],
    ['when the first has failed', sql`UPDATE tasks SET state = 'failed'`],
    ['when the first was never made', sql`DELETE FROM tasks`],
  ])('is none %s', async (_when, change) => {
    await made({});
    await house.deps.store.run(function* () {
      yield change;
    });
    expect(codes(await made({}))).not.toContain('duplicate_request');
  });
});
