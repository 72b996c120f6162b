import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery, InboxPage } from '../../../contract/callback.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const CALLBACK = { callback: { url: 'https://receiver.example/done' } };

let api: ApiHouse;
afterEach(() => api.close());

async function list(): Promise<readonly Delivery[]> {
  const { body } = await api.ask('GET', '/v1/callbacks');
  return (body.data as { callbacks: Delivery[] }).callbacks;
}

describe('/v1/callbacks', () => {
  it('logs what is owed, one by one too, and only to its own account', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish(CALLBACK);
    const [owed] = await list();
    expect(owed).toMatchObject({ taskId, url: CALLBACK.callback.url, state: 'pending', tries: 0 });
    expect((await api.ask('GET', `/v1/callbacks/${owed!.id}`)).body.data).toMatchObject({ id: owed!.id, log: [] });
    const key = await api.key(['create'], { accountId: 'other' });
    expect((await api.ask('GET', '/v1/callbacks', { key })).body.data).toMatchObject({ total: 0 });
    expect((await api.ask('POST', `/v1/callbacks/${owed!.id}/replay`, { key })).status).toBe(404);
    expect((await api.ask('POST', `/v1/callbacks/${owed!.id}/replay`)).body.data).toMatchObject({ id: owed!.id });
  });

  it('is an inbox for who cannot be reached: each once, by a cursor', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish(CALLBACK);
    const page = (await api.ask('GET', '/v1/callbacks/inbox')).body.data as InboxPage;
    expect(page.items.map((item) => (JSON.parse(item.body) as { taskId: string }).taskId)).toEqual([taskId]);
    const next = await api.ask('GET', `/v1/callbacks/inbox?after=${page.cursor}`);
    expect(next.body.data).toEqual({ items: [], cursor: page.cursor });
    expect((await api.ask('GET', '/v1/callbacks/inbox?after=x')).status).toBe(400);
  });

  it('holds a question for the inbox open until something comes', async () => {
    api = await openApiHouse();
    const asked = api.ask('GET', '/v1/callbacks/inbox?wait=30');
    const { taskId } = await api.finish(CALLBACK);
    expect(((await asked).body.data as InboxPage).items[0]?.taskId).toBe(taskId);
  });

  it('ends a question that is held open when the server is stopping', async () => {
    api = await openApiHouse();
    const asked = api.ask('GET', '/v1/callbacks/inbox?wait=30');
    api.app.drain();
    expect((await asked).body.data).toMatchObject({ items: [] });
  });

  it('gets a new secret from an admin, shown once, and signs with it', async () => {
    api = await openApiHouse();
    const { secret } = (await api.ask('POST', '/v1/webhook-secret', { body: {} })).body.data as { secret: string };
    expect(secret.length).toBeGreaterThanOrEqual(32);
    await api.finish(CALLBACK);
    const signed = (await api.ask('GET', '/v1/callbacks/inbox')).body.data as InboxPage;
    expect(signed.items[0]?.headers).toHaveProperty('x-hiapi-signature');
    expect((await api.ask('POST', '/v1/webhook-secret', { body: { secret: 'short' } })).status).toBe(400);
    expect((await api.ask('DELETE', '/v1/webhook-secret')).status).toBe(200);
    const unsigned = (await api.ask('GET', '/v1/callbacks/inbox')).body.data as InboxPage;
    expect(unsigned.items[0]?.headers).not.toHaveProperty('x-hiapi-signature');
  });

  it("gets no secret from a key that is no admin's", async () => {
    api = await openApiHouse();
    const key = await api.key(['create']);
    expect((await api.ask('POST', '/v1/webhook-secret', { key, body: {} })).status).toBe(403);
  });
});
