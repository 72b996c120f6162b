import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelListingSchema, pricingRowSchema } from '../../../contract/model.js';
import { allEndpoints } from '../all-endpoints.js';
import { StoreError } from '../../../store/store.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
afterEach(() => api.close());

describe('the API', () => {
  it('describes every endpoint in OpenAPI 3.1, without a key', async () => {
    api = await openApiHouse();
    const { status, body } = await api.ask('GET', '/openapi.json', { key: '' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: '0.0.0-test' } });
    const paths = body['paths'] as Record<string, Record<string, unknown>>;
    for (const { facts } of allEndpoints().filter((served) => served.facts.hidden !== true)) {
      expect(paths[facts.path]?.[facts.method.toLowerCase()], facts.path).toBeDefined();
    }
    expect(paths['/v1/tasks']?.['post']).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { required: ['model', 'input'] } } } },
      security: [{ key: [] }],
    });
  });

  it('lists its models and prices; what is free costs 0', async () => {
    api = await openApiHouse();
    const models = z.array(modelListingSchema).parse((await api.ask('GET', '/v1/models')).body.data);
    const [local] = models;
    expect(local).toMatchObject({ id: 'local/motion', proven: 'local', priceUsdPerSec: 0 });
    expect(local?.routes).toEqual([{ route: 'local', proven: 'local' }]);
    // Every field of the description is there, and nothing else: a schema drops what it does not know.
    expect((await api.ask('GET', '/v1/models')).body.data).toEqual(models);
    expect(local).toMatchObject({ input: { properties: { crf: { type: 'number' } }, additionalProperties: false } });
    const prices = await api.ask('GET', '/api/pricing', { key: '' });
    expect(z.array(z.unknown()).parse(prices.body.data)[0]).toEqual({
      ...{ model_name: 'local/motion', factors: ['duration'], base_usd_value: 0, policies: [] },
    });
  });

  it('lists hosted models with what each route waits for, and those that are gone with what took their place', async () => {
    api = await openApiHouse();
    const models = z.array(modelListingSchema).parse((await api.ask('GET', '/v1/models')).body.data);
    const named = (id: string) => models.find((model) => model.id === id);
    expect(named('wan2.7-video/image-to-video')).toMatchObject({
      aliases: ['wan2.7-i2v'],
      ...{ firstFrame: 'required', lastFrame: 'optional', audio: true, proven: 'replayed' },
      routes: [
        { route: 'hiapi', proven: 'replayed', configured: false, needs: 'HIAPI_API_KEY', prices: [] },
        {
          ...{ route: 'dashscope', configured: false, needs: 'DASHSCOPE_API_KEY' },
          prices: [
            { resolution: '720p', usdPerSec: 0.1 },
            { resolution: '1080p', usdPerSec: 0.15 },
          ],
        },
      ],
    });
    expect(named('runway/gen3a_turbo')).toMatchObject({ routes: [], withdrawn: { successor: 'runway/gen4_turbo' } });
    expect(named('seedance-2.5/text-to-video')).toMatchObject({ capability: 'text-to-video', firstFrame: 'none' });
  });

  it('lists the routes that are configured first, with the prices of their region', async () => {
    api = await openApiHouse(({ tasks }) => {
      const provider = { ...tasks.providers.get('fake')!, id: 'dashscope', region: 'cn' };
      return { tasks: { ...tasks, providers: new Map([['dashscope', provider]]) } };
    });
    const models = z.array(modelListingSchema).parse((await api.ask('GET', '/v1/models')).body.data);
    const [first] = models.find(({ id }) => id === 'wan2.7-video/image-to-video')?.routes ?? [];
    expect(first).toMatchObject({ route: 'dashscope', configured: true, prices: [{ usdPerSec: 0.086012 }, {}] });
    expect(first).not.toHaveProperty('needs');
  });

  it('prices a clip by its resolution, in the grammar that HiAPI’s clients read', async () => {
    api = await openApiHouse();
    const rows = z.array(pricingRowSchema).parse((await api.ask('GET', '/api/pricing', { key: '' })).body.data);
    const wan = rows.find(({ model_name: name }) => name === 'wan2.7-i2v');
    expect(wan).toMatchObject({ factors: ['duration'], base_usd_value: 0.1 });
    const large = wan?.policies.find(({ rule }) => JSON.stringify(rule).includes('1080p'));
    expect(large).toMatchObject({
      ...{ rule: { resolution: { match: '1080p' } }, pricing_type: 'fixed', usd_value: 0.15 },
    });
  });

  it('answers 404 in both envelopes for a path that there is not', async () => {
    api = await openApiHouse();
    const { status, body, headers } = await api.ask('GET', '/v1/nothing', { key: '' });
    expect(status).toBe(404);
    expect(body.error?.request_id).toBe(headers.get('x-request-id'));
  });

  it.each([
    ['GET', '/v1/tasks?reference=a%00b', 400],
    ['GET', '/v1/callbacks/inbox?after=%00', 400],
    ['GET', '/v1/callbacks/%00', 404],
    ['POST', '/v1/callbacks/%00/replay', 404],
    ['POST', '/v1/keys/%00/revoke', 404],
    ['GET', '/v1/tasks/%00', 404],
    ['GET', '/v1/assets/%00', 404],
  ])('answers %s %s, with U+0000 in it, with %i, and does not ask the store', async (method, path, expected) => {
    let asked = 0;
    api = await openApiHouse(({ tasks }) => {
      const run: typeof tasks.store.run = (operation) => ((asked += 1), tasks.store.run(operation));
      return { tasks: { ...tasks, store: { ...tasks.store, run } } };
    });
    const { status, body } = await api.ask(method, path);
    expect(status).toBe(expected);
    if (status === 400) expect(body.message).toMatch(/`(reference|after)`.*U\+0000/);
    expect(asked).toBe(0);
  });

  it('answers 405 and what is allowed for another method', async () => {
    api = await openApiHouse();
    const { status, headers } = await api.ask('DELETE', '/v1/tasks');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await api.ask('OPTIONS', '/v1/tasks')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('tells nothing of a fault of its own but the id under which it is logged', async () => {
    api = await openApiHouse(({ tasks }) => ({
      tasks: {
        ...tasks,
        store: { ...tasks.store, createTask: () => Promise.reject(new Error('the secret of the house')) },
      },
    }));
    const { status, body } = await api.ask('POST', '/v1/tasks', { body: { model: 'fake/model', input: {} } });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(api.troubles).toHaveLength(1);
  });
});

