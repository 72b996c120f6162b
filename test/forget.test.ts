import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Operation, sql } from '../src/store/statement.js';
import { type AccountsHouse, openAccountsHouse } from './accounts-house.js';
import { onEachStore } from './on-each-store.js';

onEachStore((store) => {
  let house: AccountsHouse;
  let key: string;
  let bytes = 0;

  beforeAll(async () => {
    house = await openAccountsHouse(store());
    key = await house.account('forgetful');
  });
  afterAll(() => house.close());

  /** Bytes that nobody else has, uploaded. */
  async function upload(whose = key, tail = (bytes += 1)): Promise<string> {
    const body = new Uint8Array([255, 216, 255, tail]);
    return ((await house.ask('POST', '/v1/assets', { key: whose, body })).body.data as { readonly id: string }).id;
  }
  const made = async (asset: string, whose = key): Promise<string> =>
    house.finish(whose, { input: { first_frame_url: asset } });
  const forget = (path: string, whose = key) => house.ask('DELETE', path, { key: whose });
  const pathOf = (asset: string): string => `/v1/assets/${asset.slice('asset://'.length)}`;
  const stored = async (whose = key): Promise<number> =>
    ((await house.ask('GET', '/v1/storages', { key: whose })).body.data as { readonly total: number }).total;
  /** References of uploads and of tasks. */
  const references = (): Promise<number> =>
    house.deps.store.run(function* (): Operation<number> {
      const [row] = yield sql`
        SELECT count(*) AS refs FROM blob_refs WHERE account_id = 'forgetful' AND owner NOT LIKE 'output:%'`;
      return Number(row?.['refs']);
    });

  it('keeps what was made from an asset that is deleted alone', async () => {
    const asset = await upload();
    const before = await stored();
    await made(asset);
    expect((await forget(pathOf(asset))).status).toBe(200);
    expect(await stored()).toBe(before + 1);
  });

  it('takes with an asset all that was made from it, and other uploads of the same bytes', async () => {
    const asset = await upload();
    const again = await upload(key, bytes);
    const other = await upload();
    const before = await stored();
    const held = await references();
    const [one, two, stays] = [await made(asset), await made(again), await made(other)];
    expect((await forget(`${pathOf(asset)}?made=true`)).status).toBe(200);
    expect(await stored()).toBe(before + 1);
    expect((await house.ask('GET', pathOf(again), { key })).status).toBe(404);
    expect((await house.ask('GET', pathOf(other), { key })).status).toBe(200);
    for (const id of [one, two, stays]) expect((await house.ask('GET', `/v1/tasks/${id}`, { key })).status).toBe(200);
    // The two uploads and what their tasks had of them; the third's own task has come.
    expect(await references()).toBe(held - 2 + 1);
  });

  it('finds what was made by the inputs of tasks when their references have lapsed', async () => {
    const asset = await upload();
    const before = await stored();
    const id = await made(asset);
    await house.deps.store.run(function* () {
      yield sql`DELETE FROM blob_refs WHERE owner = ${`task:${id}`}`;
    });
    expect((await forget(`${pathOf(asset)}?made=true`)).status).toBe(200);
    expect(await stored()).toBe(before);
  });

  it('refuses while a task that has not ended is made from it, and has changed nothing', async () => {
    const asset = await upload();
    const before = await stored();
    const id = await made(asset);
    await house.deps.store.run(function* () {
      yield sql`UPDATE tasks SET completed_at = 0 WHERE id = ${id}`;
    });
    expect((await forget(`${pathOf(asset)}?made=true`)).status).toBe(409);
    expect((await forget(`/v1/tasks/${id}/stills?made=true`)).status).toBe(409);
    expect(await stored()).toBe(before + 1);
    expect((await house.ask('GET', pathOf(asset), { key })).status).toBe(200);
  });

  it('lets go of the stills of a task, and of its clips if that is asked', async () => {
    const asset = await upload();
    const before = await stored();
    const id = await made(asset);
    expect((await forget(`/v1/tasks/${id}/stills`)).body.data).toEqual({ taskId: id, outputs: 0 });
    expect(await stored()).toBe(before + 1);
    const twin = await made(asset);
    expect((await forget(`/v1/tasks/${twin}/stills?made=true`)).body.data).toEqual({ taskId: twin, outputs: 1 });
    expect(await stored()).toBe(before + 1);
  });

  it('leaves the same bytes of another account alone', async () => {
    const stranger = await house.account(`stranger-${bytes}`);
    const asset = await upload();
    const theirs = await upload(stranger, bytes);
    await made(theirs, stranger);
    expect((await forget(`${pathOf(asset)}?made=true`)).status).toBe(200);
    expect(await stored(stranger)).toBe(1);
    expect((await house.ask('GET', pathOf(theirs), { key: stranger })).status).toBe(200);
    expect((await forget(`${pathOf(theirs)}?made=true`)).status).toBe(404);
  });
});
