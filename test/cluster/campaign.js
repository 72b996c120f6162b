/** Four nodes on one Postgres and one bucket, killed, cut off and started again all the while, judged by the vendors' own books. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createCaller } from '../chaos/caller.js';
import { until } from '../chaos/node-process.js';
import { createRandom } from '../chaos/random.js';
import { startReceiver, WEBHOOK_SECRET } from '../chaos/receiver.js';
import { startFront, VENDORS } from '../vendor-chaos/front.js';
import { keysOf } from '../vendor-chaos/hard-times.js';
import { findVendorFaults, isLookedFor, readEnds } from '../vendor-chaos/judge.js';
import { nameOf, orderFor } from '../vendor-chaos/orders.js';
import { ADMIN_KEY, startHealthyServer, startServer } from '../vendor-chaos/serve-process.js';

/** @typedef {import('../vendor-chaos/serve-process.js').Server} Server */
/** @typedef {import('../vendor-chaos/judge.js').TaskEnd} TaskEnd */

/**
 * What a bucket's nodes are started with.
 * @typedef {object} Bucket
 * @property {Readonly<Record<string, string>>} environment
 * @property {() => { readonly calls: number, readonly spoiled: number }} count
 */

/**
 * @typedef {object} ClusterReport
 * @property {number} tasks
 * @property {number} kills
 * @property {number} restarts of Postgres, by a crash each
 * @property {Readonly<Record<string, number>>} ends of the tasks
 * @property {number} refused creates, for the cap
 * @property {number} spentUsd as billed
 * @property {number} mostHeldUsd the most that was set aside or spent at any time, by what was set aside
 * @property {Readonly<Record<string, number>>} aboveEstimateUsd how far bills were above what was set aside, in all, by provider
 * @property {number} capUsd
 * @property {number} callbacks of tasks that have ended
 * @property {{ readonly calls: number, readonly spoiled: number }} bucket
 * @property {Readonly<Record<string, import('../vendor-chaos/campaign.js').VendorReport>>} vendors
 * @property {number} seconds
 * @property {readonly string[]} faults
 */

/** Creates under way at once. */
const CALLERS = 8;

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {{ stop(mode?: 'fast' | 'immediate'): Promise<void>, start(): Promise<void> }} about.postgres durable: a crash loses nothing
 * @param {string} about.databaseUrl
 * @param {Bucket} about.bucket
 * @param {import('../vendor-chaos/campaign.js').Vendors} about.vendors
 * @param {number} about.tasks
 * @param {number} about.nodes
 * @param {number} about.killEveryMs
 * @param {number} about.restarts
 * @param {number} about.capUsd of the day; some of the tasks go beyond it
 * @param {number} about.seed
 * @param {(line: string) => void} about.say
 * @returns {Promise<ClusterReport>}
 */
