import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MoneyEnd, reserve, settleMoney } from '../../../store/operations/money.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
beforeAll(async () => {
  api = await openApiHouse();
});
afterAll(() => api.close());

/** An attempt of the account that came to these ends; answers with whether there was room for it. */
async function attempt(accountId: string, microUsd: number, { ends = [] as readonly MoneyEnd[], keyId = 'key' } = {}) {
  const attemptId = randomUUID();
  const { store } = api.deps.tasks;
  const money = { attemptId, taskId: randomUUID(), accountId, keyId, model: 'm', provider: 'p', microUsd, basis: 'b' };
  const { kind } = await store.run(() => reserve(money));
  for (const end of ends) await store.run(() => settleMoney(attemptId, end));
  return kind;
}

const settle = (microUsd: number): MoneyEnd => ({ kind: 'settle', microUsd, basis: 'b' });

/** A key of an account of its own, which may `admin` there and is not the operator's. */
async function stranger() {
  const accountId = `account-${randomUUID()}`;
  return { accountId, key: await api.key(['admin'], { accountId }) };
}

describe('PUT /v1/caps', () => {
  it('sets what is named, keeps the rest, and takes away what is null', async () => {
    const { accountId: account } = await stranger();
    const put = (body: object) => api.ask('PUT', '/v1/caps', { body: { account, ...body } });
    const first = await put({ dayUsd: 0.1, monthUsd: 300 });
    expect(first.status).toBe(200);
    expect(first.body.data).toMatchObject({ account, day: { capUsd: 0.1, spentUsd: 0, heldUsd: 0 }, keys: [] });
    expect((await put({ dayUsd: null })).body.data).toMatchObject({ month: { capUsd: 300 } });
    const read = await api.ask('GET', `/v1/caps?account=${account}`);
    expect(read.body.data).toMatchObject({ day: { spentUsd: 0 }, month: { capUsd: 300 } });
    expect(read.body.data).not.toHaveProperty('day.capUsd');
  });

  it('is held to: to the micro-dollar, and what was spent before counts', async () => {
    const { accountId: account } = await stranger();
    await attempt(account, 100_000, { ends: [settle(150_000)] });
    await attempt(account, 100_000);
    await api.ask('PUT', '/v1/caps', { body: { account, dayUsd: 0.35 } });
    const { body } = await api.ask('GET', `/v1/caps?account=${account}`);
    expect(body.data).toMatchObject({ day: { capUsd: 0.35, spentUsd: 0.15, heldUsd: 0.1 } });
    expect(await attempt(account, 100_001)).toBe('over');
    expect(await attempt(account, 100_000)).toBe('reserved');
  });

  it('caps keys of the account, and knows no others', async () => {
    const { accountId, key } = await stranger();
    const made = (await api.ask('POST', '/v1/keys', { key, body: { name: 'shop', maxUsd: 0.2 } })).body.data as {
      id: string;
    };
    const listed = (await api.ask('GET', '/v1/caps', { key })).body.data as { keys: unknown };
    expect(listed.keys).toEqual([{ id: made.id, capUsd: 0.2, spentUsd: 0, heldUsd: 0 }]);
    expect(await attempt(accountId, 200_001, { keyId: made.id })).toBe('over');
    const put = (keys: object) => api.ask('PUT', '/v1/caps', { key, body: { keys } });
    expect((await put({ [made.id]: 1 })).status).toBe(200);
    expect(await attempt(accountId, 200_001, { keyId: made.id })).toBe('reserved');
    expect((await put({ [made.id]: null })).body.data).toMatchObject({ keys: [] });
    expect(await put({ 'key-of-another': 1 })).toMatchObject({ status: 404 });
  });

  it("lets an account's own admin neither raise its caps nor see another's", async () => {
    const { key } = await stranger();
    const other = await stranger();
    expect((await api.ask('PUT', '/v1/caps', { key, body: { dayUsd: 1e6 } })).status).toBe(403);
    expect((await api.ask('PUT', '/v1/caps', { key, body: { monthUsd: null } })).status).toBe(403);
    expect((await api.ask('PUT', '/v1/caps', { key, body: { account: other.accountId, keys: {} } })).status).toBe(404);
    expect((await api.ask('GET', `/v1/caps?account=${other.accountId}`, { key })).status).toBe(404);
    expect((await api.ask('GET', '/v1/caps', { key: await api.key(['create']) })).status).toBe(403);
  });

  it.each([{ dayUsd: -1 }, { dayUsd: '5' }, { weekUsd: 5 }, { dayUsd: 1e10 }, { keys: { k: -1 } }])(
    'refuses %j',
    async (body) => {
      expect((await api.ask('PUT', '/v1/caps', { body })).status).toBe(400);
    },
  );

  it('answers another method with those there are', async () => {
    const { status, headers } = await api.ask('POST', '/v1/caps', { body: {} });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
  });
});

describe('GET /v1/costs', () => {
  const today = new Date().toISOString().slice(0, 10);

  it('adds up in whole micro-dollars, and tells dollars', async () => {
    const { accountId, key } = await stranger();
    await attempt(accountId, 100_000, { ends: [settle(100_000)] });
    await attempt(accountId, 100_000, { ends: [settle(200_000)] });
    await attempt(accountId, 123_456, { ends: [{ kind: 'uncertain' }] });
    await attempt(accountId, 1);
    const { status, body } = await api.ask('GET', '/v1/costs', { key });
    expect(status).toBe(200);
    const amounts = { renders: 4, spentUsd: 0.423456, heldUsd: 0.000001, uncertainUsd: 0.123456 };
    expect(body.data).toEqual({
      ...{ by: 'model', account: accountId, from: `${today.slice(0, 7)}-01`, to: today },
      ...{ rows: [{ name: 'm', provider: 'p', ...amounts }], total: amounts },
    });
  });

  it('goes by days, from one to another, both in it', async () => {
    const { accountId, key } = await stranger();
    await attempt(accountId, 5, { ends: [settle(5)] });
    const cost = async (query: string) => (await api.ask('GET', `/v1/costs?by=day&${query}`, { key })).body;
    expect((await cost(`from=${today}&to=${today}`)).data).toMatchObject({ rows: [{ name: today, renders: 1 }] });
    expect((await cost('from=2020-01-31&to=2020-02-01')).data).toMatchObject({ rows: [], total: { spentUsd: 0 } });
    expect(await cost('from=2020-02-30')).toMatchObject({ code: 400 });
    expect(await cost('from=2020-02-02&to=2020-02-01')).toMatchObject({ code: 400 });
    expect((await api.ask('GET', '/v1/costs?by=week', { key })).status).toBe(400);
  });

  it('tells the operator of all accounts, and everybody else of their own', async () => {
    const [one, other] = [await stranger(), await stranger()];
    await attempt(one.accountId, 1, { ends: [settle(1)] });
    await attempt(other.accountId, 2, { ends: [settle(2)] });
    const names = async (query: string, key?: string) => {
      const asked = key === undefined ? {} : { key };
      const { body } = await api.ask('GET', `/v1/costs?by=account${query}`, asked);
      return (body.data as { rows: { name: string }[] }).rows.map(({ name }) => name);
    };
    expect(await names('')).toEqual(expect.arrayContaining([one.accountId, other.accountId]));
    expect(await names(`&account=${one.accountId}`)).toEqual([one.accountId]);
    expect(await names('', one.key)).toEqual([one.accountId]);
    const reader = await api.key(['read']);
    expect(await names('', reader)).toEqual([]);
    expect((await api.ask('GET', `/v1/costs?account=${other.accountId}`, { key: one.key })).status).toBe(404);
  });
});
