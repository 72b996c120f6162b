/**
 * One node: a process that runs the whole system, with the loopback vendor beside the built-in renderer, until it is killed. Started by
 * node-process.js, whose orders come over IPC. `argv[2]` is a {@link NodePlan} as JSON.
 */
import pg from 'pg';
import { createGuardedFetch } from '../../dist/net/guarded-fetch.js';
import { listen } from '../../dist/server/listen.js';
import { ownDataFolder } from '../../dist/store/sqlite/own-data-folder.js';
import { sql } from '../../dist/store/statement.js';
import { openSystem } from '../../dist/system.js';
import { createMediaPool } from '../../dist/media/pool.js';
import { createFatalMoment } from './fatal-moment.js';
import { readFacts } from './read-facts.js';
import { WEBHOOK_SECRET } from './receiver.js';
import { createVendorProvider } from './vendor-provider.js';
import { parseJson } from './parse-json.js';

/**
 * @typedef {object} NodePlan
 * @property {string} name
 * @property {string} dataFolder
 * @property {string} [databaseUrl]
 * @property {string} vendorUrl
 * @property {number} leaseMs
 * @property {'SIGKILL' | 'SIGSTOP'} signal
 * @property {import('./fatal-moment.js').Moment} [fromOpen] armed before anything is opened
 * @property {import('./fatal-moment.js').Moment} [fromStart] armed when it begins to work
 * @property {boolean} [idle] takes tasks and does not work on them
 * @property {number} [port]
 */

const plan = /** @type {NodePlan} */ (parseJson(process.argv[2] ?? '{}'));
const moment = createFatalMoment(plan.signal);
// Nobody is left to kill it.
process.on('disconnect', () => process.exit(1));

if (plan.databaseUrl !== undefined) {
  // Postgres' store has no hook of its own: every query of every connection passes here.
  const client = /** @type {Record<'query', (this: unknown, ...what: unknown[]) => unknown>} */ (
    /** @type {unknown} */ (pg.Client.prototype)
  );
  const { query } = client;
  client.query = function (...what) {
    /** @type {unknown} */
    let answer;
    moment.passStatement(() => {
      answer = query.apply(this, what);
    });
    return answer;
  };
}

moment.arm(plan.fromOpen);
// A folder of many nodes is nobody's; of one, the dead one's lock is gone with it.
if (plan.databaseUrl === undefined && ownDataFolder(plan.dataFolder) === undefined)
  throw new Error('the folder is owned');
const { provider, model } = createVendorProvider({
  ...{ url: plan.vendorUrl, node: plan.name, fetch: createGuardedFetch(), pass: moment.passPlace },
});
/** @type {Promise<import('../../dist/media/pool.js').MediaPool> | undefined} */
let pool;
/** @type {string[]} */
const troubles = [];
const system = await openSystem({
  dataFolder: plan.dataFolder,
  ...(plan.databaseUrl === undefined ? {} : { databaseUrl: plan.databaseUrl }),
  baseUrl: 'http://127.0.0.1:8787',
  secretKey: new Uint8Array(32).fill(7),
  webhookSecret: WEBHOOK_SECRET,
  allowAddresses: ['127.0.0.0/8'],
  version: 'chaos',
  mediaPool: () => (pool ??= Promise.resolve(createMediaPool())),
  mediaProcesses: 3,
  leaseMs: plan.leaseMs,
  models: [model],
  providers: [provider],
  onTrouble: (error) => {
    if (troubles.length < 20) troubles.push(String(error instanceof Error ? error.stack : error));
  },
  onStatement: () => moment.passStatement(),
});
const states = await system.store.run(function* () {
  const rows = yield sql`SELECT state, count(*) AS tasks FROM tasks WHERE lane <> '' GROUP BY state`;
  return rows.map((row) => /** @type {const} */ ([String(row['state']), Number(row['tasks'])]));
});
const { url } = await listen(system.app, { port: plan.port ?? 0, host: '127.0.0.1' });

process.on('message', (message) => {
  const { id, ask, body } = /** @type {{ id: number, ask: string, body: unknown }} */ (message);
  void answer(ask, body).then(
    (value) => process.send?.({ id, value }),
    (/** @type {unknown} */ error) => process.send?.({ id, error: String(error) }),
  );
});
process.send?.({ url, states });

/**
 * @param {string} ask
 * @param {unknown} body
 * @returns {Promise<unknown>}
 */
async function answer(ask, body) {
  switch (ask) {
    case 'start':
      moment.arm(plan.fromStart);
      if (plan.idle !== true) system.start();
      return undefined;
    case 'arm':
      moment.arm(/** @type {import('./fatal-moment.js').Moment} */ (body));
      return undefined;
    case 'key': {
      const request = new Request('http://localhost/v1/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'chaos', scopes: ['create'] }),
      });
      const reply = await system.app.fetchAsOwner(request);
      const { data } = /** @type {{ data: { key: string } }} */ (await reply.json());
      return data.key;
    }
    case 'facts':
      return readFacts(system.store);
    case 'open':
      return system.store.run(function* () {
        const [tasks] = yield sql`SELECT count(*) AS tasks FROM tasks WHERE lane <> '' AND state <> 'held'`;
        const [owed] = yield sql`SELECT count(*) AS owed FROM deliveries WHERE state <> 'delivered'`;
        return { tasks: Number(tasks?.['tasks']), owed: Number(owed?.['owed']) };
      });
    case 'troubles':
      return troubles;
    case 'memory':
      return process.memoryUsage();
    case 'stop':
      await system.stop();
      return undefined;
    default:
      throw new Error(`unknown: ${ask}`);
  }
}
