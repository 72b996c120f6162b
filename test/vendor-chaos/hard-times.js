/** What else befalls an order: a node that is frozen before it sends, a key that is swapped, a vendor that is half away. */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCaller } from '../chaos/caller.js';
import { until } from '../chaos/node-process.js';
import { startFront, VENDORS } from './front.js';
import { readEnds } from './judge.js';
import { nameOf, orderFor } from './orders.js';
import { ADMIN_KEY, startHealthyServer, startServer } from './serve-process.js';

/** @typedef {import('./front.js').VendorName} VendorName */
/** @typedef {import('./campaign.js').Vendors} Vendors */

const FREEZE = pathToFileURL(fileURLToPath(new URL('./freeze-at-connect.js', import.meta.url))).href;

/** Which connection is that of the create: before it Runway and DashScope are brought the still, in two calls. */
const CREATE_AT = { hiapi: 1, ark: 1, dashscope: 3, runway: 3 };

/**
 * @param {Vendors} vendors
 */
export function keysOf(vendors) {
  const keys = VENDORS.map((vendor) => /** @type {const} */ ([vendor, vendors[vendor].apiKey]));
  return /** @type {Record<VendorName, string>} */ (Object.fromEntries(keys));
}

/**
 * A caller of one server.
 * @param {() => import('./serve-process.js').Server | undefined} server
 */
export function callerOf(server) {
  return createCaller({ key: ADMIN_KEY, url: () => server()?.url() });
}

/**
 * What a vendor's books and its calls say of one order.
 * @param {Vendors} vendors
 * @param {import('./front.js').Front} front
 * @param {VendorName} vendor
 * @param {string} name
 */
function tallyOf(vendors, front, vendor, name) {
  const orders = vendors[vendor].orders.filter(({ rawBody }) => nameOf(rawBody) === name).length;
  const creates = front.calls.filter((call) => call.op === 'create' && nameOf(call.body) === name);
  return { orders, creates: creates.map(({ node }) => node) };
}

/**
 * Freezes a server between the committed intent and the socket, lets another one take the task over when the claim has run out, and
 * wakes the first.
 * @param {{ readonly folder: string, readonly databaseUrl: string, readonly vendor: VendorName, readonly vendors: Vendors }} about
 */
export async function freezeBeforeSending({ folder, databaseUrl, vendor, vendors }) {
  const front = await startFront({ vendors });
  // With a price in a file nobody asks HiAPI for its list: the first connection is the order's.
  const prices = path.join(folder, 'prices.json');
  writeFileSync(
    prices,
    JSON.stringify({ prices: [{ model: 'seedance-2-0', provider: 'hiapi', usd_per_second: 0.1 }] }),
  );
  const plan = { dataFolder: folder, databaseUrl, front, keys: keysOf(vendors), pollMs: 100 };
  const frozen = {
    NODE_OPTIONS: `--import=${FREEZE}?port=${front.port}&at=${CREATE_AT[vendor]}`,
    FIRSTFRAME_PRICES: prices,
  };
  const sleeper = await startHealthyServer({ ...plan, node: 'sleeper', environment: frozen });
  const name = `order-1-${vendor}`;
  /** @type {import('./serve-process.js').Server | undefined} */
  let awake;
  // It may be frozen before it has answered; the same create is then answered by the other.
  const reader = callerOf(() => (sleeper.isStopped() ? awake : sleeper));
  const created = reader.create(orderFor(vendor, name), { limitMs: 90_000 });
  await until(`${vendor} is frozen`, sleeper.isStopped, { limitMs: 30_000 });
  const before = tallyOf(vendors, front, vendor, name);
  const other = await startHealthyServer({ ...plan, node: 'other', environment: { FIRSTFRAME_PRICES: prices } });
  awake = other;
  await created;
  const look = async () => (await readEnds({ caller: reader, server: other, withBytes: false }))[0];
  const isTakenOver = async () => {
    const end = await look();
    const asked = front.calls.some(({ node, op }) => node === 'other' && (op === 'list' || op === 'create'));
    return end?.isOpen === false || asked;
  };
  await until(`${vendor} is taken over`, isTakenOver, { limitMs: 60_000 });
  sleeper.signal('SIGCONT');
  // Awake, and given time to do what it must not.
  await delay(2500);
  const after = tallyOf(vendors, front, vendor, name);
  const end = await look();
  for (const server of [sleeper, other]) server.signal('SIGKILL');
  await Promise.all([sleeper.died, other.died]);
  front.close();
  return {
    vendor,
    sentBefore: before.creates,
    sentBy: after.creates,
    orders: after.orders,
    state: end?.state,
    why: end?.why,
  };
}

/**
 * Loses the answer of a create at each vendor, kills the server, and starts it again with other keys, of other accounts.
 * @param {{ readonly folder: string, readonly vendors: Vendors, readonly others: Vendors }} about
 */
