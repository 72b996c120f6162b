/** What one task that is rendered elsewhere costs the database. */
import pg from 'pg';
import { createCaller } from '../../test/chaos/caller.js';
import { until } from '../../test/chaos/node-process.js';
import { startFront, VENDORS } from '../../test/vendor-chaos/front.js';
import { keysOf } from '../../test/vendor-chaos/hard-times.js';
import { orderFor } from '../../test/vendor-chaos/orders.js';
import { ADMIN_KEY, startHealthyServer } from '../../test/vendor-chaos/serve-process.js';
import { readCounts } from './throughput.js';

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {string} about.databaseUrl
 * @param {import('../../test/cluster/campaign.js').Bucket} about.bucket
 * @param {import('../../test/vendor-chaos/campaign.js').Vendors} about.vendors
 * @param {number} about.tasks
 */
export async function measurePerTask({ folder, databaseUrl, bucket, vendors, tasks }) {
  const front = await startFront({ vendors });
  const { environment } = bucket;
  const plan = { node: 'one', dataFolder: folder, databaseUrl, front, keys: keysOf(vendors), pollMs: 300, environment };
  const server = await startHealthyServer(plan);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // What a node does that has nothing to do.
    const idle = await readCounts(client);
    await client.query('SELECT pg_sleep(10)');
    const before = await readCounts(client);
    const startedMs = performance.now();
    const caller = createCaller({ key: ADMIN_KEY, url: () => server.url() });
    const names = Array.from({ length: tasks }, (_, at) => VENDORS[at % VENDORS.length] ?? 'hiapi');
    await Promise.all(names.map((vendor, at) => caller.create(orderFor(vendor, `order-${at}-${vendor}`))));
    // Asked of the database, once a second: by the API it would be most of what is counted.
    const isOver = async () => {
      const open = `SELECT count(*)::int AS n FROM tasks WHERE state NOT IN ('succeeded', 'failed', 'cancelled', 'held')`;
      /** @type {{ rows: { n: number }[] }} */
      const { rows } = await client.query(open);
      return rows[0]?.n === 0;
    };
    await until('every task ends', isOver, { limitMs: 300_000, everyMs: 1000 });
    const tookSec = (performance.now() - startedMs) / 1000;
    await client.query('SELECT pg_sleep(1.5)');
    const after = await readCounts(client);
    const per = (/** @type {'commits' | 'rows' | 'wal' | 'size'} */ what) => (after[what] - before[what]) / tasks;
    /** @type {{ rows: { n: number }[] }} */
    const { rows: events } = await client.query('SELECT count(*)::float8 AS n FROM events');
    return {
      ...{
        tasks,
        tookSec,
        idleCommitsPerSec: (before.commits - idle.commits) / 10,
        commits: per('commits'),
        rowsWritten: per('rows'),
        walBytes: per('wal'),
        keptBytes: per('size'),
      },
      events: (events[0]?.n ?? NaN) / tasks,
      polls: front.calls.filter(({ op }) => op === 'poll').length / tasks,
      calls: front.calls.length / tasks,
      bucketCalls: bucket.count().calls / tasks,
    };
  } finally {
    await client.end();
    server.signal('SIGKILL');
    await server.died;
    front.close();
  }
}