export async function runCluster(about) {
  const { folder, postgres, databaseUrl, bucket, vendors, tasks, nodes, killEveryMs, restarts, capUsd, say } = about;
  const startedMs = performance.now();
  const random = createRandom(about.seed);
  const front = await startFront({ vendors });
  const receiver = await startReceiver({ refusedShare: 0.05 });
  const environment = {
    ...bucket.environment,
    FIRSTFRAME_WEBHOOK_SECRET: WEBHOOK_SECRET,
    FIRSTFRAME_ALLOW_ADDRESSES: '127.0.0.0/8',
  };
  const planOf = async (/** @type {number} */ at) => {
    const dataFolder = path.join(folder, `node-${at}`);
    await mkdir(dataFolder, { recursive: true });
    return { node: `node-${at}`, dataFolder, databaseUrl, front, keys: keysOf(vendors), pollMs: 300, environment };
  };
  /** @type {Server[]} */
  const servers = [await startHealthyServer(await planOf(0))];
  for (let at = 1; at < nodes; at += 1) servers.push(startServer(await planOf(at)));
  await Promise.all(servers.map(({ listening }) => listening));
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const set = await fetch(`${servers[0]?.url() ?? ''}/v1/caps`, {
    ...{ method: 'PUT', headers },
    body: JSON.stringify({ dayUsd: capUsd }),
  });
  if (!set.ok) throw new Error(`the cap was not set: ${set.status} ${await set.text()}`);

  const caller = createCaller({
    key: ADMIN_KEY,
    url: () => {
      const up = servers.filter((server) => server.url() !== undefined);
      return up.length === 0 ? undefined : random.pick(up).url();
    },
  });
  /** Orders that were refused. @type {Set<string>} */
  const refused = new Set();
  let asked = 0;
  const call = async () => {
    while (asked < tasks) {
      const vendor = VENDORS[asked % VENDORS.length] ?? 'hiapi';
      const name = `order-${(asked += 1)}-${vendor}`;
      await caller
        .create({ ...orderFor(vendor, name), callback: { url: receiver.url } })
        .catch((/** @type {unknown} */ error) => {
          if (String(error).startsWith('Error: 402')) refused.add(name);
          else caller.wrong.push(String(error));
        });
    }
  };
  const calling = Promise.all(Array.from({ length: CALLERS }, call));

  let [kills, crashes, isOver] = [0, 0, false];
  const killing = (async () => {
    while (!isOver) {
      await delay(killEveryMs);
      const at = random.whole(nodes);
      servers[at]?.signal('SIGKILL');
      await servers[at]?.died;
      servers[at] = startServer(await planOf(at));
      kills += 1;
    }
  })();
  const crashing = (async () => {
    for (let crash = 1; crash <= restarts; crash += 1) {
      await until('the tasks to crash at', () => isOver || asked >= (tasks * crash) / (restarts + 1), {
        limitMs: 3_600_000,
      });
      if (isOver) return;
      await postgres.stop('immediate');
      await delay(500);
      await postgres.start();
      crashes += 1;
      say(`Postgres crashed and came back, ${asked} of ${tasks} tasks asked for`);
    }
  })();
  await Promise.all([calling, crashing]);
  say(`${caller.accepted.size} tasks accepted, ${refused.size} refused; ${kills} kills so far`);
  // The killing goes on until most have ended: what ends last, ends in peace.
  await delay(killEveryMs * 4);
  isOver = true;
  await killing;
  await Promise.all(servers.map(({ listening }) => listening));
  const last = servers.find((server) => server.url() !== undefined);
  if (last === undefined) throw new Error('no node is up');

  const isOpen = (/** @type {TaskEnd} */ end) => end.isOpen && !isLookedFor(end, vendors, front);
  let left = -1;
  try {
    const limitMs = 120_000 + 200 * tasks;
    await until(
      'every task ends or is held',
      async () => {
        const open = (await readEnds({ caller, server: last, withBytes: false })).filter(isOpen);
        if (open.length !== left) say(`${(left = open.length)} tasks are open`);
        return open.length === 0;
      },
      { limitMs, everyMs: 1000 },
    );
    // What waits for money ends when nobody wants it any more.
    for (const { id, state, why } of await readEnds({ caller, server: last, withBytes: false }))
      if (state === 'held' && why === 'budget') await caller.cancel(id);
    const owed = async () =>
      (await readEnds({ caller, server: last, withBytes: false })).filter(
        ({ id, state }) =>
          ['succeeded', 'failed'].includes(state) && (receiver.byTask.get(id)?.acknowledged ?? 0) === 0,
      );
    // A claim on a delivery lasts a minute, and the receiver's refusal puts it off for some seconds more.
    await until('every callback is delivered', async () => (await owed()).length === 0, {
      limitMs: 150_000,
      everyMs: 1000,
    });
  } catch (error) {
    caller.wrong.push(String(error), `the last node said: ${last.said().slice(-1500)}`);
  }
  const ends = await readEnds({ caller, server: last, withBytes: true });
  const budget = ends.filter(isForMoney);
  const money = await readMoney(databaseUrl);
  for (const server of servers) server.signal('SIGKILL');
  await Promise.all(servers.map(({ died }) => died));
  caller.wrong.splice(0, caller.wrong.length, ...caller.wrong.filter((wrong) => !wrong.startsWith('402')));
  const judged = findVendorFaults({ ends: ends.filter((end) => !isForMoney(end)), caller, vendors, front });
  const taken = new Set(VENDORS.flatMap((vendor) => vendors[vendor].orders.map(({ rawBody }) => nameOf(rawBody))));
  const faults = [...judged.faults, ...receiver.forged];
  for (const { name } of budget)
    if (taken.has(name)) faults.push(`${name}: it was sent though there was no money for it`);
  for (const name of refused) if (taken.has(name)) faults.push(`${name}: it was refused, and sent`);
  for (const { id, bodies } of [...receiver.byTask].map(([id, { bodies }]) => ({ id, bodies })))
    if (bodies.size !== 1) faults.push(`${id}: ${bodies.size} different callbacks arrived`);
  if (money.mostHeldUsd > capUsd + 1e-9) faults.push(`$${money.mostHeldUsd} were set aside under a cap of $${capUsd}`);
  const above = Object.values(money.aboveEstimateUsd).reduce((sum, usd) => sum + usd, 0);
  if (money.spentUsd > capUsd + above + 1e-9) faults.push(`$${money.spentUsd} were billed under a cap of $${capUsd}`);
  // Each was set aside before it was sent; what is billed is told from what was set aside.
  for (const [provider, usd] of Object.entries(money.aboveEstimateUsd))
    if (provider.endsWith('after a release')) faults.push(`${provider}: $${usd} were billed of what had been let go`);
  front.close();
  receiver.close();
  /** @type {Record<string, number>} */
  const states = {};
  for (const end of ends) {
    const state = isForMoney(end) ? 'no money' : end.state;
    states[state] = (states[state] ?? 0) + 1;
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return {
    ...{ tasks, kills, restarts: crashes, ends: states, refused: refused.size, ...money, capUsd, seconds, faults },
    ...{ callbacks: receiver.byTask.size, bucket: bucket.count(), vendors: judged.reports },
  };
}

/** @param {TaskEnd} end */
function isForMoney({ state, why = '' }) {
  return (state === 'held' && why === 'budget') || (state === 'failed' && /cancel/i.test(why));
}

/**
 * What the ledger says of all attempts together: the most that was ever held for them at once, as their estimates had it, and what they
 * cost in the end. What a vendor bills above its price is no overrun of the cap, and stands beside.
 * @param {string} databaseUrl
 */
async function readMoney(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    /** @type {{ rows: { kind: string, micro: number, at: number, attempt: string, provider: string }[] }} */
    const { rows } = await client.query(
      `SELECT kind, micro_usd::float8 AS micro, at::float8 AS at, attempt_id AS attempt, provider FROM ledger ORDER BY at, kind`,
    );
    /** What each attempt weighs. @type {Map<string, number>} */
    const held = new Map();
    /** @type {Record<string, number>} */
    const above = {};
    let [spent, most] = [0, 0];
    for (const { kind, micro, attempt, provider } of rows) {
      if (kind === 'reserve') held.set(attempt, micro);
      if (kind === 'release') held.delete(attempt);
      if (kind === 'settle') {
        const more = micro - (held.get(attempt) ?? 0);
        const name = `${provider}${held.has(attempt) ? '' : ' after a release'}`;
        if (more > 0) above[name] = (above[name] ?? 0) + more / 1e6;
      }
      if (kind !== 'reserve' && kind !== 'release') spent += micro;
      most = Math.max(
        most,
        [...held.values()].reduce((sum, each) => sum + each, 0),
      );
    }
    return { spentUsd: spent / 1e6, mostHeldUsd: most / 1e6, aboveEstimateUsd: above };
  } finally {
    await client.end();
  }
}