export async function swapKeys({ folder, vendors, others }) {
  const away = { status: 503, body: '<h1>503</h1>' };
  const front = await startFront({
    vendors,
    onCall: ({ op }) => {
      if (op === 'create') return { isLost: true };
      return op === 'list' || op === 'poll' ? { answer: away } : undefined;
    },
  });
  const plan = { dataFolder: folder, pollMs: 100 };
  const first = await startHealthyServer({ ...plan, node: 'first', front, keys: keysOf(vendors) });
  const caller = callerOf(() => first);
  for (const vendor of VENDORS) await caller.create(orderFor(vendor, `order-1-${vendor}`));
  const allTaken = () => VENDORS.every((vendor) => vendors[vendor].orders.length > 0);
  await until('each vendor has its order', allTaken, { limitMs: 30_000 });
  first.signal('SIGKILL');
  await first.died;

  const otherFront = await startFront({ vendors: others });
  const second = await startHealthyServer({ ...plan, node: 'second', front: otherFront, keys: keysOf(others) });
  const reader = callerOf(() => second);
  for (const [key, accepted] of caller.accepted) reader.accepted.set(key, accepted);
  const look = () => readEnds({ caller: reader, server: second, withBytes: false });
  await until('each is held', async () => (await look()).every(({ isOpen }) => !isOpen), { limitMs: 30_000 });
  const ends = await look();
  second.signal('SIGKILL');
  await second.died;
  for (const each of [front, otherFront]) each.close();
  return ends.map(({ vendor, state, why }) => ({
    ...{ vendor, state, why },
    orders: vendors[vendor].orders.length,
    ordersUnderOtherKey: others[vendor].orders.length,
  }));
}

/**
 * Every question is answered with 503 for half of the render, and the clip's URL with 504 so many times; then its stream breaks off twice.
 * @param {{ readonly folder: string, readonly vendors: Vendors, readonly renderMs: number, readonly refusals: number }} about
 */
export async function halfAway({ folder, vendors, renderMs, refusals }) {
  /** @type {Map<string, number>} */
  const asked = new Map();
  /** @type {Map<string, number>} */
  const createdMs = new Map();
  const front = await startFront({
    vendors,
    onCall: ({ op, vendor, path: at }) => {
      if (op === 'create') createdMs.set(vendor, performance.now());
      if (op === 'poll' && performance.now() - (createdMs.get(vendor) ?? 0) < renderMs / 2)
        return { answer: { status: 503, body: '<h1>503</h1>' } };
      if (op !== 'output') return undefined;
      const clip = at.split('?')[0] ?? '';
      const times = (asked.get(clip) ?? 0) + 1;
      asked.set(clip, times);
      if (times <= refusals) return { answer: { status: 504, body: '<h1>504</h1>' } };
      return times <= refusals + 2 ? { cutAfter: 900 } : undefined;
    },
  });
  const plan = { dataFolder: folder, front, keys: keysOf(vendors), pollMs: 250 };
  const server = await startHealthyServer({ ...plan, node: 'only' });
  const caller = callerOf(() => server);
  const startedMs = performance.now();
  for (const vendor of VENDORS) await caller.create(orderFor(vendor, `order-1-${vendor}`));
  const look = (/** @type {boolean} */ withBytes) => readEnds({ caller, server, withBytes });
  const isOver = async () => (await look(false)).every(({ isOpen }) => !isOpen);
  await until('each has ended', isOver, { limitMs: 380_000, everyMs: 250 });
  const seconds = (performance.now() - startedMs) / 1000;
  const ends = await look(true);
  server.signal('SIGKILL');
  await server.died;
  front.close();
  return {
    seconds: Math.round(seconds),
    ends: ends.map((end) => ({ ...end, orders: vendors[end.vendor].orders.length })),
  };
}

/** Two seconds of the order that is made for Runway, at 12 credits a second. */
export const RENDER_USD = 0.24;

/**
 * More tasks than a cap has room for, at several servers over one database.
 * @param {object} about
 * @param {string} about.folder
 * @param {string} about.databaseUrl
 * @param {Vendors} about.vendors
 * @param {number} about.tasks
 * @param {number} about.servers
 * @param {number} about.capUsd a day
 */
export async function spendUnderCap({ folder, databaseUrl, vendors, tasks, servers: count, capUsd }) {
  const front = await startFront({ vendors });
  const plan = { dataFolder: folder, databaseUrl, front, keys: keysOf(vendors), pollMs: 100 };
  const servers = [await startHealthyServer({ ...plan, node: 'node-0' })];
  const more = Array.from({ length: count - 1 }, (_, at) => startServer({ ...plan, node: `node-${at + 1}` }));
  for (const server of more) if ((await server.listening) === undefined) throw new Error(server.said());
  servers.push(...more);
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const set = await fetch(`${servers[0]?.url() ?? ''}/v1/caps`, {
    ...{ method: 'PUT', headers },
    body: JSON.stringify({ dayUsd: capUsd }),
  });
  if (!set.ok) throw new Error(`the cap was not set: ${set.status} ${await set.text()}`);
  const callers = servers.map((server) => callerOf(() => server));
  let refused = 0;
  await Promise.all(
    Array.from({ length: tasks }, async (_, task) => {
      const caller = callers[task % count];
      await caller?.create(orderFor('runway', `order-${task}-runway`)).catch((/** @type {unknown} */ error) => {
        if (String(error).startsWith('Error: 402')) refused += 1;
        else throw error;
      });
    }),
  );
  const [reader, server] = [callers[0], servers[0]];
  if (reader === undefined || server === undefined) throw new Error('no server');
  for (const caller of callers) for (const [key, accepted] of caller.accepted) reader.accepted.set(key, accepted);
  const look = () => readEnds({ caller: reader, server, withBytes: false });
  await until('each task has ended or is held', async () => (await look()).every(({ isOpen }) => !isOpen), {
    ...{ limitMs: 240_000, everyMs: 500 },
  });
  /** @type {Record<string, number>} */
  const states = {};
  for (const { state, why } of await look()) {
    const name = state === 'succeeded' ? state : `${state}: ${why ?? ''}`;
    states[name] = (states[name] ?? 0) + 1;
  }
  for (const each of servers) each.signal('SIGKILL');
  await Promise.all(servers.map(({ died }) => died));
  front.close();
  return { tasks, refused, states, spentUsd: vendors.runway.charges().length * RENDER_USD, capUsd };
}
