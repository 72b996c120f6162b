import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { killServers } from './serve-process.js';
import { closeVendors, startVendors, type Vendors } from './start-vendors.js';

/** What a test of killed and starved servers works on. */
export interface VendorGround {
  readonly folder: string;
  readonly vendors: Vendors;
}

/** A folder and the four vendors, anew for each test; the servers that are left after it are killed. Answers with those of the test that runs. */
export function useVendors(): () => VendorGround {
  let ground: VendorGround | undefined;
  const current = (): VendorGround => {
    if (ground === undefined) throw new Error('no test runs');
    return ground;
  };
  beforeEach(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-vendor-chaos-'));
    ground = { folder, vendors: await startVendors() };
  });
  afterEach(async () => {
    const { folder, vendors } = current();
    killServers();
    await closeVendors(vendors);
    await rm(folder, { recursive: true, force: true });
  });
  return current;
}
