/** Freezes one of two nodes past its lease, wakes it, and looks at what it does to what is not its own any more. */
import { setTimeout as delay } from 'node:timers/promises';
import { createCaller } from './caller.js';
import { PLACES } from './fatal-moment.js';
import { findFaults } from './judge.js';
import { startHealthyNode, until } from './node-process.js';
import { createRandom } from './random.js';
import { startReceiver } from './receiver.js';
import { startVendor } from './vendor.js';
import { VENDOR_MODEL } from './vendor-provider.js';
import { openWriteLog, urlOfNode } from './write-log.js';

const LEASE_MS = 500;

/** Awake, and given time to do what it must not, before it is looked at. */
const AWAKE_MS = 250;

/** A node that has not stopped by itself after this is stopped from outside, wherever it is. */
const PATIENCE_MS = 600;

/**
 * @typedef {object} StopsReport
 * @property {number} stops
 * @property {number} asleepOnTask stops at which the sleeper held a task
 * @property {number} sleptOn tasks that it held
 * @property {number} completed writes of transactions that were under way when it was stopped, on rows that stayed locked
 * @property {number} held because nobody knows whether they were sent; then cancelled
 * @property {number} tasks
 * @property {readonly string[]} faults
 */

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {string} about.databaseUrl
 * @param {number} about.stops
 * @param {number} about.seed
 * @param {(line: string) => void} about.say
 * @returns {Promise<StopsReport>}
 */
export async function runStops({ folder, databaseUrl, stops, seed, say }) {
  const random = createRandom(seed);
  const vendor = await startVendor({ isKind: true });
  const receiver = await startReceiver();
  const plan = {
    dataFolder: folder,
    vendorUrl: vendor.url,
    leaseMs: LEASE_MS,
    signal: /** @type {const} */ ('SIGSTOP'),
  };
  const { node: watch } = await startHealthyNode({
    ...plan,
    name: 'watch',
    databaseUrl: urlOfNode(databaseUrl, 'watch'),
  });
  const log = await openWriteLog(databaseUrl);
  const { node: sleeper } = await startHealthyNode({
    ...{ ...plan, name: 'sleeper' },
    databaseUrl: urlOfNode(databaseUrl, 'sleeper'),
  });
  const key = String(await watch.ask('key'));
  const caller = createCaller({ key, url: () => watch.url() });
  const idOfOrder = new Map();
  /** @type {string[]} */
  const faults = [];
  let [orders, asleepOnTask, sleptOn, completed] = [0, 0, 0, 0];

  for (let stop = 0; stop < stops; stop += 1) {
    const when = random.next() < 0.5 ? 'before' : 'sent';
    const share = random.next();
    /** @type {import('./fatal-moment.js').Moment | undefined} */
    let moment;
    if (share < 0.4) moment = { kind: 'place', place: random.pick(PLACES), at: 1 + random.whole(2) };
    else if (share < 0.8) moment = { kind: 'statement', at: 1 + random.whole(60), when };
    // Not waited for: it may stop before it has answered.
    void sleeper.ask('arm', moment);
    const created = Array.from({ length: 6 }, async () => {
      const order = `order ${(orders += 1)}`;
      const callback = { url: receiver.url };
      idOfOrder.set(order, await caller.create({ model: VENDOR_MODEL, input: { prompt: order }, callback }));
    });
    const late = setTimeout(() => sleeper.signal('SIGSTOP'), share < 0.8 ? PATIENCE_MS : random.whole(60));
    await until('the node stops', () => sleeper.isStopped(), { limitMs: 5000, everyMs: 5 });
    clearTimeout(late);
    const stoppedAtMs = Date.now();
    await Promise.all(created);
    const held = await log.heldBy('sleeper');
    if (held.size > 0) asleepOnTask += 1;
    sleptOn += held.size;
    await delay(Math.max(0, stoppedAtMs + LEASE_MS * 1.4 - Date.now()));
    const wokenAtMs = Date.now();
    sleeper.signal('SIGCONT');
    await delay(AWAKE_MS);
    const writes = await log.writesOf('sleeper', wokenAtMs);
    const claimsOfWatch = (await log.writesOf('watch', stoppedAtMs)).filter(isClaim);
    for (const [taskId, lease] of held) {
      const own = writes.filter((write) => write.taskId === taskId);
      // From here on it is the sleeper's by a new claim, if it took one.
      const untilMs = own.find((write) => isClaim(write) && write.lease !== lease)?.atMs ?? Infinity;
      const isTaken = claimsOfWatch.some((write) => write.taskId === taskId && write.atMs < wokenAtMs);
      for (const { what, atMs, begunMs } of own.filter((write) => write.atMs < untilMs)) {
        // It was answered before it froze: what the vendor calls the render moves nothing, and may be all that is known of it.
        if (what === 'word' || what === 'lock') continue;
        // Nor does an intent that is taken back, while the task is nobody else's; that nothing had left is for the judge to find.
        if (what === 'withdrawn' && !isTaken) continue;
        // Frozen within a transaction that has the row: nobody else can have taken it, and it ends whole or not at all.
        if (begunMs < wokenAtMs && !isTaken) completed += 1;
        else faults.push(`stop ${stop}: wrote to ${what} of ${taskId} ${Math.round(atMs - wokenAtMs)} ms after waking`);
      }
      for (const { node, order, what, atMs } of vendor.calls) {
        if (node !== 'sleeper' || idOfOrder.get(order) !== taskId || atMs < wokenAtMs || atMs >= untilMs) continue;
        faults.push(`stop ${stop}: sent a ${what} for ${taskId} ${atMs - wokenAtMs} ms after waking`);
      }
    }
    if (stop % 10 === 9) say(`${stop + 1} of ${stops} stops, ${sleptOn} tasks slept on`);
  }

  await sleeper.ask('arm', undefined);
  const counts = async () => /** @type {{ tasks: number, owed: number }} */ (await watch.ask('open'));
  await until('every task ends or is held', async () => (await counts()).tasks === 0, { limitMs: 60_000 });
  const before = /** @type {import('./read-facts.js').TaskFacts[]} */ (await watch.ask('facts'));
  const held = before.filter(({ state }) => state === 'held');
  for (const { id } of held) await caller.cancel(id);
  await until('every callback is delivered', async () => (await counts()).owed === 0, { limitMs: 100_000 });
  const tasks = /** @type {import('./read-facts.js').TaskFacts[]} */ (await watch.ask('facts'));
  await log.close();
  for (const node of [watch, sleeper]) node.signal('SIGKILL');
  await Promise.all([watch.died, sleeper.died]);
  faults.push(...findFaults({ tasks, caller, vendor, receiver }));
  vendor.close();
  receiver.close();
  return { stops, asleepOnTask, sleptOn, completed, held: held.length, tasks: tasks.length, faults };
}

/** @param {import('./write-log.js').LoggedWrite} write */
function isClaim({ what, heldBy, lease }) {
  return what === 'tasks' && lease !== null && lease !== heldBy;
}
