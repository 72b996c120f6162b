import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import type { Task } from '../src/contract/task.js';
import { type Operation, type Row, sql } from '../src/store/statement.js';
import { HOSTED, type HostedHouse, type HostedName, onEachHostedHouse } from './hosted-house.js';
import { findPostgresTool } from './postgres-tools.js';
import { sharedPostgres } from './postgres.js';
import { finishAt, orderElsewhere } from './vendors/finished-jobs.js';
import { rateLimited } from './vendors/loopback/faults.js';
import type { LoopbackVendor } from './vendors/loopback/loopback-vendor.js';

const NAMES = Object.keys(HOSTED) as HostedName[];
const HOUR_MS = 3_600_000;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-restored-'));
  folders.push(folder);
  return folder;
}

/** Takes a backup; what it answers with puts it in the place of the database, beside the blobs as they are by then. */
async function takeBackup(house: HostedHouse, dataFolder: string): Promise<() => Promise<HostedHouse>> {
  const { store } = house.system;
  const folder = makeFolder();
  if (store.kind === 'sqlite') {
    await store.backup(path.join(folder, 'firstframe.db'));
    symlinkSync(path.join(dataFolder, 'blobs'), path.join(folder, 'blobs'));
    return () => house.reopen({ dataFolder: folder });
  }
  const cluster = await sharedPostgres();
  if ('missing' in cluster) throw new Error(cluster.missing);
  const [row] = await query(house, 'SELECT current_database() AS name');
  const databaseUrl = await cluster.createDatabase();
  const from = databaseUrl.replace(/\/[^/?]+(\?|$)/, `/${String(row?.['name'])}$1`);
  const file = path.join(folder, 'dump.sql');
  const run = promisify(execFile);
  await run(findPostgresTool('pg_dump') ?? '', ['--no-owner', '-f', file, from]);
  return async () => {
    await run(findPostgresTool('psql') ?? '', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', file, databaseUrl]);
    return house.reopen({ databaseUrl });
  };
}

function query(house: HostedHouse, text: string): Promise<readonly Row[]> {
  return house.system.store.run(function* (): Operation<readonly Row[]> {
    return yield { ...sql``, parts: [text], values: [] };
  });
}

async function allTasks({ client }: HostedHouse): Promise<readonly Task[]> {
  return (await client.list({ size: 100 })).tasks;
}

/** Waits until nothing is anybody's work any more but a person's. */
async function untilQuiet(house: HostedHouse): Promise<readonly Task[]> {
  for (const { taskId } of await allTasks(house)) await house.until(taskId, ({ hold }) => hold !== undefined);
  return allTasks(house);
}

const vendorOf = (house: HostedHouse, name: HostedName): LoopbackVendor => {
  const vendor = house.vendors[name];
  if (vendor === undefined) throw new Error(`no ${name}`);
  return vendor;
};

async function renderHere({ client }: HostedHouse): Promise<string> {
  const { id } = await client.upload(await readFile('examples/seedling.jpg'), { type: 'image/jpeg' });
  const input = { prompt: 'Hold', first_frame_url: id, duration: 1, resolution: '480p' };
  return (await client.create({ model: 'local/motion', input })).taskId;
}

/** Orders a clip as somebody else would, past a limit that the vendor still holds against the key. */
async function orderAfterLimit(vendor: LoopbackVendor): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await orderElsewhere('ark', vendor);
    } catch (error) {
      if (tries > 5) throw error;
    }
  }
}

/** As if all of it had been an hour ago. */
async function anHourPasses(house: HostedHouse): Promise<void> {
  await query(house, `UPDATE restored_tasks SET restored_at = restored_at - ${HOUR_MS}`);
  await query(house, `UPDATE tasks SET created_at = created_at - ${HOUR_MS}, due_at = 0 WHERE state = 'held'`);
}

/** Of each vendor: 52 in all. */
const COUNT = 13;

