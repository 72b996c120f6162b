import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage, Pauses } from '../../../contract/operations.js';
import { noteTrouble } from '../../../store/operations/breakers.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
beforeAll(async () => {
  api = await openApiHouse();
});
afterAll(() => api.close());

/** A key of an account of its own, which may `admin` there and is not the operator's. */
async function stranger() {
  const accountId = `account-${randomUUID()}`;
  return { accountId, key: await api.key(['admin'], { accountId }) };
}

const audit = async (query = '', key?: string) =>
  (await api.ask('GET', `/v1/audit${query}`, key === undefined ? {} : { key })).body.data as AuditPage;
const pauses = async (key?: string) =>
  (await api.ask('GET', '/v1/pauses', key === undefined ? {} : { key })).body.data as Pauses;

describe('pauses', () => {
  it('begin and end by the same fields, and both are written down', async () => {
    const made = await api.ask('POST', '/v1/pauses', { body: { route: 'local', reason: 'a test' } });
    expect(made.body.data).toMatchObject({ route: 'local', reason: 'a test' });
    expect((await pauses()).pauses).toMatchObject([{ route: 'local', reason: 'a test' }]);
    expect((await api.ask('DELETE', '/v1/pauses')).body.data).toEqual({ pauses: [], keys: [] });
    const ended = await api.ask('DELETE', '/v1/pauses?route=local');
    expect(ended.body.data).toMatchObject({ pauses: [{ route: 'local' }] });
    expect((await pauses()).pauses).toEqual([]);
    const { entries } = await audit('?action=pause&account=default');
    expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
      ['pause.end', 'route:local'],
      ['pause.set', 'route:local'],
    ]);
    expect(entries[1]).toMatchObject({ after: { reason: 'a test' } });
    expect(entries[1]).not.toHaveProperty('before');
  });

  it('are refused for names that nothing goes by, and without a reason', async () => {
    const ask = (body: object) => api.ask('POST', '/v1/pauses', { body });
    expect((await ask({ route: 'arc', reason: 'a slip' })).body.message).toContain('Routes: ');
    expect((await ask({ model: 'no/such', reason: 'a slip' })).status).toBe(400);
    expect((await ask({ account: 'nobody', reason: 'a slip' })).status).toBe(404);
    expect((await ask({ route: 'local' })).status).toBe(400);
    expect((await pauses()).pauses).toEqual([]);
  });

  it('may be of a model that only an account’s own key opens', async () => {
    const made = await api.ask('POST', '/v1/pauses', { body: { model: 'seedance-2-0', reason: 'wrong prices' } });
    expect(made.body.data).toMatchObject({ model: 'seedance-2-0' });
    expect((await api.ask('DELETE', '/v1/pauses?model=seedance-2-0')).body.data).toMatchObject({ pauses: [{}] });
  });

  it('of an account are its admins’ own; they see those that hold them up, and can end no others', async () => {
    const { accountId, key } = await stranger();
    const other = await stranger();
    const own = await api.ask('POST', '/v1/pauses', { key, body: { reason: 'ours' } });
    expect(own.body.data).toMatchObject({ account: accountId, reason: 'ours' });
    await api.ask('POST', '/v1/pauses', { body: { model: 'fake/model', reason: 'all of you' } });
    expect((await pauses(key)).pauses.map(({ reason }) => reason).sort()).toEqual(['all of you', 'ours']);
    expect((await pauses(other.key)).pauses.map(({ reason }) => reason)).toEqual(['all of you']);
    const foreign = { key: other.key, body: { account: accountId, reason: 'mine' } };
    expect((await api.ask('POST', '/v1/pauses', foreign)).status).toBe(404);
    expect((await api.ask('DELETE', `/v1/pauses?account=${accountId}`, { key: other.key })).status).toBe(404);
    await api.ask('DELETE', '/v1/pauses?model=fake%2Fmodel', { key: other.key });
    expect((await pauses()).pauses).toHaveLength(2);
    await api.ask('DELETE', '/v1/pauses?model=fake%2Fmodel');
    await api.ask('DELETE', `/v1/pauses?account=${accountId}`);
    expect((await pauses()).pauses).toEqual([]);
  });

  it('of an account that the operator has made are not its admins’ to end, nor to take over', async () => {
    const { accountId, key } = await stranger();
    await api.ask('POST', '/v1/pauses', { body: { account: accountId, reason: 'the bill is not paid' } });
    const ended = await api.ask('DELETE', '/v1/pauses', { key });
    expect(ended).toMatchObject({ status: 403 });
    expect(ended.body.message).toContain('the bill is not paid');
    expect((await api.ask('POST', '/v1/pauses', { key, body: { reason: 'ours' } })).status).toBe(403);
    expect((await pauses(key)).pauses).toMatchObject([{ account: accountId, reason: 'the bill is not paid' }]);
    // One of another scope is theirs.
    await api.ask('POST', '/v1/pauses', { key, body: { route: 'local', reason: 'ours' } });
    expect((await api.ask('DELETE', '/v1/pauses?route=local', { key })).body.data).toMatchObject({ pauses: [{}] });
    await api.ask('DELETE', `/v1/pauses?account=${accountId}`);
    expect((await pauses()).pauses).toEqual([]);
  });

  it('show the operator, and nobody else, keys that a vendor refuses, without the key; resume tries them again', async () => {
    const { store } = api.deps.tasks;
    const trouble = { cause: 'auth', say: 'Set ARK_API_KEY.' } as const;
    await store.run(() => noteTrouble({ provider: 'ark', fingerprint: 'the-fingerprint' }, trouble));
    const { key } = await stranger();
    expect((await pauses(key)).keys).toEqual([]);
    const { keys } = await pauses();
    expect(keys).toMatchObject([{ route: 'ark', state: 'open', ...trouble }]);
    expect(JSON.stringify(keys)).not.toContain('the-fingerprint');
    expect((await api.ask('DELETE', '/v1/pauses?route=ark', { key })).body.data).toEqual({ pauses: [], keys: [] });
    expect((await api.ask('DELETE', '/v1/pauses?route=ark')).body.data).toMatchObject({ keys: [{ route: 'ark' }] });
    expect((await pauses()).keys).toEqual([]);
  });
});

