/** Renders at vendors that are away, slow, capped or about to forget, under keys that change. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { VENDORS } from '../test/vendor-chaos/front.js';
import { freezeBeforeSending, halfAway, spendUnderCap, swapKeys } from '../test/vendor-chaos/hard-times.js';
import { outlastOutage } from '../test/vendor-chaos/long-outage.js';
import { fetchDying } from './vendors/dying-urls.js';
import { makeLargeClip, measureAdded } from './vendors/latency.js';
import { loadVendors } from './vendors/load-vendors.js';

/** @typedef {import('./results-table.js').Row} Row */
/** @typedef {import('./results-table.js').BenchContext} BenchContext */

/** The heading over its table. */
export const title = 'Vendors';

/** How it is measured, sentence by sentence. */
export const method = [
  'The real program, `serve`, in processes of their own, with keys of four loopback vendors that were written from what the vendors publish; ' +
    'their own books judge.',
  'Outage: the clocks of the second server and of the vendors are set 25 h ahead; what a vendor keeps for a day (Ark’s URLs, DashScope’s ' +
    'tasks) is gone by then, whoever asks.',
  'Dying URLs: a vendor in the process of the system; the line is one for all downloads.',
  'Added: from the moment at which the vendor’s render is over to the end of the task’s stream of events; the vendor is asked every 50 ms.',
];

/**
 * Measures.
 * @param {BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const { startVendors, closeVendors } = await loadVendors();
  const within = async (/** @type {string} */ name) => {
    const own = path.join(folder, name);
    await mkdir(own, { recursive: true });
    return own;
  };
  /**
   * @template Result
   * @param {import('../test/vendors/loopback/loopback-vendor.js').VendorOptions} options
   * @param {(vendors: import('../test/vendor-chaos/campaign.js').Vendors) => Promise<Result>} use
   */
  const atVendors = async (options, use) => {
    const vendors = await startVendors(options);
    try {
      return await use(vendors);
    } finally {
      await closeVendors(vendors);
    }
  };
  /** @type {Row[]} */
  const rows = [];
  const add = (/** @type {Row} */ row) => {
    say(`${row.what}: ${row.measured}`);
    rows.push(row);
  };
  const cluster = await startPostgres();
  const databases = 'missing' in cluster ? undefined : cluster;
  try {
    if (databases !== undefined) {
      const frozen = [];
      for (const vendor of VENDORS) {
        const own = { folder: await within(`frozen-${vendor}`), databaseUrl: await databases.createDatabase(), vendor };
        frozen.push(await atVendors({}, (vendors) => freezeBeforeSending({ ...own, vendors })));
      }
      const wrong = frozen.filter(({ sentBy, orders }) => sentBy.includes('sleeper') || orders > 1);
      add({
        what: 'SIGSTOP between intent and socket, past the claim, at each vendor',
        goal: '0 double submits',
        measured: `${wrong.length} faults; ${frozen.map(({ vendor, state }) => `${vendor} ${state ?? 'unread'}`).join(', ')}`,
        met: wrong.length === 0,
        figures: frozen,
      });
    }
    const swapFolder = await within('swap');
    const swapped = await atVendors({}, (vendors) =>
      atVendors({}, (others) => swapKeys({ folder: swapFolder, vendors, others })),
    );
    add({
      what: 'a lost answer, and then another key, at each vendor',
      goal: '0 double submits',
      measured: swapped
        .map(({ vendor, state, ordersUnderOtherKey }) => `${vendor} ${state}, ${ordersUnderOtherKey} sent`)
        .join('; '),
      met: swapped.every(({ orders, ordersUnderOtherKey }) => orders + ordersUnderOtherKey === 1),
      figures: swapped,
    });
    add(await rowOfOutage(await within('outage'), atVendors));
    const renderMs = 6000;
    const awayFolder = await within('away');
    const refusals = quick ? 2 : 10;
    const away = await atVendors({ pace: { queuedMs: 100, renderMs } }, (vendors) =>
      halfAway({ folder: awayFolder, vendors, renderMs, refusals }),
    );
    const isWhole = away.ends.every(({ state, orders }) => state === 'succeeded' && orders === 1);
    add({
      what: `503 for half of a render, 504 ${refusals} times for its clip, two cuts, at each vendor`,
      goal: 'success, one render, clip whole',
      measured: `${away.ends.map(({ vendor, state }) => `${vendor} ${state}`).join(', ')}; ${away.seconds} s`,
      met: isWhole,
      figures: away,
    });
    if (databases !== undefined) {
      const own = { folder: await within('cap'), databaseUrl: await databases.createDatabase() };
      const sizes = { tasks: quick ? 8 : 200, servers: 4, capUsd: quick ? 1 : 24 };
      const spent = await atVendors({}, (vendors) => spendUnderCap({ ...own, ...sizes, vendors }));
      add({
        what: `${spent.tasks} tasks of $0.24 under a cap of $${spent.capUsd}, 4 processes on Postgres`,
        goal: 'spend never passes the cap',
        measured: `$${spent.spentUsd.toFixed(2)} spent; ${JSON.stringify(spent.states)}, ${spent.refused} refused`,
        met: spent.spentUsd <= spent.capUsd,
        figures: spent,
      });
    }
    add(await rowOfDying(await within('dying'), quick));
    add(await rowOfLatency(await within('latency'), quick, atVendors));
  } finally {
    await databases?.remove();
  }
  return rows;
}