onEachHostedHouse((open) => {
  it('a backup from before its orders were sent sends none of them again, and holds what may have been sent', async ({
    skip,
  }) => {
    const dataFolder = makeFolder();
    const house = await open({ hiapi: {}, ark: {}, dashscope: {}, runway: {} }, { dataFolder });
    if (house.system.store.kind === 'postgres' && findPostgresTool('pg_dump') === undefined) skip('no pg_dump');
    const here = await renderHere(house);
    const orders: string[] = [];
    for (let made = 0; made < COUNT; made += 1) {
      const input = { prompt: `Slow push in, ${made}` };
      orders.push(...(await Promise.all(NAMES.map((name) => house.order(name, { input })))));
    }
    const restore = await takeBackup(house, dataFolder);
    for (const id of orders) expect((await house.until(id)).status).toBe('success');
    const sent = (): readonly number[] => NAMES.map((name) => vendorOf(house, name).orders.length);
    expect(sent()).toEqual(NAMES.map(() => COUNT));

    const restored = await restore();
    expect(restored.system.restored?.held).toBeGreaterThan(0);
    const tasks = await untilQuiet(restored);
    expect(tasks).toHaveLength(NAMES.length * COUNT + 1);
    const held = tasks.filter(({ hold }) => hold !== undefined);
    for (const { taskId, hold } of held) {
      const resolve = expect.stringContaining(taskId) as string;
      expect(hold).toMatchObject({ reason: 'unknown_submit', resolve });
    }
    const others = tasks.filter(({ hold }) => hold === undefined);
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'success'));
    expect(others.map(({ taskId }) => taskId)).toContain(here);
    expect(sent()).toEqual(NAMES.map(() => COUNT));

    // An hour later the lists show jobs of the time, which may be any of theirs.
    await anHourPasses(restored);
    const looked = held.slice(0, 3).map(({ taskId }) => taskId);
    for (const id of looked) await restored.until(id, ({ hold }) => hold !== undefined);
    expect(sent()).toEqual(NAMES.map(() => COUNT));
  }, 100_000);

  it('what the vendor’s list proves to be unsent is sent, once; what may be there waits for a person', async ({
    skip,
  }) => {
    const dataFolder = makeFolder();
    const house = await open({ ark: {} }, { dataFolder });
    if (house.system.store.kind === 'postgres' && findPostgresTool('pg_dump') === undefined) skip('no pg_dump');
    const vendor = vendorOf(house, 'ark');
    // It never gets as far as being sent: the vendor wants to be left alone.
    vendor.fault(rateLimited('create', 300, 3));
    const id = await house.order('ark');
    await house.until(id, () => vendor.calls.some(({ op }) => op === 'create'));
    const restored = await house.reopen({ isRestored: true });
    expect(restored.system.restored).toEqual({ held: 1 });
    const [other = ''] = await orderAfterLimit(vendor);
    finishAt(vendor, other, Date.now() - HOUR_MS);
    await anHourPasses(restored);
    await query(restored, `UPDATE credentials SET blocked_until = 0`);
    const again = await restored.reopen({ isRestored: false });
    expect(again.system.restored).toBeUndefined();
    const lists = (): number => vendor.calls.filter(({ op }) => op === 'list').length;
    await again.until(id, () => lists() > 0);
    expect(await again.client.get(id)).toMatchObject({ status: 'handling', hold: { reason: 'unknown_submit' } });
    expect(vendor.orders).toHaveLength(1);

    // Long before the task was asked for: it is no candidate any more.
    finishAt(vendor, other, Date.now() - 5 * HOUR_MS);
    await query(again, `UPDATE tasks SET due_at = 0 WHERE state = 'held'`);
    const last = await again.reopen();
    expect(await last.until(id, ({ status }) => status === 'success')).toMatchObject({ status: 'success' });
    expect(vendor.orders).toHaveLength(2);
  });
});
