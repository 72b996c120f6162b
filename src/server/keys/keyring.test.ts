import { afterEach, describe, expect, it } from 'vitest';
import { revokeApiKey } from '../../store/operations/api-keys.js';
import { ADMIN_KEY, type ApiHouse, openApiHouse } from '../testing/api-house.js';
import { createKeyring } from './keyring.js';
import { makeKey } from './make-key.js';

let api: ApiHouse;
afterEach(() => api.close());

describe('a key', () => {
  it.each([
    ['nothing', {}],
    ['another word before it', { authorization: 'Basic abc' }],
    ['a key that nobody made', { authorization: `Bearer ${makeKey()}` }],
    ['a text without end', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
    ['no key behind the word', { authorization: 'Bearer ' }],
  ])('is missed where there is %s', async (_, headers) => {
    api = await openApiHouse();
    const { status, body, headers: answered } = await api.ask('GET', '/v1/tasks', { key: '', headers });
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 401, data: null, error: { type: 'authentication_error' } });
    expect(answered.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    [['read'], { list: 200, create: 403, keys: 403, metrics: 403 }],
    [['create'], { list: 200, create: 200, keys: 403, metrics: 403 }],
    [['admin'], { list: 200, create: 200, keys: 200, metrics: 200 }],
  ] as const)('of %j may do what that says', async (scopes, expected) => {
    api = await openApiHouse();
    const key = await api.key(scopes);
    const body = { model: 'fake/model', input: {} };
    expect((await api.ask('GET', '/v1/tasks?page=1&size=1', { key })).status).toBe(expected.list);
    expect((await api.ask('POST', '/v1/tasks', { key, body })).status).toBe(expected.create);
    expect((await api.ask('GET', '/v1/keys', { key })).status).toBe(expected.keys);
    expect((await api.open('GET', '/metrics', { key })).status).toBe(expected.metrics);
  });

  it('is shown once, and listed without itself or its hash', async () => {
    api = await openApiHouse();
    const body = { name: 'the studio', scopes: ['read'], requestsPerMinute: 60, tasksInFlight: 5 };
    const made = (await api.ask('POST', '/v1/keys', { body })).body.data as { key: string; id: string };
    expect((await api.ask('GET', '/v1/tasks', { key: made.key })).status).toBe(200);
    const listed = await api.ask('GET', '/v1/keys');
    expect(listed.body.data).toEqual([{ ...body, id: made.id, created: expect.any(Number) as number }]);
  });

  it('is listed and revoked by its own account alone', async () => {
    api = await openApiHouse();
    const made = (await api.ask('POST', '/v1/keys', { body: { name: 'mine' } })).body.data as { id: string };
    const key = await api.key(['admin'], { accountId: 'other' });
    expect((await api.ask('POST', `/v1/keys/${made.id}/revoke`, { key })).status).toBe(404);
    expect((await api.ask('GET', '/v1/keys', { key })).body.data).toHaveLength(1);
  });

  it('stops working at once when it is revoked', async () => {
    api = await openApiHouse();
    const made = (await api.ask('POST', '/v1/keys', { body: { name: 'mine' } })).body.data as {
      id: string;
      key: string;
    };
    expect((await api.ask('GET', '/v1/tasks', { key: made.key })).status).toBe(200);
    const revoked = await api.ask('POST', `/v1/keys/${made.id}/revoke`);
    expect(revoked.body.data).toMatchObject({ id: made.id, revoked: expect.any(Number) as number });
    expect((await api.ask('GET', '/v1/tasks', { key: made.key })).status).toBe(401);
    expect((await api.ask('POST', `/v1/keys/${made.id}/revoke`)).body.data).toEqual(revoked.body.data);
  });

  it('that another process revoked stops working within two seconds, though its hint is lost', async () => {
    api = await openApiHouse();
    const { store } = api.house.deps;
    const key = await api.key(['read']);
    let nowMs = 0;
    const shared = { ...store, kind: 'postgres', onWake: () => () => undefined } as const;
    const keyring = createKeyring({ store: shared, monotonicMs: () => nowMs });
    const identity = await keyring.check(`Bearer ${key}`);
    await store.run(() => revokeApiKey('default', identity?.keyId ?? ''));
    expect(await keyring.check(`Bearer ${key}`)).toBe(identity);
    nowMs = 2000;
    expect(await keyring.check(`bearer ${key}`)).toBeUndefined();
  });

  it('of the operator is in no table', async () => {
    api = await openApiHouse();
    expect((await api.ask('GET', '/v1/keys', { key: ADMIN_KEY })).body.data).toEqual([]);
  });
});

describe("a key's limits", () => {
  it('let as many requests through in a minute as they say, refused ones among them, then answer 429', async () => {
    let nowMs = 0;
    api = await openApiHouse(({ tasks }) => ({ tasks: { ...tasks, monotonicMs: () => nowMs } }));
    const key = await api.key(['read'], { requestsPerMinute: 2 });
    expect((await api.ask('GET', '/v1/tasks', { key })).status).toBe(200);
    expect((await api.ask('POST', '/v1/tasks', { key, body: {} })).status).toBe(403);
    const { status, headers, body } = await api.ask('GET', '/v1/tasks', { key });
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('30');
    expect(body.error).toMatchObject({ code: 'rate_limit_exceeded' });
    nowMs = 30_000;
    expect((await api.ask('GET', '/v1/tasks', { key })).status).toBe(200);
    expect((await api.ask('GET', '/v1/tasks', { key })).status).toBe(429);
  });

  it('let as many tasks be under way as they say, and another when one has ended', async () => {
    api = await openApiHouse();
    const key = await api.key(['create'], { tasksInFlight: 1 });
    const ask = { key, body: { model: 'fake/model', input: {} } };
    const { taskId } = (await api.ask('POST', '/v1/tasks', ask)).body.data as { taskId: string };
    const refused = await api.ask('POST', '/v1/tasks', ask);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    await api.ask('POST', `/v1/tasks/${taskId}/cancel`, { key });
    expect((await api.ask('POST', '/v1/tasks', ask)).status).toBe(200);
  });
});
