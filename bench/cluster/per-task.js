/** What one task that is rendered elsewhere costs the database. */
import pg from 'pg';
import { createCaller } from '../../test/chaos/caller.js';
import { until } from '../../test/chaos/node-process.js';
import { startFront, VENDORS } from '../../test/vendor-chaos/front.js';
import { keysOf } from '../../test/vendor-chaos/hard-times.js';
import { readEnds } from '../../test/vendor-chaos/judge.js';
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
    const before = await readCounts(client);
    const caller = createCaller({ key: ADMIN_KEY, url: () => server.url() });
    const names = Array.from({ length: tasks }, (_, at) => VENDORS[at % VENDORS.length] ?? 'hiapi');
    await Promise.all(names.map((vendor, at) => caller.create(orderFor(vendor, `order-${at}-${vendor}`))));
    const look = () => readEnds({ caller, server, withBytes: false });
    await until('every task ends', async () => (await look()).every(({ isOpen }) => !isOpen), {
      ...{ limitMs: 300_000, everyMs: 1000 },
    });
    await client.query('SELECT pg_sleep(1.5)');
    const after = await readCounts(client);
    const per = (/** @type {'commits' | 'rows' | 'wal' | 'size'} */ what) => (after[what] - before[what]) / tasks;
    /** @type {{ rows: { n: number }[] }} */
    const { rows: events } = await client.query('SELECT count(*)::float8 AS n FROM events');
    return {
      ...{ tasks, commits: per('commits'), rowsWritten: per('rows'), walBytes: per('wal'), keptBytes: per('size') },
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
