import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../postgres.js';
import { runCampaign } from './campaign.js';
import { killNodes } from './node-process.js';

/** A store; `node bench/run.js chaos` kills 300. Another seed is another run: take one at random when hunting. */
const KILLS = 60;
const SEED = 4;

const postgres = await sharedPostgres();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-chaos-'));
});

afterEach(async () => {
  killNodes();
  await rm(folder, { recursive: true, force: true });
});

describe(`${KILLS} times kill -9, between statements and in every state`, () => {
  it('loses no task, submits none twice and owes no callback, on SQLite', async () => {
    const report = await runCampaign({ folder, kills: KILLS, seed: SEED, say });
    say(JSON.stringify(report));
    expect(report.faults).toEqual([]);
    expectWide(report);
  });

  it.skipIf('missing' in postgres)(
    `does so on Postgres, where another node goes on${'missing' in postgres ? ` (skipped: ${postgres.missing})` : ''}`,
    async () => {
      if ('missing' in postgres) return;
      const databaseUrl = await postgres.createDatabase();
      const report = await runCampaign({ folder, databaseUrl, kills: KILLS, seed: SEED, say });
      say(JSON.stringify(report));
      expect(report.faults).toEqual([]);
      expectWide(report);
    },
  );
});

/** A run that met only idle nodes would prove nothing. */
function expectWide({ found, ended, kills }: Awaited<ReturnType<typeof runCampaign>>): void {
  expect(Object.keys(found).length, `states that were found after a kill: ${JSON.stringify(found)}`).toBeGreaterThan(4);
  expect(ended['succeeded']).toBeGreaterThan(kills);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
