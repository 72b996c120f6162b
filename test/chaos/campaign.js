/** Kills nodes at seeded points while tasks come in, starts them again, and holds what is left against what was promised. */
import { setTimeout as delay } from 'node:timers/promises';
import { createCaller } from './caller.js';
import { PLACES } from './fatal-moment.js';
import { findFaults } from './judge.js';
import { startHealthyNode, startNode, until } from './node-process.js';
import { createRandom } from './random.js';
import { startReceiver } from './receiver.js';
import { startVendor } from './vendor.js';
import { VENDOR_MODEL } from './vendor-provider.js';

/** How long a claim lasts here: what a dead node held is taken over after this. */
const LEASE_MS = 1500;

/** Tasks that are asked for while a node waits for its end, at most. */
const TASKS_PER_KILL = 12;

/** Creates that wait for an answer, at most. */
const PENDING_MAX = 24;

/** A node that is still alive after this is killed from outside, wherever it is. */
const PATIENCE_MS = 4000;

/**
 * @typedef {object} CampaignReport
 * @property {number} kills
 * @property {Readonly<Record<string, number>>} how by what the node died of
 * @property {Readonly<Record<string, number>>} found open tasks in each state, summed over the starts
 * @property {number} tasks
 * @property {Readonly<Record<string, number>>} ended tasks by how they ended
 * @property {number} held because nobody knew whether the vendor had the order; then cancelled
 * @property {number} callbacks that arrived, repeated ones among them
 * @property {Readonly<Record<string, number>>} answers to creates
 * @property {readonly string[]} faults
 */

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {string} [about.databaseUrl] two nodes over it; absent: one over SQLite
 * @param {number} about.kills
 * @param {number} about.seed
 * @param {(line: string) => void} about.say
 * @returns {Promise<CampaignReport>}
 */
