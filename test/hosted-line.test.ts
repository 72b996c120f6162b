import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { HOSTED, type HostedName, onEachHostedHouse } from './hosted-house.js';
import { lostReply, lostRequest, rateLimited, serverError } from './vendors/loopback/faults.js';

const NAMES = Object.keys(HOSTED) as HostedName[];
const CLIP = await readFile('test/vendors/loopback/clip.mp4');

onEachHostedHouse((open) => {
  it.each(NAMES)('orders a clip of %s, fetches it and hands it out', async (name) => {
    const house = await open({ [name]: {} });
    const task = await house.until(await house.order(name));
    expect(house.troubles).toEqual([]);
    expect(task).toMatchObject({ status: 'success', cost: { basis: expect.any(String) as string } });
    const [clip] = task.output ?? [];
    const response = await house.client.download(clip?.url.replace(/^http:\/\/[^/]+/, '') ?? '');
    expect(Buffer.from(await response.arrayBuffer()).equals(CLIP)).toBe(true);
    expect(house.vendors[name]?.orders).toHaveLength(1);
  });

  it.each([
    ['hiapi', 'success'],
    ['ark', 'success'],
    ['dashscope', 'success'],
    ['runway', 'held'],
  ] as const)('makes one render at %s of an order whose answer is lost: %s', async (name, end) => {
    const house = await open({ [name]: { faults: [lostReply] } });
    const id = await house.order(name);
    const task = await house.until(id, ({ hold }) => hold !== undefined);
    expect(house.vendors[name]?.orders).toHaveLength(1);
    if (end === 'success') {
      expect(task.status).toBe('success');
      return;
    }
    expect(task).toMatchObject({ status: 'handling', hold: { reason: 'unknown_submit' } });
    expect(task.hold?.resolve).toContain(`tasks resolve ${id}`);
    const handle = house.vendors[name]?.orders[0]?.handle ?? '';
    await house.client.resolve(id, { handle });
    expect(await house.until(id)).toMatchObject({ status: 'success' });
    expect(house.vendors[name]?.orders).toHaveLength(1);
  });

  it('waits while a vendor wants to be left alone, and orders once', async () => {
    const house = await open({ hiapi: { faults: [rateLimited('create', 1, 2)] } });
    expect(await house.until(await house.order('hiapi'))).toMatchObject({ status: 'success' });
    expect(house.vendors.hiapi?.orders).toHaveLength(1);
  });

  it('asks on while a vendor answers with nothing but errors', async () => {
    const house = await open({ ark: { faults: [serverError('poll', 502, { isDone: false, times: 3 })] } });
    expect(await house.until(await house.order('ark'))).toMatchObject({ status: 'success' });
  });

  it('goes to the next route of the caller’s list when the first has refused, and to none that is not in it', async () => {
    const house = await open({ hiapi: {}, ark: {} });
    house.vendors.hiapi?.emptyBalance();
    const over = await house.until(await house.order('hiapi', { route: 'hiapi,ark' }));
    expect(over).toMatchObject({ status: 'success' });
    expect(house.vendors.hiapi?.orders).toHaveLength(0);
    expect(house.vendors.ark?.orders).toHaveLength(1);
    const id = await house.order('hiapi', { route: 'hiapi', input: { prompt: 'Slow pan left' } });
    const stays = await house.until(id, ({ progress }) => progress?.waits !== undefined);
    expect(stays).toMatchObject({ state: 'submitting', progress: { waits: 'vendor_key' } });
    expect(stays.progress?.doing).toContain('HiAPI');
    expect(house.vendors.ark?.orders).toHaveLength(1);
  });

  it('never sends again what may have arrived at a vendor without a list, though it never did', async () => {
    const house = await open({ runway: { faults: [lostRequest] } });
    const id = await house.order('runway');
    expect(await house.until(id, ({ hold }) => hold !== undefined)).toMatchObject({
      hold: { reason: 'unknown_submit' },
    });
    expect(house.vendors.runway?.orders).toHaveLength(0);
    await house.client.resolve(id, { no_job: true });
    expect(await house.until(id)).toMatchObject({ status: 'success' });
    expect(house.vendors.runway?.orders).toHaveLength(1);
  });

  it('holds what would pass its budget, and goes on when it may cost more', async () => {
    const house = await open({ ark: {} });
    const refused = house.order('ark', { budget_usd: 0.01 });
    await expect(refused).rejects.toMatchObject({ status: 402 });
    expect(await house.until(await house.order('ark', { budget_usd: 5 }))).toMatchObject({ status: 'success' });
  });

  it('does not ask about a render under another key than it was sent under', async () => {
    const house = await open({ ark: { fates: [{ kind: 'never_ends' }] } });
    const id = await house.order('ark');
    await house.until(id, ({ state }) => state === 'rendering');
    const { apiKey = '', baseUrl = '' } = house.vendors.ark ?? {};
    const swapped = await house.reopen({ vendorKeys: { ark: { apiKey: `${apiKey}-other`, baseUrl } } });
    const calls = house.vendors.ark?.calls.length;
    await swapped.until(id, () => swapped.troubles.length > 0);
    expect(String(swapped.troubles[0])).toContain('another key');
    expect(house.vendors.ark?.calls).toHaveLength(calls ?? -1);
  });
});
