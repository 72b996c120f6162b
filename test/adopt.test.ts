import { describe, expect, it } from 'vitest';
import type { Task } from '../src/contract/task.js';
import { readAudit } from '../src/store/operations/audit.js';
import { type Operation, type Row, sql } from '../src/store/statement.js';
import { type HostedHouse, type HostedName, onEachHostedHouse } from './hosted-house.js';
import { finishAt, LISTING, orderElsewhere } from './vendors/finished-jobs.js';
import { lostReply } from './vendors/loopback/faults.js';
import type { LoopbackVendor } from './vendors/loopback/loopback-vendor.js';

const WEEK_MS = 7 * 86_400_000;

const adopt = (house: HostedHouse, route: string, more: { readonly dry_run?: boolean } = {}) =>
  house.client.rescue.adopt({ route, ...more });

function vendorOf(house: HostedHouse, name: HostedName): LoopbackVendor {
  const vendor = house.vendors[name];
  if (vendor === undefined) throw new Error(`no ${name}`);
  return vendor;
}

onEachHostedHouse((open) => {
  describe.each(LISTING)('what %s has made for others', (name) => {
    it('is told by a dry run, taken in once, fetched, and kept', async () => {
      const house = await open({ [name]: {} });
      const vendor = vendorOf(house, name);
      const own = await house.until(await house.order(name));
      const [first = '', second = ''] = await orderElsewhere(name, vendor, { count: 2 });
      vendor.endRender(first);
      const dry = await adopt(house, name, { dry_run: true });
      expect(dry.adopted.map(({ handle }) => handle).sort()).toEqual([first, second].sort());
      expect((await house.client.list()).total).toBe(1);

      const { adopted, known, listed } = await adopt(house, name);
      expect([adopted.length, known, listed]).toEqual([2, 1, 3]);
      const tasks: Task[] = [];
      for (const { taskId = '' } of adopted) tasks.push(await house.until(taskId));
      const model = name === 'dashscope' ? 'wan2.7-video/image-to-video' : 'seedance-2-0';
      for (const task of tasks) {
        expect(task).toMatchObject({ status: 'success', model: `${model}@${name}`, storage: 'persistent', input: {} });
        expect(task.output).toHaveLength(1);
      }
      expect(tasks.map(({ reference }) => reference).sort()).toEqual([`adopted:${first}`, `adopted:${second}`].sort());
      const again = await adopt(house, name);
      expect([again.adopted, again.known]).toEqual([[], 3]);
      expect((await house.client.list()).total).toBe(3);
      expect(own.status).toBe('success');
      expect(house.troubles).toEqual([]);
    });
  });

  it('is taken in once by two at the same time', async () => {
    const house = await open({ ark: {} });
    const handles = await orderElsewhere('ark', vendorOf(house, 'ark'), { count: 20 });
    const both = await Promise.all([adopt(house, 'ark'), adopt(house, 'ark')]);
    expect(both.flatMap(({ adopted }) => adopted.map(({ handle }) => handle)).sort()).toEqual([...handles].sort());
    expect((await house.client.list({ size: 100 })).total).toBe(20);
  });

  it('costs what the vendor counted, in the ledger and in no cap; what it does not tell is not guessed', async () => {
    const house = await open({ ark: {}, hiapi: {} });
    for (const name of ['ark', 'hiapi'] as const) {
      const [handle = ''] = await orderElsewhere(name, vendorOf(house, name));
      vendorOf(house, name).endRender(handle);
    }
    const [atArk] = (await adopt(house, 'ark')).adopted;
    const [atHiapi] = (await adopt(house, 'hiapi')).adopted;
    expect([atArk?.costUsd, atHiapi?.costUsd]).toEqual([expect.any(Number), undefined]);
    expect((await house.until(atArk?.taskId ?? '')).cost?.usd).toBe(atArk?.costUsd);
    expect((await house.until(atHiapi?.taskId ?? '')).cost).toBeUndefined();
    const { rows } = await house.client.money.costs();
    expect(rows).toMatchObject([{ provider: 'ark', renders: 1, spentUsd: atArk?.costUsd, heldUsd: 0 }]);
    expect((await house.client.money.caps()).day.spentUsd).toBe(0);
    const kinds = await house.system.store.run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT kind FROM ledger`;
    });
    expect(kinds).toEqual([{ kind: 'adopted' }]);
    const audit = await house.system.store.run(() => readAudit({ action: 'adopt', limit: 10 }));
    expect(audit.map(({ subject }) => subject).sort()).toEqual(['route:ark', 'route:hiapi']);
  });

  it('leaves out what may be the render of an order here that nobody knows the end of, and says of which', async () => {
    const house = await open({ ark: { faults: [lostReply] } });
    // No word from the list either: the order stays in doubt.
    vendorOf(house, 'ark').fault({ on: 'list', kind: 'answers', status: 502, isDone: false, times: 3 });
    const id = await house.order('ark');
    await house.until(id, () => vendorOf(house, 'ark').calls.filter(({ op }) => op === 'list').length >= 3);
    const [handle = ''] = vendorOf(house, 'ark').orders.map((order) => order.handle);
    const { adopted, mayBe, known } = await adopt(house, 'ark');
    expect(adopted).toEqual([]);
    if (known === 0) expect(mayBe).toEqual([{ handle, taskId: id }]);
    expect(await house.until(id)).toMatchObject({ status: 'success' });
    expect(vendorOf(house, 'ark').orders).toHaveLength(1);
  });

  it('fetches the most urgent first, and all that can be saved', async () => {
    const house = await open({ hiapi: {} });
    const vendor = vendorOf(house, 'hiapi');
    const handles = await orderElsewhere('hiapi', vendor, { count: 202 });
    const nowMs = Date.now();
    // From 30 s to 24 h, in no order; two are dead already.
    const lifeMs = (index: number): number => (index < 2 ? -1_000 : 30_000 + ((index * 17) % 200) * 430_000);
    handles.forEach((handle, index) => finishAt(vendor, handle, nowMs - WEEK_MS + lifeMs(index)));
    const { adopted, expired } = await house.client.rescue.adopt({ route: 'hiapi', since_hours: 400 });
    expect([...expired].sort()).toEqual(handles.slice(0, 2).sort());
    const byUrgency = handles
      .map((handle, index) => ({ handle, lifeMs: lifeMs(index) }))
      .filter((each) => each.lifeMs > 0)
      .sort((a, b) => a.lifeMs - b.lifeMs)
      .map(({ handle }) => handle);
    expect(adopted.map(({ handle }) => handle)).toEqual(byUrgency);
    for (const { taskId = '' } of adopted) expect((await house.until(taskId)).status).toBe('success');
    const fetched = vendor.calls
      .filter(({ op }) => op === 'output')
      .map(({ path }) => decodeURIComponent(path.replace('/outputs/', '')).replace('.mp4', ''));
    const late = [...new Set(fetched)].map((handle, place) => Math.abs(place - byUrgency.indexOf(handle)));
    // Eight are fetched at once.
    expect(Math.max(...late)).toBeLessThanOrEqual(8);
  }, 100_000);

  it('says which routes have a list, for one that has none', async () => {
    const house = await open({ runway: {}, ark: {} });
    await expect(adopt(house, 'runway')).rejects.toThrow(/no list of its tasks. Routes with one: ark\./);
  });
});
