import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../postgres.js';
import { type CampaignReport, runVendorCampaign } from './campaign.js';
import { killServers } from './serve-process.js';
import { closeVendors, startVendors, type Vendors } from './start-vendors.js';

/** A store; `node bench/run.js vendors` kills 500. Another seed is another run. */
const ROUNDS = 50;
const SEED = 5;

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
let folder: string;
let vendors: Vendors;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-vendor-chaos-'));
  vendors = await startVendors();
});

afterEach(async () => {
  killServers();
  await closeVendors(vendors);
  await rm(folder, { recursive: true, force: true });
});

describe(`${ROUNDS} times kill -9 at the arrows of submit, poll and fetch, at four vendors`, () => {
  it('orders nothing twice and loses no clip, on SQLite', async () => {
    judge(await runVendorCampaign({ folder, rounds: ROUNDS, seed: SEED, vendors, say }));
  });

  it.skipIf('missing' in postgres)(`does so on Postgres, where another server goes on${missing}`, async () => {
    if ('missing' in postgres) return;
    const databaseUrl = await postgres.createDatabase();
    judge(await runVendorCampaign({ folder, databaseUrl, rounds: ROUNDS, seed: SEED, vendors, say }));
  });
});

/** A run in which nothing was met would prove nothing. */
function judge(report: CampaignReport): void {
  say(JSON.stringify(report));
  expect(report.faults).toEqual([]);
  expect(report.how['no moment came'] ?? 0).toBeLessThan(ROUNDS / 3);
  for (const { ends } of Object.values(report.vendors)) expect(ends['succeeded'] ?? 0).toBeGreaterThan(3);
  expect(Object.values(report.vendors).reduce((sum, { ambiguous }) => sum + ambiguous, 0)).toBeGreaterThan(5);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
