/** Kills servers at each arrow of submit, poll and fetch at four vendors, and holds what is left against the vendors' own books. */
import { setTimeout as delay } from 'node:timers/promises';
import { createCaller } from '../chaos/caller.js';
import { until } from '../chaos/node-process.js';
import { createRandom, shareOf } from '../chaos/random.js';
import { startFront, VENDORS } from './front.js';
import { findVendorFaults, isLookedFor, readEnds } from './judge.js';
import { nameOf, orderFor } from './orders.js';
import { ADMIN_KEY, startHealthyServer, startServer } from './serve-process.js';

/** @typedef {import('./front.js').VendorName} VendorName */
/** @typedef {import('./front.js').Op} Op */
/** @typedef {Readonly<Record<VendorName, import('../vendors/loopback/loopback-vendor.js').LoopbackVendor>>} Vendors */

/** The moments of a call at which a server is killed. `later`: up to 40 ms after the answer, while it is being written down. */
const MOMENTS = /** @type {const} */ ([
  ...[/** @type {const} */ ({ op: 'create', when: 'received' }), { op: 'create', when: 'done' }],
  ...[/** @type {const} */ ({ op: 'create', when: 'answered' }), { op: 'create', when: 'later' }],
  ...[/** @type {const} */ ({ op: 'poll', when: 'received' }), { op: 'poll', when: 'answered' }],
  ...[/** @type {const} */ ({ op: 'poll', when: 'later' }), { op: 'output', when: 'received' }],
  ...[/** @type {const} */ ({ op: 'output', when: 'midway' }), { op: 'output', when: 'later' }],
]);

/** Shares of the orders at whose first create, poll or fetch something is lost beside. */
const SHARES = { lost: 0.1, dropped: 0.04, 'poll 502': 0.06, torn: 0.08, 'fetch 504': 0.05 };

/** When no moment comes, a server is killed all the same. */
const PATIENCE_MS = 5000;

/**
 * @typedef {object} VendorReport
 * @property {number} orders that the vendor took
 * @property {number} ambiguous submits whose answer no server had, or had time to write down
 * @property {Readonly<Record<string, number>>} ends of the tasks, by their state
 * @property {number} repeats creates with a key that was sent before
 * @property {number} takenAndHeld orders that the vendor took and nobody could tell from others
 * @property {number} lookedFor orders that the vendor never got, in whose list they may still turn up for all that is known
 */

/**
 * @typedef {object} CampaignReport
 * @property {number} rounds
 * @property {Readonly<Record<string, number>>} how by what the servers died of
 * @property {Readonly<Record<VendorName, VendorReport>>} vendors
 * @property {number} seconds
 * @property {readonly string[]} faults
 */

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {string} [about.databaseUrl] another server lives on over it; absent: one over SQLite
 * @param {number} about.rounds
 * @param {number} about.seed
 * @param {Vendors} about.vendors
 * @param {(line: string) => void} about.say
 * @returns {Promise<CampaignReport>}
 */
