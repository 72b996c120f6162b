/** Many nodes on one Postgres and one bucket: killed all the while, and measured against one. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { createRandom } from '../test/chaos/random.js';
import { runCluster } from '../test/cluster/campaign.js';
import { changeNodes } from '../test/cluster/change-nodes.js';
import { measurePerTask } from './cluster/per-task.js';
import { measureThroughput } from './cluster/throughput.js';
import { loadCluster } from './vendors/load-vendors.js';

/** @typedef {import('./results-table.js').Row} Row */

/**
 * What nodes work with, beside Postgres.
 * @typedef {object} World
 * @property {import('../test/vendor-chaos/campaign.js').Vendors} vendors
 * @property {import('../test/cluster/start-bucket.js').NodesBucket} bucket
 */

/** The heading over its table. */
export const title = 'Many nodes';

/** How it is measured, sentence by sentence. */
export const method = [
  'Nodes are the real program, `serve`, in processes of their own over one Postgres that waits for its disk and the S3 fake of the tests, which ' +
    'checks signatures; renders are ordered from four loopback vendors, and the vendors’ own books judge.',
  'A node of chance is killed by SIGKILL every 2 s and started again at once; Postgres crashes (`pg_ctl stop -m immediate`) twice; one call in 20 to ' +
    'the bucket is refused, lost, or cut. The cap is lower than what was asked for, so that it is run into.',
  'A node that comes or goes: the longest time between two events of any task, while a third node starts, one leaves by SIGTERM and one dies by SIGKILL.',
  'Throughput: the store’s operations alone, from create to end (eight transactions of a task), 32 tasks at once in all, without vendors and HTTP; the ' +
    'processors are those of the machine that Postgres and the nodes share.',
  'A task: what Postgres counted for one node that orders, polls, fetches and verifies, divided by the tasks, less what the node does at rest.',
];

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick, most }) {
  const postgres = await startPostgres({ durable: true });
  if ('missing' in postgres) {
    return [{ what: 'Postgres', goal: '–', measured: `not here: ${postgres.missing}`, met: undefined }];
  }
  const { startVendors, closeVendors, startBucket } = await loadCluster();
  const within = async (/** @type {string} */ name) => {
    const own = path.join(folder, name);
    await mkdir(own, { recursive: true });
    return { folder: own, databaseUrl: await postgres.createDatabase() };
  };
  /**
   * @template Result
   * @param {{ readonly share: number, readonly options: import('../test/vendors/loopback/loopback-vendor.js').VendorOptions }} how
   * @param {(world: World) => Promise<Result>} use
   * @returns {Promise<Result>}
   */
  async function inWorld({ share, options }, use) {
    const vendors = await startVendors(options);
    const bucket = await startBucket(share, createRandom(6).next);
    try {
      return await use({ vendors, bucket });
    } finally {
      await bucket.close();
      await closeVendors(vendors);
    }
  }
  /** @type {Row[]} */
  const rows = [];
  const add = (/** @type {Row} */ row) => {
    say(`${row.what}: ${row.measured}`);
    rows.push(row);
  };
  try {
    add(await rowOfThroughput(postgres, quick));
    const own = await within('task');
    const each = await inWorld({ share: 0, options: {} }, (world) =>
      measurePerTask({ ...own, ...world, tasks: quick ? 8 : 100 }),
    );
    add({
      what: `one hosted task: commits, rows written, WAL, rows kept, questions to the vendor`,
      goal: '–',
      measured:
        `${(each.commits - (each.idleCommitsPerSec * each.tookSec) / each.tasks).toFixed(0)} commits beside ${each.idleCommitsPerSec.toFixed(0)}/s of a node at rest, ${each.rowsWritten.toFixed(0)} rows, ${(each.walBytes / 1000).toFixed(0)} kB of WAL, ` +
        `${(each.keptBytes / 1000).toFixed(1)} kB kept, ${each.polls.toFixed(1)} questions`,
      met: undefined,
      figures: each,
    });
    const change = await within('change');
    const wait = await inWorld({ share: 0, options: { pace: { queuedMs: 100, renderMs: 2000 } } }, (world) =>
      changeNodes({ ...change, ...world, say, perPhase: quick ? 2 : 15 }),
    );
    add({
      what: `${wait.tasks} tasks while a node comes, one leaves and one dies: the longest wait`,
      goal: '≤ lease + 5 s',
      measured: `${(wait.longestWaitMs / 1000).toFixed(1)} s, lease ${wait.leaseMs / 1000} s; ${wait.unfinished.length} unfinished`,
      met: wait.longestWaitMs <= wait.leaseMs + 5000 && wait.unfinished.length === 0,
      figures: wait,
    });
    const tasks = quick ? 12 : Math.min(most, 2000);
    const killed = await within('killed');
    const sizes = { tasks, nodes: 4, killEveryMs: 2000, restarts: 2, capUsd: tasks * 0.25, seed: 46 };
    const report = await inWorld({ share: 0.05, options: {} }, (world) =>
      runCluster({ ...killed, ...world, ...sizes, postgres, say }),
    );
    add({
      what: `${tasks} tasks on 4 nodes, one killed every 2 s, Postgres crashed ${report.restarts} times, 5 % of the bucket’s calls spoiled`,
      goal: '0 lost, 0 double submits, 0 cap overrun, every callback delivered',
      measured:
        `${report.faults.length} faults; ${report.kills} kills, ${report.bucket.spoiled} of ${report.bucket.calls} calls spoiled, ` +
        `${JSON.stringify(report.ends)}, at most $${report.mostHeldUsd.toFixed(2)} set aside of $${report.capUsd.toFixed(2)}; ${report.seconds} s`,
      met: report.faults.length === 0,
      figures: report,
    });
  } finally {
    await postgres.remove();
  }
  return rows;
}

/**
 * @param {import('../dist/store/testing/throwaway-postgres.js').PostgresCluster} postgres
 * @param {boolean} quick
 * @returns {Promise<Row>}
 */
async function rowOfThroughput(postgres, quick) {
  const forMs = quick ? 500 : 6000;
  const rounds = quick ? 1 : 3;
  /** @type {Record<1 | 4, import('./cluster/throughput.js').Throughput[]>} */
  const found = { 1: [], 4: [] };
  // In turn, so that other work on the machine falls on both alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const nodes of /** @type {const} */ ([1, 4])) {
      const databaseUrl = await postgres.createDatabase();
      found[nodes].push(await measureThroughput({ databaseUrl, nodes, atOnce: 32, forMs }));
    }
  }
  const middle = (/** @type {1 | 4} */ nodes) =>
    found[nodes].toSorted((a, b) => a.perSec - b.perSec)[Math.floor(rounds / 2)];
  const [one, four] = [middle(1), middle(4)];
  if (one === undefined || four === undefined) throw new Error('no round was run');
  const ratio = four.perSec / one.perSec;
  const cpu = (/** @type {import('./cluster/throughput.js').Throughput} */ each) =>
    `nodes ${each.nodesCpu.toFixed(1)} and Postgres ${each.postgresCpu.toFixed(1)} processors`;
  return {
    what: `4 nodes against 1 on the same Postgres, ${availableParallelism()} processors for all`,
    goal: '≥ 2.5 × until Postgres is the limit',
    measured: `${ratio.toFixed(2)} ×: ${four.perSec.toFixed(0)} tasks/s (${cpu(four)}) against ${one.perSec.toFixed(0)}/s (${cpu(one)})`,
    met: ratio >= 2.5,
    figures: found,
  };
}
