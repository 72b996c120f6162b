/** A server that dies with orders under way and is started again when most of what vendors promise is over. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { until } from '../chaos/node-process.js';
import { startFront, VENDORS } from './front.js';
import { callerOf, keysOf } from './hard-times.js';
import { readEnds } from './judge.js';
import { nameOf, orderFor } from './orders.js';
import { startHealthyServer } from './serve-process.js';

const CLOCK_AHEAD = pathToFileURL(fileURLToPath(new URL('./clock-ahead.js', import.meta.url))).href;

/** What {@link outlastOutage} works with. `clock` is the vendors' own. */
/** @typedef {{ readonly folder: string, readonly vendors: import('./campaign.js').Vendors, readonly clock: { aheadMs: number }, readonly hours: number }} Outage */

/**
 * Sends each vendor two orders, of which the first loses its answer and the second is being rendered; kills the server, lets so many hours
 * pass for it and for the vendors, and starts it again.
 * @param {Outage} about
 */
export async function outlastOutage({ folder, vendors, clock, hours }) {
  const front = await startFront({
    vendors,
    onCall: ({ op, body }) => (op === 'create' && nameOf(body)?.startsWith('order-1-') ? { isLost: true } : undefined),
  });
  const plan = { dataFolder: folder, front, keys: keysOf(vendors), pollMs: 250 };
  const first = await startHealthyServer({ ...plan, node: 'before' });
  const caller = callerOf(() => first);
  for (const ordinal of [2, 1]) {
    for (const vendor of VENDORS) await caller.create(orderFor(vendor, `order-${ordinal}-${vendor}`));
    const areTaken = () => VENDORS.every((vendor) => vendors[vendor].orders.length === 3 - ordinal);
    await until(`the orders ${ordinal} are taken`, areTaken, { limitMs: 30_000 });
    const arePolled = () =>
      VENDORS.every((vendor) => front.calls.some((call) => call.vendor === vendor && call.op === 'poll'));
    if (ordinal === 2) await until('they are asked about', arePolled, { limitMs: 30_000 });
  }
  first.signal('SIGKILL');
  await first.died;

  clock.aheadMs = hours * 3_600_000;
  front.onCall(() => undefined);
  const environment = { NODE_OPTIONS: `--import=${CLOCK_AHEAD}?ms=${clock.aheadMs}` };
  const second = await startHealthyServer({ ...plan, node: 'after', environment });
  const reader = callerOf(() => second);
  for (const [key, accepted] of caller.accepted) reader.accepted.set(key, accepted);
  const look = (/** @type {boolean} */ withBytes) => readEnds({ caller: reader, server: second, withBytes });
  const isOver = async () => (await look(false)).every(({ isOpen }) => !isOpen);
  await until('each has ended or is held', isOver, { limitMs: 60_000 });
  const ends = await look(true);
  second.signal('SIGKILL');
  await second.died;
  front.close();
  return ends.map((end) => ({
    ...end,
    orders: vendors[end.vendor].orders.filter(({ rawBody }) => nameOf(rawBody) === end.name).length,
    sentAfter: front.calls.filter(
      ({ node, op, body }) => node === 'after' && op === 'create' && nameOf(body) === end.name,
    ).length,
  }));
}
