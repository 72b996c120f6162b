/** Renders at vendors that lose, refuse and stall, and servers that are killed meanwhile, at every arrow of submit, poll and fetch. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { runVendorCampaign } from '../test/vendor-chaos/campaign.js';
import { loadVendors } from './vendors/load-vendors.js';

/** @typedef {import('./results-table.js').Row} Row */
/** @typedef {import('./results-table.js').BenchContext} BenchContext */

/** The heading over its table. */
export const title = 'Killed servers and vendors';

/** How it is measured, sentence by sentence. */
export const method = [
  'The real program, `serve`, in processes of their own, with keys of four loopback vendors that were written from what the vendors publish. ' +
    'Both stores at a time.',
  'A server stands between them that sees every call: at a seeded arrow of submit, poll and fetch it ends the process by SIGKILL (before the ' +
    'vendor is asked, before it is answered, midway, at the answer, up to 40 ms after it). One order in ten loses the answer to its create, ' +
    'one in 25 never arrives; questions are answered with 502 and downloads with 504 or half of a clip beside.',
  'The vendors’ own books judge: an order that is there twice is a double submit; one that is there and whose task is not done with the ' +
    'right bytes, not held and not looked for, is a lost clip. Sent again may be, under its key, what HiAPI did not answer; and what ' +
    'the list of Ark or DashScope has shown to be absent.',
];

/**
 * Measures.
 * @param {BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick, most }) {
  const { startVendors, closeVendors } = await loadVendors();
  const rounds = quick ? 4 : Math.min(500, most);
  const measureOn = async (/** @type {string} */ store, /** @type {string | undefined} */ databaseUrl) => {
    const own = path.join(folder, store);
    await mkdir(own);
    const vendors = await startVendors({});
    try {
      const about = {
        folder: own,
        rounds,
        seed: 45,
        vendors,
        say: (/** @type {string} */ line) => say(`${store}: ${line}`),
      };
      return rowOf(store, await runVendorCampaign(databaseUrl === undefined ? about : { ...about, databaseUrl }));
    } finally {
      await closeVendors(vendors);
    }
  };
  const cluster = await startPostgres();
  if ('missing' in cluster) return [await measureOn('SQLite', undefined)];
  try {
    return await Promise.all([measureOn('SQLite', undefined), measureOn('Postgres', await cluster.createDatabase())]);
  } finally {
    await cluster.remove();
  }
}

/**
 * @param {string} store
 * @param {import('../test/vendor-chaos/campaign.js').CampaignReport} report
 * @returns {Row}
 */
function rowOf(store, report) {
  const sum = (/** @type {'orders' | 'ambiguous' | 'repeats' | 'takenAndHeld'} */ what) =>
    Object.values(report.vendors).reduce((total, vendor) => total + vendor[what], 0);
  return {
    what: `${store}: ${report.rounds} times kill -9 at the arrows of submit, poll and fetch, lost replies mixed in`,
    goal: '0 double submits, 0 lost clips',
    measured:
      `${report.faults.length} faults; ${sum('orders')} orders, ${sum('ambiguous')} answers lost, ${sum('repeats')} sent again, ` +
      `${sum('takenAndHeld')} left to a person`,
    met: report.faults.length === 0,
    figures: report,
  };
}
