/** Nodes come, leave in order and die while tasks run; how long any of them waited is read from its own events. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createCaller } from '../chaos/caller.js';
import { until } from '../chaos/node-process.js';
import { startFront } from '../vendor-chaos/front.js';
import { keysOf } from '../vendor-chaos/hard-times.js';
import { readEnds } from '../vendor-chaos/judge.js';
import { orderFor } from '../vendor-chaos/orders.js';
import { ADMIN_KEY, startHealthyServer } from '../vendor-chaos/serve-process.js';

/** As the runner has it when nothing else is said. */
const LEASE_MS = 15_000;

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {string} about.databaseUrl
 * @param {import('./campaign.js').Bucket} about.bucket
 * @param {import('../vendor-chaos/campaign.js').Vendors} about.vendors
 * @param {number} about.perPhase tasks that are asked for before each change
 * @param {(line: string) => void} about.say
 */
export async function changeNodes({ folder, databaseUrl, bucket, vendors, perPhase, say }) {
  const front = await startFront({ vendors });
  const start = async (/** @type {string} */ node) => {
    const dataFolder = path.join(folder, node);
    await mkdir(dataFolder, { recursive: true });
    const { environment } = bucket;
    return startHealthyServer({
      node,
      dataFolder,
      databaseUrl,
      front,
      keys: keysOf(vendors),
      pollMs: 300,
      environment,
    });
  };
  let up = [await start('one'), await start('two')];
  let turn = 0;
  const caller = createCaller({ key: ADMIN_KEY, url: () => up[(turn += 1) % up.length]?.url() });
  let asked = 0;
  // At the one who knows a repeat by its key: elsewhere a lost answer is looked for in a list for ten minutes, whoever does it. It takes
  // one order a second, and what waits for that is nobody's fault.
  const ask = async () => {
    for (let count = 0; count < perPhase; count += 1) {
      void caller.create(orderFor('hiapi', `order-${(asked += 1)}-hiapi`));
      await delay(1300);
    }
  };
  await ask();
  const three = await start('three');
  up = [...up, three];
  say('a third node has come');
  await ask();
  const [one, two] = up;
  up = up.filter((server) => server !== one);
  one?.signal('SIGTERM');
  await one?.died;
  say('the first one has left');
  await ask();
  // In the middle of its work.
  await until('renders are under way', () => front.calls.filter(({ op }) => op === 'create').length >= asked - 2, {
    limitMs: 60_000,
  });
  up = [three];
  two?.signal('SIGKILL');
  await two?.died;
  say('the second one has died');
  const look = () => readEnds({ caller, server: three, withBytes: false });
  await until('every task ends', async () => (await look()).every(({ isOpen }) => !isOpen), {
    ...{ limitMs: 120_000, everyMs: 500 },
  });
  const unfinished = (await look()).filter(({ state }) => state !== 'succeeded');
  three.signal('SIGKILL');
  await three.died;
  front.close();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // Between two events of a task there is nothing to wait for but a claim, the vendor's 2 s and the poll after them.
  const { rows } = await client.query(
    `SELECT task_id AS id, before, kind || ' ' || coalesce(data::json ->> 'state', '') AS after, waited::float8 AS "waitedMs" FROM (
       SELECT task_id, kind, data, at - lag(at) OVER own AS waited,
         lag(kind || ' ' || coalesce(data::json ->> 'state', '')) OVER own AS before
       FROM events WINDOW own AS (PARTITION BY task_id ORDER BY seq)) AS gaps
     WHERE waited IS NOT NULL ORDER BY waited DESC LIMIT 5`,
  );
  await client.end();
  const longest = /** @type {{ id: string, before: string, after: string, waitedMs: number }[]} */ (rows);
  return { tasks: asked, leaseMs: LEASE_MS, longestWaitMs: longest[0]?.waitedMs ?? NaN, longest, unfinished };
}
