/** Whole systems that are killed and frozen: the rounds of `npm run test:chaos`, and many more of them. */
import path from 'node:path';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { runCampaign } from '../test/chaos/campaign.js';
import { runStops } from '../test/chaos/stops.js';

/** @typedef {import('./results-table.js').Row} Row */

/** The heading over its table. */
export const title = 'Chaos';

/** How it is measured, sentence by sentence. */
export const method = [
  'Processes with the whole system are ended by SIGKILL before a seeded statement (on Postgres also after it was sent and before its ' +
    'answer was read), at seeded places of the provider, while they open, and at what others see: a submit or a callback that arrives, one ' +
    'that was just answered, a create that was just answered. Tasks come in all the while. On Postgres a second node lives on.',
  'The vendor is a loopback server that charges, has no idempotency key, and cuts, rejects, fails or mutes some of its answers. A submit ' +
    'that nobody knows the end of has to end in `held`: it is counted, and then cancelled.',
  'Rows, vendor, callback receiver and callers are held against each other: every accepted task ends, its events have no gap and make ' +
    'legal moves, its order arrived once, was rendered once, and its one callback arrived with both signatures valid and one body.',
  'Frozen: one of two nodes is stopped by SIGSTOP at seeded points and woken when its lease is over. Triggers in the database log who ' +
    'wrote what; the vendor logs who sent what. A transaction in which the node was frozen while it had the row locked may end: nobody ' +
    'else can have taken the row.',
];

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const kills = quick ? 4 : 300;
  const seed = 44;
  const rows = [rowOfKills('SQLite', await runCampaign({ folder: path.join(folder, 'sqlite'), kills, seed, say }))];
  const cluster = await startPostgres();
  if ('missing' in cluster) {
    return [...rows, { what: 'Postgres', goal: '–', measured: `not here: ${cluster.missing}`, met: undefined }];
  }
  try {
    const databaseUrl = await cluster.createDatabase();
    const about = { folder: path.join(folder, 'postgres'), databaseUrl, seed, say };
    rows.push(rowOfKills('Postgres', await runCampaign({ ...about, kills })));
    const another = { folder: path.join(folder, 'stops'), databaseUrl: await cluster.createDatabase() };
    const report = await runStops({ ...about, ...another, stops: quick ? 4 : 100 });
    const { stops, sleptOn, completed, held, faults } = report;
    rows.push({
      what: `Postgres, two nodes: ${stops} times SIGSTOP past the lease, then SIGCONT`,
      goal: 'nothing sent or written by the sleeper',
      measured: `${faults.length} faults; it slept on ${sleptOn} tasks, ${held} of them held; ${completed} writes of transactions that had begun`,
      met: faults.length === 0,
      figures: report,
    });
  } finally {
    await cluster.remove();
  }
  return rows;
}

/**
 * @param {string} store
 * @param {import('../test/chaos/campaign.js').CampaignReport} report
 * @returns {Row}
 */
function rowOfKills(store, report) {
  const { kills, tasks, held, callbacks, faults } = report;
  return {
    what: `${store}: ${kills} times kill -9, over every state and between statements`,
    goal: '0 lost, 0 rendered twice, 0 callbacks lost',
    measured: `${faults.length} faults; ${tasks} tasks, ${held} of them held, ${callbacks} callbacks`,
    met: faults.length === 0,
    figures: report,
  };
}