export async function runCampaign({ folder, databaseUrl, kills, seed, say }) {
  const random = createRandom(seed);
  const vendor = await startVendor();
  const receiver = await startReceiver();
  /** @type {Record<string, number>} */
  const how = {};
  /** @type {Record<string, number>} */
  const found = {};
  const base = {
    dataFolder: folder,
    vendorUrl: vendor.url,
    leaseMs: LEASE_MS,
    signal: /** @type {const} */ ('SIGKILL'),
  };
  const plan = databaseUrl === undefined ? base : { ...base, databaseUrl };

  /** @type {import('./node-process.js').ChaosNode[]} */
  const nodes = [];
  if (databaseUrl !== undefined) nodes.push((await startHealthyNode({ ...plan, name: 'steady' })).node);
  const first = (await startHealthyNode({ ...plan, name: 'first' })).node;
  const key = String(await first.ask('key'));
  first.signal('SIGKILL');
  await first.died;

  const caller = createCaller({
    key,
    url: () => {
      const up = nodes.filter((node) => !node.isDead() && node.url() !== undefined);
      return up.length === 0 ? undefined : random.pick(up).url();
    },
    onCreated: () => {
      if (trap === 'created') spring();
    },
  });
  /** What kills the victim from outside, when it happens. @type {string | undefined} */
  let trap;
  let trapsLeft = 0;
  let spring = () => undefined;
  const happened = (/** @type {string} */ what) => {
    if (trap === what && --trapsLeft <= 0) spring();
  };
  receiver.onCallback((moment) => happened(`callback ${moment}`));
  vendor.onSubmit(() => happened('submit received'));

  let orders = 0;
  let pending = 0;
  /** @type {Promise<unknown>[]} */
  const creates = [];
  const ask = () => {
    // A node that dies early again and again answers few; those that wait are enough then.
    if (pending >= PENDING_MAX) return;
    pending += 1;
    const callback = { url: receiver.url };
    const input = { prompt: `order ${(orders += 1)}` };
    const created = caller.create({ model: VENDOR_MODEL, input, callback }).then(
      () => (pending -= 1),
      (/** @type {unknown} */ error) => caller.wrong.push(String(error)),
    );
    creates.push(created);
  };

  for (let kill = 0; kill < kills; kill += 1) {
    const end = chooseEnd(random, databaseUrl !== undefined);
    const victim = startNode({ ...plan, name: `victim ${kill}`, ...end.plan });
    nodes.push(victim);
    trap = end.trap;
    trapsLeft = 1 + random.whole(3);
    spring = () => {
      trap = undefined;
      victim.signal('SIGKILL');
      return undefined;
    };
    const late = setTimeout(() => victim.signal('SIGKILL'), PATIENCE_MS + random.whole(1000));
    const opened = await victim.opened;
    for (const [state, tasks] of opened?.states ?? []) found[state] = (found[state] ?? 0) + tasks;
    await victim.ask('start').catch(() => undefined);
    for (let task = 0; task < TASKS_PER_KILL && !victim.isDead(); task += 1) {
      ask();
      await delay(random.whole(30));
    }
    const { code, signal, said } = await victim.died;
    clearTimeout(late);
    nodes.splice(nodes.indexOf(victim), 1);
    if (signal !== 'SIGKILL') throw new Error(`${victim.name} ended by itself with ${code ?? ''}: ${said}`);
    how[end.name] = (how[end.name] ?? 0) + 1;
    if (kill % 10 === 9) say(`${kill + 1} of ${kills} kills, ${caller.accepted.size} tasks`);
  }

  trap = undefined;
  const { node: last, states } = await startHealthyNode({ ...plan, name: 'last' });
  for (const [state, tasks] of states) found[state] = (found[state] ?? 0) + tasks;
  nodes.push(last);
  await Promise.all(creates);
  const counts = async () => /** @type {{ tasks: number, owed: number }} */ (await last.ask('open'));
  // On SQLite nobody worked while nodes died: what waits now is most of the run.
  const limitMs = 60_000 + 250 * caller.accepted.size;
  await until('every task ends or is held', async () => (await counts()).tasks === 0, { limitMs });
  const held = (await factsOf(last)).filter(({ state }) => state === 'held');
  for (const { id } of held) await caller.cancel(id);
  // What a node that died on Postgres was sending is sent by another when its claim, of a minute, has run out.
  await until('every callback is delivered', async () => (await counts()).owed === 0, { limitMs: 100_000 });
  const tasks = await factsOf(last);
  for (const node of nodes) node.signal('SIGKILL');
  await Promise.all(nodes.map(({ died }) => died));
  const faults = findFaults({ tasks, caller, vendor, receiver });
  vendor.close();
  receiver.close();
  /** @type {Record<string, number>} */
  const ended = {};
  for (const { state } of tasks) ended[state] = (ended[state] ?? 0) + 1;
  const callbacks = [...receiver.byTask.values()].reduce((sum, { atMs }) => sum + atMs.length, 0);
  const answers = caller.answers;
  return { kills, how, found, tasks: tasks.length, ended, held: held.length, callbacks, answers, faults };
}

/** @param {import('./node-process.js').ChaosNode} node */
async function factsOf(node) {
  return /** @type {import('./read-facts.js').TaskFacts[]} */ (await node.ask('facts'));
}

/**
 * How the next one dies.
 * @param {import('./random.js').Random} random
 * @param {boolean} isPostgres
 * @returns {{ readonly name: string, readonly plan: object, readonly trap?: string }}
 */
function chooseEnd(random, isPostgres) {
  const when = isPostgres && random.next() < 0.5 ? 'sent' : 'before';
  const share = random.next();
  if (share < 0.08) {
    const at = 1 + random.whole(12);
    return { name: 'a statement while opening', plan: { fromOpen: { kind: 'statement', at, when } } };
  }
  if (share < 0.5) {
    const at = 1 + random.whole(isPostgres ? 150 : 350);
    return { name: `a statement, ${when}`, plan: { fromStart: { kind: 'statement', at, when } } };
  }
  if (share < 0.82) {
    const place = random.pick(PLACES);
    return { name: place, plan: { fromStart: { kind: 'place', place, at: 1 + random.whole(4) } } };
  }
  const trap = random.pick(['submit received', 'callback received', 'callback answered', 'created']);
  return { name: trap, plan: {}, trap };
}