describe('health', () => {
  it('is well as long as the process lives', async () => {
    api = await openApiHouse();
    expect((await api.ask('GET', '/healthz', { key: '' })).body).toEqual({ status: 'ok', version: '0.0.0-test' });
  });

  it('is ready while the store answers and there is room', async () => {
    api = await openApiHouse();
    expect(await api.ask('GET', '/readyz', { key: '' })).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('is not ready without the store', async () => {
    api = await openApiHouse(({ tasks }) => ({
      tasks: { ...tasks, store: { ...tasks.store, run: () => Promise.reject(new StoreError('unavailable', 'gone')) } },
    }));
    expect(await api.ask('GET', '/readyz', { key: '' })).toMatchObject({ status: 503, body: { reasons: ['store'] } });
    expect((await api.ask('GET', '/healthz', { key: '' })).status).toBe(200);
  });

  it('is not ready without room', async () => {
    api = await openApiHouse(() => ({ reserveBytes: Number.MAX_SAFE_INTEGER }));
    expect(await api.ask('GET', '/readyz', { key: '' })).toMatchObject({ status: 503, body: { reasons: ['room'] } });
  });

  it('is not ready while it is stopping', async () => {
    api = await openApiHouse();
    api.app.drain();
    expect(await api.ask('GET', '/readyz', { key: '' })).toMatchObject({
      status: 503,
      body: { reasons: ['draining'] },
    });
  });

  it('counts requests by route and tasks by state for an admin', async () => {
    api = await openApiHouse();
    await api.create();
    const text = await (await api.open('GET', '/metrics')).text();
    expect(text).toContain('firstframe_http_requests_total{route="POST /v1/tasks",status="200"} 1');
    expect(text).toContain('firstframe_tasks{state="accepted"} 1');
    expect(text).toMatch(/^firstframe_oldest_task_seconds\{state="accepted"\} [0-9.e-]+$/m);
    expect(text).toContain('firstframe_pauses 0');
    // Asked again at once, the store is left alone.
    await api.create();
    expect(await (await api.open('GET', '/metrics')).text()).toContain('firstframe_tasks{state="accepted"} 1');
    expect((await api.ask('GET', '/metrics', { key: '' })).status).toBe(401);
    // What all accounts together spend is not an account's to know.
    const key = await api.key(['admin'], { accountId: 'shop' });
    expect((await api.ask('GET', '/metrics', { key })).status).toBe(403);
  });
});

describe('the host of a request', () => {
  it.each([
    ['localhost', 200],
    ['localhost:8787', 200],
    ['studio.localhost', 200],
    ['127.0.0.1:8787', 200],
    ['[::1]:8787', 200],
    ['192.168.1.20', 200],
    ['clips.example', 200],
    ['clips.example:8443', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['', 421],
  ])('%j is answered with %i', async (host, expected) => {
    api = await openApiHouse(() => ({ baseUrl: 'https://clips.example' }));
    expect((await api.ask('GET', '/healthz', { headers: { host } })).status).toBe(expected);
  });
});
