import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { type Client, createClient } from '../src/client/client.js';
import { type HostedHouse, onEachHostedHouse } from './hosted-house.js';
import { startArkVendor } from './vendors/ark-vendor.js';
import { startHiapiVendor } from './vendors/hiapi-vendor.js';
import type { LoopbackVendor, VendorOptions } from './vendors/loopback/loopback-vendor.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A vendor that the installation has no key at. */
async function startAnother(
  start: (options: VendorOptions) => Promise<LoopbackVendor>,
  options: VendorOptions = {},
): Promise<LoopbackVendor> {
  const vendor = await start(options);
  closing.push(() => vendor.close());
  return vendor;
}

/** The API as somebody with a key of an account has it. */
async function clientOf({ client, system }: HostedHouse, account: string): Promise<Client> {
  const { key } = await client.keys.create({ account, name: 'theirs', scopes: ['admin'] });
  return createClient({
    baseUrl: 'http://127.0.0.1:8787',
    apiKey: key,
    retries: 0,
    fetch: (url, init) => system.app.fetch(new Request(url, init)),
  });
}

async function order(client: Client, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await client.upload(await readFile('examples/seedling.jpg'), { type: 'image/jpeg' });
  const input = { prompt: 'Slow push in', first_frame_url: id, aspect_ratio: '16:9', duration: 5 };
  const wish = { model: 'seedance-2-0', input, allow_unpriced: true, ...more };
  return (await client.create(wish)).taskId;
}

async function until(client: Client, taskId: string, isIt: (state: string | undefined) => boolean): Promise<void> {
  for (;;) {
    const task = await client.get(taskId);
    if (isIt(task.state) || task.completed > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

onEachHostedHouse((open) => {
  it("sends an account's orders under its own key, and everybody else's under the server's", async () => {
    const house = await open({ ark: {} });
    const own = await startAnother(startArkVendor);
    await house.client.accounts.create({
      id: 'shop',
      vendorKeys: { ark: { apiKey: own.apiKey, baseUrl: own.baseUrl } },
    });
    const shop = await clientOf(house, 'shop');
    const [theirs, ours] = [await order(shop), await house.order('ark')];
    expect(await shop.wait(theirs)).toMatchObject({ status: 'success' });
    expect(await house.until(ours)).toMatchObject({ status: 'success' });
    expect([own.orders.length, house.vendors.ark?.orders.length]).toEqual([1, 1]);
    expect(house.troubles).toEqual([]);
  });

  it('offers what only the keys of an account open to that account alone', async () => {
    const house = await open({});
    const own = await startAnother(startHiapiVendor);
    const { apiKey, baseUrl } = own;
    await house.client.accounts.create({ id: 'shop', vendorKeys: { hiapi: { apiKey, baseUrl } } });
    const shop = await clientOf(house, 'shop');
    const isOpen = async (client: Client) =>
      (await client.models()).find(({ id }) => id === 'seedance-2-0')?.routes?.find(({ route }) => route === 'hiapi')
        ?.configured;
    expect([await isOpen(shop), await isOpen(house.client)]).toEqual([true, false]);
    await expect(order(house.client)).rejects.toMatchObject({ status: 400, code: 'MODEL_UNAVAILABLE' });
    expect(await shop.wait(await order(shop))).toMatchObject({ status: 'success' });
    expect(own.orders).toHaveLength(1);
  });

  it('spends nothing of the server’s keys for an account that has only its own', async () => {
    const house = await open({ ark: {} });
    await house.client.accounts.create({ id: 'shop', ownKeysOnly: true });
    await expect(order(await clientOf(house, 'shop'))).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(house.vendors.ark?.orders).toHaveLength(0);
  });

  it('asks about a render under the key that it was sent under, when that was replaced and when it was taken away', async () => {
    const house = await open({ ark: {} });
    const first = await startAnother(startArkVendor, { pace: { queuedMs: 20, renderMs: 1_000 } });
    const second = await startAnother(startArkVendor);
    const { accounts } = house.client;
    const keyOf = ({ apiKey, baseUrl }: LoopbackVendor) => ({ ark: { apiKey, baseUrl } });
    await accounts.create({ id: 'shop', vendorKeys: keyOf(first) });
    const shop = await clientOf(house, 'shop');
    const sent = await order(shop);
    await until(shop, sent, (state) => state === 'rendering');
    await accounts.set('shop', { vendorKeys: keyOf(second) });
    const later = await order(shop, { input: { prompt: 'Slow pan left', aspect_ratio: '16:9', duration: 5 } });
    expect(await shop.wait(later)).toMatchObject({ status: 'success' });
    await accounts.set('shop', { vendorKeys: { ark: null }, ownKeysOnly: true });
    expect(await shop.wait(sent)).toMatchObject({ status: 'success' });
    expect([first.orders.length, second.orders.length, house.vendors.ark?.orders.length]).toEqual([1, 1, 0]);
    expect(house.troubles).toEqual([]);
  });

  it('answers what an account may not use with what it may', async () => {
    const house = await open({ ark: {}, hiapi: {} });
    const { accounts } = house.client;
    await accounts.create({ id: 'shop', models: ['seedance-2-0-fast', 'seedance-2-0'], routes: ['ark', 'hiapi:pro'] });
    const shop = await clientOf(house, 'shop');
    await expect(order(shop, { model: 'seedance-2-5' })).rejects.toThrow(/may use: seedance-2\.0-fast, seedance-2-0/);
    await expect(order(shop, { route: 'hiapi' })).rejects.toThrow(/may use: ark, hiapi:pro/);
    await expect(order(shop, { model: 'local/motion' })).rejects.toMatchObject({ status: 403 });
    const listed = await shop.models();
    expect(listed.map(({ id }) => id).sort()).toEqual(['seedance-2-0', 'seedance-2.0-fast']);
    expect(await shop.wait(await order(shop, { route: 'ark' }))).toMatchObject({ status: 'success' });
  });

  it('tells of a key its fingerprint, and holds an account to its caps', async () => {
    const house = await open({ ark: {} });
    const { apiKey, baseUrl } = house.vendors.ark ?? { apiKey: '', baseUrl: '' };
    const made = await house.client.accounts.create({
      id: 'shop',
      dayUsd: 0.01,
      vendorKeys: { ark: { apiKey, baseUrl } },
    });
    expect(JSON.stringify(made)).not.toContain(apiKey);
    expect(made.vendorKeys).toMatchObject([
      { provider: 'ark', baseUrl, fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) as string },
    ]);
    await expect(order(await clientOf(house, 'shop'))).rejects.toMatchObject({ status: 402 });
  });
});
