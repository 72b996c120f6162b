import { afterEach, describe, expect, it } from 'vitest';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
afterEach(() => api.close());

/** Makes a clip and answers with the id of its output. */
async function madeOutput(): Promise<string> {
  const { taskId } = await api.finish();
  const { storages } = (await api.ask('GET', '/v1/storages')).body.data as {
    storages: { id: string; taskId: string }[];
  };
  return storages.find((stored) => stored.taskId === taskId)?.id ?? '';
}

describe('/v1/storages', () => {
  it('lists what is stored with its tier, newest first, for its own account alone', async () => {
    api = await openApiHouse();
    const first = await madeOutput();
    const second = await madeOutput();
    const { body } = await api.ask('GET', '/v1/storages');
    expect(body.data).toMatchObject({
      page: 1,
      size: 10,
      total: 2,
      storages: [
        { id: second, storage_tier: 'temp', type: 'video', sizeBytes: 8 },
        { id: first, storage_tier: 'temp' },
      ],
    });
    const key = await api.key(['read'], { accountId: 'other' });
    expect((await api.ask('GET', '/v1/storages', { key })).body.data).toMatchObject({ total: 0, storages: [] });
  });

  it('promotes for good, again without complaint', async () => {
    api = await openApiHouse();
    const id = await madeOutput();
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await api.ask('POST', '/v1/storages/promote', { body: [id] });
      expect(status).toBe(200);
      expect(body.data).toEqual({ accepted: [id], rejected: [] });
    }
    const { storages } = (await api.ask('GET', '/v1/storages')).body.data as { storages: unknown[] };
    expect(storages[0]).toMatchObject({ id, storage_tier: 'persistent' });
    expect(storages[0]).not.toHaveProperty('expireAt');
  });

  it("says of each id why not, in HiAPI's words", async () => {
    api = await openApiHouse(() => ({ persistentBytesMax: 10 }));
    const kept = await madeOutput();
    const over = await madeOutput();
    const gone = await madeOutput();
    await api.ask('POST', '/v1/storages/delete', { body: [gone] });
    const ids = [kept, over, gone, '12345', 'not a number', '99999999999999999999', kept];
    const { body } = await api.ask('POST', '/v1/storages/promote', { body: ids });
    expect(body.data).toEqual({
      accepted: [kept],
      rejected: [
        { id: over, reason: 'cap_exceeded' },
        { id: gone, reason: 'already_deleted' },
        { id: '12345', reason: 'not_owned' },
        { id: 'not a number', reason: 'not_owned' },
        { id: '99999999999999999999', reason: 'not_owned' },
      ],
    });
  });

  it("does not touch another account's", async () => {
    api = await openApiHouse();
    const id = await madeOutput();
    const key = await api.key(['create'], { accountId: 'other' });
    for (const what of ['promote', 'delete']) {
      const { body } = await api.ask('POST', `/v1/storages/${what}`, { key, body: [id] });
      expect(body.data).toEqual({ accepted: [], rejected: [{ id, reason: 'not_owned' }] });
    }
    expect((await api.ask('GET', '/v1/storages')).body.data).toMatchObject({ total: 1 });
  });

  it('takes a deleted output out of the list and of its task', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish();
    const { storages } = (await api.ask('GET', '/v1/storages')).body.data as { storages: { id: string }[] };
    const ids = storages.map(({ id }) => id);
    expect((await api.ask('POST', '/v1/storages/delete', { body: ids })).body.data).toEqual({
      accepted: ids,
      rejected: [],
    });
    expect((await api.ask('GET', '/v1/storages')).body.data).toMatchObject({ total: 0 });
    expect((await api.ask('GET', `/v1/tasks/${taskId}`)).body.data).toMatchObject({ status: 'success', output: [] });
  });

  it.each([
    ['no list', { ids: [] }],
    ['an empty list', []],
    ['more than 50', Array.from({ length: 51 }, (_, index) => String(index))],
    ['numbers', [1]],
  ])('refuses %s', async (_, body) => {
    api = await openApiHouse();
    expect((await api.ask('POST', '/v1/storages/promote', { body })).status).toBe(400);
  });
});