export async function runVendorCampaign({ folder, databaseUrl, rounds, seed, vendors, say }) {
  const startedMs = performance.now();
  const random = createRandom(seed);
  const front = await startFront({ vendors });
  const keys = /** @type {Record<VendorName, string>} */ (
    Object.fromEntries(VENDORS.map((vendor) => [vendor, vendors[vendor].apiKey]))
  );
  const base = { dataFolder: folder, front, keys, pollMs: 60 };
  const plan = databaseUrl === undefined ? base : { ...base, databaseUrl };
  /** @type {import('./serve-process.js').Server[]} */
  const servers = [];
  if (databaseUrl !== undefined) servers.push(await startHealthyServer({ ...plan, node: 'first' }));

  /** @type {{ vendor: VendorName, op: Op, when: string, spring: (node: string, lateMs: number) => void } | undefined} */
  let trap;
  front.onCall((call) => {
    const manner = spoil(call);
    const { vendor, op, node } = call;
    if (vendor !== trap?.vendor || op !== trap.op) return manner;
    const { when, spring } = trap;
    trap = undefined;
    const now = () => spring(node, 0);
    if (when === 'received') return { ...manner, onReceived: now };
    if (when === 'done') return { ...manner, onDone: now };
    if (when === 'midway') return { ...manner, onMidway: now };
    if (when === 'answered') return { ...manner, onAnswered: now };
    const lateMs = random.next() * 40;
    return { ...manner, onAnswered: () => spring(node, lateMs) };
  });
  /** Calls of an order that were spoiled: each only once. @type {Set<string>} */
  const spoiled = new Set();
  /** What a poll or a fetch is known by. @type {(path: string) => string} */
  const subject = (path) => path.split('?')[0] ?? '';
  /** @param {import('./front.js').PassedCall} call @returns {import('./front.js').Manner} */
  function spoil({ op, path, body }) {
    const about = op === 'create' ? nameOf(body) : subject(path);
    const is = (/** @type {keyof typeof SHARES} */ fault) => {
      if (about === undefined || spoiled.has(`${op} ${about}`)) return false;
      const isSo = shareOf(`${seed} ${fault} ${about}`) < SHARES[fault];
      if (isSo) spoiled.add(`${op} ${about}`);
      return isSo;
    };
    if (op === 'create' && is('lost')) return { isLost: true };
    if (op === 'create' && is('dropped')) return { isDropped: true };
    if (op === 'poll' && is('poll 502')) return { answer: { status: 502, body: '<h1>502</h1>' } };
    if (op === 'output' && is('torn')) return { cutAfter: 1000 };
    if (op === 'output' && is('fetch 504')) return { answer: { status: 504, body: '<h1>504</h1>' } };
    return {};
  }

  const caller = createCaller({
    key: ADMIN_KEY,
    url: () => {
      const up = servers.filter((server) => server.url() !== undefined);
      return up.length === 0 ? undefined : random.pick(up).url();
    },
  });
  /** @type {Promise<unknown>[]} */
  const creates = [];
  let asked = 0;
  const ask = (/** @type {VendorName} */ vendor) => {
    const body = orderFor(vendor, `order-${(asked += 1)}-${vendor}`);
    creates.push(caller.create(body).catch((/** @type {unknown} */ error) => caller.wrong.push(String(error))));
  };

  /** @type {Record<string, number>} */
  const how = {};
  const turns = turnsOf(random);
  for (let round = 0; round < rounds; round += 1) {
    const { vendor, op, when } = turns();
    // Of two the one that lived on may be the next.
    const fresh = startServer({ ...plan, node: `server-${round}` });
    servers.push(fresh);
    const sprung = { is: false };
    trap = {
      ...{ vendor, op, when },
      spring: (node, lateMs) => {
        const caller = servers.find((server) => server.node === node);
        sprung.is = true;
        if (lateMs === 0) caller?.signal('SIGKILL');
        else setTimeout(() => caller?.signal('SIGKILL'), lateMs);
      },
    };
    ask(vendor);
    if (random.next() < 0.5) ask(random.pick(VENDORS));
    // On Postgres the other server takes its share.
    if (databaseUrl !== undefined) ask(vendor);
    await Promise.race([fresh.listening, ...servers.map(({ died }) => died)]);
    const late = setTimeout(() => random.pick(servers).signal('SIGKILL'), PATIENCE_MS + random.whole(500));
    const died = await Promise.race(servers.map(async (server) => ({ server, ...(await server.died) })));
    clearTimeout(late);
    trap = undefined;
    servers.splice(servers.indexOf(died.server), 1);
    if (died.signal !== 'SIGKILL') throw new Error(`a server ended by itself: ${died.said}`);
    const cause = sprung.is ? `${vendor}: ${op} ${when}` : 'no moment came';
    how[cause] = (how[cause] ?? 0) + 1;
    if (round % 10 === 9) say(`${round + 1} of ${rounds} kills, ${caller.accepted.size} tasks`);
  }

  const last = await startHealthyServer({ ...plan, node: 'last' });
  servers.push(last);
  await Promise.all(creates);
  const limitMs = 90_000 + 300 * caller.accepted.size;
  let open = -1;
  const isOver = async () => {
    const ends = await readEnds({ caller, server: last, withBytes: false });
    const left = ends.filter((end) => end.isOpen && !isLookedFor(end, vendors, front));
    if (left.length !== open)
      say(
        `${(open = left.length)} tasks are open: ${left
          .map(({ name, why }) => `${name} ${why ?? ''}`)
          .slice(0, 6)
          .join(', ')}`,
      );
    return left.length === 0;
  };
  try {
    await until('every task ends or is held', isOver, { limitMs, everyMs: 500 });
  } catch (error) {
    caller.wrong.push(String(error), `the last server said: ${last.said().slice(-2000)}`);
  }
  await delay(300);
  const ends = await readEnds({ caller, server: last, withBytes: true });
  for (const server of servers) server.signal('SIGKILL');
  await Promise.all(servers.map(({ died }) => died));
  const judged = findVendorFaults({ ends, caller, vendors, front });
  front.close();
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return { rounds, how, vendors: judged.reports, seconds, faults: judged.faults };
}

/**
 * Every moment of every vendor, in an order of chance, over and over.
 * @param {import('../chaos/random.js').Random} random
 */
function turnsOf(random) {
  /** @type {{ vendor: VendorName, op: Op, when: string }[]} */
  let left = [];
  return () => {
    if (left.length === 0) left = VENDORS.flatMap((vendor) => MOMENTS.map((moment) => ({ vendor, ...moment })));
    const [next] = left.splice(random.whole(left.length), 1);
    return /** @type {NonNullable<typeof next>} */ (next);
  };
}