/**
 * @param {string} folder
 * @param {<Result>(options: import('../test/vendors/loopback/loopback-vendor.js').VendorOptions, use: (vendors: import('../test/vendor-chaos/campaign.js').Vendors) => Promise<Result>) => Promise<Result>} atVendors
 * @returns {Promise<Row>}
 */
async function rowOfOutage(folder, atVendors) {
  const clock = { aheadMs: 0 };
  const options = { nowMs: () => Date.now() + clock.aheadMs, pace: { queuedMs: 100, renderMs: 8000 } };
  const ends = await atVendors(options, (vendors) => outlastOutage({ folder, vendors, clock, hours: 25 }));
  const toldOf = (/** @type {string} */ ordinal) =>
    ends
      .filter(({ name }) => name.startsWith(`order-${ordinal}-`))
      .map(({ vendor, state }) => `${vendor} ${state}`)
      .join(', ');
  return {
    what: '25 h of outage, with one order of which the answer was lost and one under way at each vendor',
    goal: '0 double submits',
    measured: `${ends.filter(({ orders }) => orders > 1).length}; lost answers: ${toldOf('1')}; under way: ${toldOf('2')}`,
    met: ends.every(({ orders }) => orders === 1),
    figures: ends,
  };
}

/**
 * @param {string} folder
 * @param {boolean} quick
 * @returns {Promise<Row>}
 */
async function rowOfDying(folder, quick) {
  const about = quick ? { clips: 20, firstMs: 1000, lastMs: 3000 } : { clips: 500, firstMs: 5000, lastMs: 60_000 };
  const report = await fetchDying({ folder, ...about, share: 0.8 });
  const { clips, saved, could } = report;
  return {
    what: `${clips} finished clips whose URLs die within ${about.lastMs / 1000} s, bandwidth for 80 %`,
    goal: 'most urgent first; none lost that could be saved',
    measured: `${saved} saved of ${could} that a line without any delay could bring`,
    met: saved >= 0.97 * could,
    figures: report,
  };
}

/**
 * @param {string} folder
 * @param {boolean} quick
 * @param {<Result>(options: import('../test/vendors/loopback/loopback-vendor.js').VendorOptions, use: (vendors: import('../test/vendor-chaos/campaign.js').Vendors) => Promise<Result>) => Promise<Result>} atVendors
 * @returns {Promise<Row>}
 */
async function rowOfLatency(folder, quick, atVendors) {
  const file = path.join(folder, 'large.mp4');
  await makeLargeClip(file);
  const clip = await readFile(file);
  const options = { clip, pace: { queuedMs: 20, renderMs: 600 } };
  const about = { folder, clips: quick ? 2 : 30, pollMs: 50 };
  const added = await atVendors(options, (vendors) => measureAdded({ ...about, vendors }));
  const at = (/** @type {number} */ share) => added[Math.floor((added.length - 1) * share)] ?? NaN;
  return {
    what: `added from vendor success to ours, ${(clip.byteLength / 1e6).toFixed(1)} MB clip on loopback`,
    goal: '≤ 400 ms p50',
    measured: `p50 ${at(0.5)} ms, p90 ${at(0.9)} ms`,
    met: at(0.5) <= 400,
    figures: { addedMs: added },
  };
}
