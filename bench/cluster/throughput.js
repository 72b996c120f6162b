/** How many tasks a second one node, and four, take through their states on the same Postgres, and whose processor that takes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const NODE = fileURLToPath(new URL('./drive-node.js', import.meta.url));

/** Of Linux on every machine that Node runs on: the unit of /proc's processor times. */
const TICKS_PER_SEC = 100;

/**
 * @typedef {object} Throughput
 * @property {number} nodes
 * @property {number} perSec tasks, from create to end
 * @property {number} nodesCpu processors that the nodes used, of all
 * @property {number} postgresCpu processors that Postgres used
 * @property {number} commits a task
 * @property {number} rowsWritten a task
 * @property {number} walBytes a task
 */

/**
 * @param {object} about
 * @param {string} about.databaseUrl
 * @param {number} about.nodes
 * @param {number} about.atOnce in all, whatever the number of nodes
 * @param {number} about.forMs
 * @returns {Promise<Throughput>}
 */
export async function measureThroughput({ databaseUrl, nodes, atOnce, forMs }) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const children = Array.from({ length: nodes }, (_, at) => {
    const plan = { databaseUrl, name: `n${nodes}-${at}`, atOnce: atOnce / nodes, forMs };
    return fork(NODE, [JSON.stringify(plan)], { execArgv: [] });
  });
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    const before = await readCounts(client);
    const cpuBefore = postgresCpuSec();
    const startedMs = performance.now();
    const answers = children.map(async (child) => {
      /** @type {unknown[]} */
      const said = await once(child, 'message');
      const [answer] = /** @type {{ done: number, tookMs: number, cpuMs: number }[]} */ (said);
      if (answer === undefined) throw new Error('a node said nothing');
      return answer;
    });
    for (const child of children) child.send('go');
    const nodesDone = await Promise.all(answers);
    const tookSec = (performance.now() - startedMs) / 1000;
    const postgresCpu = (postgresCpuSec() - cpuBefore) / tookSec;
    // What sessions did is counted when they have been quiet for a second.
    await client.query('SELECT pg_sleep(1.5)');
    const after = await readCounts(client);
    const done = nodesDone.reduce((sum, node) => sum + node.done, 0);
    return {
      nodes,
      perSec: nodesDone.reduce((sum, node) => sum + (node.done / node.tookMs) * 1000, 0),
      nodesCpu: nodesDone.reduce((sum, node) => sum + node.cpuMs / node.tookMs, 0),
      postgresCpu,
      commits: (after.commits - before.commits) / done,
      rowsWritten: (after.rows - before.rows) / done,
      walBytes: (after.wal - before.wal) / done,
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await client.end();
  }
}

/**
 * What the database has counted so far.
 * @param {pg.Client} client
 */
export async function readCounts(client) {
  /** @type {{ rows: { commits: number, rows: number, wal: number, size: number }[] }} */
  const { rows } = await client.query(
    `SELECT xact_commit::float8 AS commits, (tup_inserted + tup_updated + tup_deleted)::float8 AS rows,
       (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 AS wal, pg_database_size(current_database())::float8 AS size
     FROM pg_stat_database WHERE datname = current_database()`,
  );
  const [counts] = rows;
  if (counts === undefined) throw new Error('Postgres has no statistics of its own database');
  return counts;
}

/** Processor seconds of every postgres there is on this machine. */
function postgresCpuSec() {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!text.includes('(postgres)')) continue;
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      // Its own, and that of the sessions it has seen the end of.
      ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / TICKS_PER_SEC;
}