describe('GET /v1/audit', () => {
  it('tells of caps and keys: who, what, before and after, and never a key', async () => {
    const { accountId: account, key } = await stranger();
    const made = (await api.ask('POST', '/v1/keys', { key, body: { name: 'shop' } })).body.data as {
      id: string;
      key: string;
    };
    await api.ask('PUT', '/v1/caps', { body: { account, dayUsd: 5 } });
    await api.ask('PUT', '/v1/caps', { body: { account, dayUsd: 0 } });
    for (let twice = 0; twice < 2; twice += 1) await api.ask('POST', `/v1/keys/${made.id}/revoke`, { key });
    const { entries } = await audit('', key);
    expect(entries.map(({ action }) => action)).toEqual([
      'key.revoke',
      'caps.set',
      'caps.set',
      'key.create',
      'key.create',
    ]);
    expect(entries[1]).toMatchObject({
      account,
      subject: 'caps',
      before: [{ microUsd: 5e6 }],
      after: [{ microUsd: 0 }],
    });
    expect(entries[0]).toMatchObject({ subject: made.id, after: { revoked: true } });
    expect(JSON.stringify(entries)).not.toContain(made.key);
  });

  it('shows nobody another account’s', async () => {
    const [one, other] = [await stranger(), await stranger()];
    await api.ask('POST', '/v1/keys', { key: one.key, body: { name: 'shop' } });
    expect((await audit('', other.key)).entries.map(({ account }) => account)).toEqual([other.accountId]);
    expect((await api.ask('GET', `/v1/audit?account=${one.accountId}`, { key: other.key })).status).toBe(404);
    expect((await audit(`?account=${one.accountId}`)).entries).toHaveLength(2);
    expect((await audit('?size=500')).entries.some(({ account }) => account === one.accountId)).toBe(true);
  });

  it('is turned page by page', async () => {
    const { accountId: account, key } = await stranger();
    for (let at = 0; at < 5; at += 1) await api.ask('PUT', '/v1/caps', { body: { account, dayUsd: at } });
    const seqs: number[] = [];
    for (let next = ''; ;) {
      const page = await audit(`?size=2${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`, key);
      seqs.push(...page.entries.map(({ seq }) => seq));
      if (page.next === undefined) break;
      next = page.next;
    }
    expect(seqs).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await api.ask('GET', '/v1/audit?after=nonsense', { key })).status).toBe(400);
  });
});
