import { describe, expect, it } from 'vitest';
import { sharedPostgres } from '../postgres.js';
import { type CampaignReport, runVendorCampaign } from './campaign.js';
import { useVendors } from './use-vendors.js';

/** A store; `node bench/run.js vendors` kills 500. Another seed is another run. */
const ROUNDS = 50;
const SEED = 5;

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
const at = useVendors();

describe(`${ROUNDS} times kill -9 at the arrows of submit, poll and fetch, at four vendors`, () => {
  it('orders nothing twice and loses no clip, on SQLite', async () => {
    judge(await runVendorCampaign({ ...at(), rounds: ROUNDS, seed: SEED, say }));
  });

  it.skipIf('missing' in postgres)(`does so on Postgres, where another server goes on${missing}`, async () => {
    if ('missing' in postgres) return;
    const databaseUrl = await postgres.createDatabase();
    judge(await runVendorCampaign({ ...at(), databaseUrl, rounds: ROUNDS, seed: SEED, say }));
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
