/** A thousand renders in flight on one key: how often a vendor is asked, and how soon a success is known. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { flyMany } from './vendors/in-flight.js';

/** @typedef {import('./results-table.js').Row} Row */
/** @typedef {import('./results-table.js').BenchContext} BenchContext */

/** The heading over its table. */
export const title = 'Renders in flight';

/** How it is measured, sentence by sentence. */
export const method = [
  'A vendor in the process of the system, 300 ms an answer, which takes 200 questions a second; render times are log-normal, and as the catalogue has them. Both spreads at ' +
    'a time, each with a system of its own.',
];

/** “1 to 5 minutes”, as vendors say of their renders: what nearly all take, and, as the catalogue reads it to be careful, with one in ten longer. */
const SPREADS = [
  { renders: 1000, p50Sec: 120, p90Sec: 230 },
  { renders: 1000, p50Sec: 120, p90Sec: 300 },
];

/**
 * Measures.
 * @param {BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const spreads = quick ? [{ renders: 20, p50Sec: 2, p90Sec: 5 }] : SPREADS;
  return Promise.all(
    spreads.map(async (spread) => {
      const own = path.join(folder, `flight-${spread.p90Sec}`);
      await mkdir(own);
      return rowOfFlight(own, spread, (line) => say(`p90 ${spread.p90Sec} s: ${line}`));
    }),
  );
}

/**
 * @param {string} folder
 * @param {(typeof SPREADS)[number]} spread
 * @param {(line: string) => void} say
 * @returns {Promise<Row>}
 */
async function rowOfFlight(folder, spread, say) {
  const report = await flyMany({ folder, ...spread, say });
  const { renders, known, polls, p50Ms, p90Ms, mostInSecond, troubles } = report;
  if (troubles.length > 0) throw new Error(`the bench is at fault: ${troubles.join(', ')}`);
  return {
    what: `${renders} renders in flight on one key, 300 ms a status call, p50 ${spread.p50Sec} s and p90 ${spread.p90Sec} s`,
    goal: '≤ 12 polls a clip, success known within 8 s p90',
    measured: `${polls.toFixed(1)} polls a clip, known after p50 ${(p50Ms / 1000).toFixed(1)} s, p90 ${(p90Ms / 1000).toFixed(1)} s; at most ${mostInSecond} questions a second`,
    met: known === renders && polls <= 12 && p90Ms <= 8000,
    figures: report,
  };
}
