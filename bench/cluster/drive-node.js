/** A node of the bench of many nodes: takes tasks through every state on the store alone. `argv[2]`: a DrivePlan; answers with how many. */
import { endTask, moveTask } from '../../dist/store/operations/move-task.js';
import { openPostgresStore } from '../../dist/store/postgres/postgres-store.js';
import { makeNewTask } from '../../dist/store/testing/make-new-task.js';

/**
 * @typedef {object} DrivePlan
 * @property {string} databaseUrl
 * @property {string} name
 * @property {number} atOnce
 * @property {number} forMs
 */

/** Every state of a task between its create and its end, six commits with those two; a claim beside each lane's change. */
const WAY = /** @type {const} */ (['accepted', 'preparing', 'submitting', 'rendering', 'fetching', 'verifying']);

/** @type {unknown} */
const plan = JSON.parse(process.argv[2] ?? '{}');
const { databaseUrl, name, atOnce, forMs } = /** @type {DrivePlan} */ (plan);
const store = await openPostgresStore({ url: databaseUrl, nodeId: name, poolMax: atOnce });
const lane = `lane of ${name}`;
let [done, isOver] = [0, false];

async function carry() {
  while (!isOver) {
    await store.createTask(makeNewTask({ lane, turn: done }));
    const lease = `${name}-${Math.random()}`;
    const [claimed] = await store.claimTasks({ lane, order: 'turn', limit: 1, lease, leaseMs: 60_000 });
    // Somebody else of this node has it, and brings it to its end.
    if (claimed === undefined) continue;
    const { id } = claimed;
    for (let at = 1; at < WAY.length; at += 1) {
      const from = /** @type {'accepted'} */ (WAY[at - 1]);
      const to = /** @type {'preparing'} */ (WAY[at]);
      await store.run(() => moveTask({ id, from, to, lease, keepLeaseMs: 60_000, lane }));
    }
    const end = { id, from: /** @type {const} */ ('verifying'), to: /** @type {const} */ ('succeeded'), lease };
    const ended = await store.run(() => endTask({ ...end, body: () => '{}', deliveryId: `delivery-${id}` }));
    if (ended === undefined) throw new Error(`a task of the bench was lost: ${id}`);
    done += 1;
  }
}

async function drive() {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  setTimeout(() => (isOver = true), forMs);
  await Promise.all(Array.from({ length: atOnce }, carry));
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  await store.close();
  process.send?.({ done, tookMs, cpuMs: (user + system) / 1000 }, () => process.exit(0));
}

process.once('message', () => void drive());
process.send?.('ready');
