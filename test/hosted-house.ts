import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { VendorKeys } from '../src/contract/vendor-keys.js';
import type { Task } from '../src/contract/task.js';
import type { Client } from '../src/client/client.js';
import { createMediaPool, type MediaPool } from '../src/media/pool.js';
import type { System, SystemConfig } from '../src/system.js';
import { openInstallation } from './open-installation.js';
import { sharedPostgres } from './postgres.js';
import { startArkVendor } from './vendors/ark-vendor.js';
import { startDashscopeVendor } from './vendors/dashscope-vendor.js';
import { startHiapiVendor } from './vendors/hiapi-vendor.js';
import type { LoopbackVendor, VendorOptions } from './vendors/loopback/loopback-vendor.js';
import { startRunwayVendor } from './vendors/runway-vendor.js';

/** A vendor of the tests, and the model that is asked of it. */
export const HOSTED = {
  hiapi: { start: startHiapiVendor, model: 'seedance-2-0' },
  ark: { start: startArkVendor, model: 'seedance-2-0' },
  dashscope: { start: startDashscopeVendor, model: 'wan2.7-i2v' },
  runway: { start: startRunwayVendor, model: 'runway/gen4.5' },
} as const;

/** The name of one. */
export type HostedName = keyof typeof HOSTED;

/** An installation with keys at vendors of this machine. */
export interface HostedHouse {
  readonly system: System;
  readonly client: Client;
  readonly vendors: Readonly<Partial<Record<HostedName, LoopbackVendor>>>;
  /** What went wrong behind the scenes. */
  readonly troubles: unknown[];
  /** Asks for a clip of a photograph and answers with the task's id. */
  order(name: HostedName, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Waits for a task's end, or for what `isIt` says of it. */
  until(taskId: string, isIt?: (task: Task) => boolean): Promise<Task>;
  /** Ends this process's part as a kill would, without a word to anybody, and opens another over the same rows. */
  reopen(change?: Partial<SystemConfig>): Promise<HostedHouse>;
}

let pool: MediaPool | undefined;
const closing: (() => Promise<void> | void)[] = [];

/** Starts the vendors that are named and an installation over them. */
type OpenHouse = (
  vendors: Partial<Record<HostedName, VendorOptions>>,
  change?: Partial<SystemConfig>,
) => Promise<HostedHouse>;

/** Runs a suite of whole tasks for which any store will do. */
export function onSqliteHouse(suite: (open: OpenHouse) => void): void {
  beforeAll(() => {
    pool = createMediaPool({ size: 1 });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => pool?.close());
  describe('on SQLite', () => {
    suite((vendors, change) => openHouse(vendors, undefined, change));
  });
}

/** Runs a suite of whole tasks on each kind of store. */
export function onEachHostedHouse(suite: (open: OpenHouse) => void): void {
  onSqliteHouse(suite);
  describe.skipIf('missing' in postgres)(
    `on Postgres${'missing' in postgres ? ` (skipped: ${postgres.missing})` : ''}`,
    () => {
      suite(async (vendors, change) => {
        if ('missing' in postgres) throw new Error(postgres.missing);
        return openHouse(vendors, await postgres.createDatabase(), change);
      });
    },
  );
}

const postgres = await sharedPostgres();

async function openHouse(
  asked: Partial<Record<HostedName, VendorOptions>>,
  databaseUrl: string | undefined,
  change: Partial<SystemConfig> = {},
): Promise<HostedHouse> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  closing.push(() => rmSync(dataFolder, { recursive: true, force: true }));
  const vendors: Partial<Record<HostedName, LoopbackVendor>> = {};
  const vendorKeys: Record<string, VendorKeys[HostedName]> = {};
  for (const name of Object.keys(asked) as HostedName[]) {
    const vendor = await HOSTED[name].start(asked[name] ?? {});
    closing.push(() => vendor.close());
    vendors[name] = vendor;
    vendorKeys[name] = { apiKey: vendor.apiKey, baseUrl: vendor.baseUrl };
  }
  const config: SystemConfig = {
    ...{ dataFolder, vendorKeys, pollMs: 25, version: '0.0.0-test' },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...{ baseUrl: 'http://127.0.0.1:8787', secretKey: randomBytes(32), allowAddresses: ['127.0.0.0/8'] },
    mediaPool: () => (pool === undefined ? Promise.reject(new Error('no pool')) : Promise.resolve(pool)),
    mediaProcesses: 1,
    leaseMs: 2_000,
    ...change,
  };
  return openOver(config, vendors);
}

async function openOver(config: SystemConfig, vendors: HostedHouse['vendors']): Promise<HostedHouse> {
  const { system, client, troubles, until, stop } = await openInstallation(config);
  closing.push(stop);
  return {
    ...{ system, client, vendors, troubles, until },
    async order(name, more = {}) {
      const { id } = await client.upload(await readFile('examples/seedling.jpg'), { type: 'image/jpeg' });
      const { input, ...rest } = more as { readonly input?: object };
      const { model } = HOSTED[name];
      const settings = { prompt: 'Slow push in', first_frame_url: id, aspect_ratio: '16:9', duration: 5, ...input };
      const { taskId } = await client.create({ model, input: settings, allow_unpriced: true, route: name, ...rest });
      return taskId;
    },
    async reopen(change = {}) {
      await stop();
      return openOver({ ...config, ...change }, vendors);
    },
  };
}
