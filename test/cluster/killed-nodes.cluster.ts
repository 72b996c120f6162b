import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.js';
import { startPostgres } from '../postgres.js';
import { killServers } from '../vendor-chaos/serve-process.js';
import { runCluster } from './campaign.js';
import { changeNodes } from './change-nodes.js';
import { closeVendors, startBucket, startVendors } from './start-cluster.js';

/** `node bench/run.js cluster` has 2,000. */
const TASKS = 80;

// A crash of one that does not wait for its disk loses what it has committed, and proves nothing.
const postgres = await startPostgres({ durable: true });
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-cluster-'));
});

afterEach(async () => {
  killServers();
  await rm(folder, { recursive: true, force: true });
});

afterAll(async () => {
  if (!('missing' in postgres)) await postgres.remove();
});

it.skipIf('missing' in postgres)(
  `four nodes that are killed every 2 s, over a Postgres that crashes and a bucket that fails, lose nothing and order nothing twice${missing}`,
  async () => {
    if ('missing' in postgres) return;
    const vendors = await startVendors();
    const bucket = await startBucket(0.05, createRandom(6).next);
    try {
      const report = await runCluster({
        ...{ folder, postgres, bucket, vendors, say, tasks: TASKS, nodes: 4, restarts: 2, seed: 6 },
        ...{ killEveryMs: 2000, capUsd: TASKS * 0.25, databaseUrl: await postgres.createDatabase() },
      });
      say(JSON.stringify(report));
      expect(report.faults).toEqual([]);
      expect(report.restarts).toBe(2);
      expect(report.kills).toBeGreaterThan(5);
      expect(report.bucket.spoiled).toBeGreaterThan(0);
      expect(report.ends['succeeded'] ?? 0).toBeGreaterThan(TASKS / 3);
      // A cap that nothing runs into proves nothing.
      expect(report.refused + (report.ends['no money'] ?? 0)).toBeGreaterThan(0);
    } finally {
      await bucket.close();
      await closeVendors(vendors);
    }
  },
);

it.skipIf('missing' in postgres)(
  `a node that comes or goes makes no task wait for longer than a lease and 5 s${missing}`,
  async () => {
    if ('missing' in postgres) return;
    const vendors = await startVendors({ pace: { queuedMs: 100, renderMs: 2000 } });
    const bucket = await startBucket(0, () => 1);
    try {
      const databaseUrl = await postgres.createDatabase();
      const report = await changeNodes({ folder, databaseUrl, bucket, vendors, say, perPhase: 8 });
      say(JSON.stringify(report));
      expect(report.unfinished).toEqual([]);
      expect(report.longestWaitMs).toBeLessThanOrEqual(report.leaseMs + 5000);
    } finally {
      await bucket.close();
      await closeVendors(vendors);
    }
  },
);

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
