/**
 * How far one Postgres reaches: rates that are measured here, on a table with very many live tasks, against what those tasks ask for. A
 * simulation in that nobody renders: the rows are made at once, as they would lie there.
 */
import pg from 'pg';
import { openPostgresStore } from '../dist/store/postgres/postgres-store.js';
import { NOW, sql } from '../dist/store/statement.js';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { median } from './measure/timing.js';

/** @typedef {import('./results-table.js').Row} Row */

/** The heading over its table. */
export const title = 'Scale';

/** How it is measured, sentence by sentence. */
export const method = [
  'So many rows in `rendering` are written to a Postgres as it is installed, each due for its next poll at a moment of the coming 30 s; nobody renders.',
  'A poll, to the database, is a claim of the row along the index of what is due and a move of `due_at`; claims take 32 rows, 8 of them run at once, ' +
    'for some seconds. The rate of polls that the store allows is that; the live tasks it carries is that times the seconds between two polls of a task.',
  'The seconds between two polls are those of a clip whose render takes 120 s at the median and some 11 polls (see Renders in flight): one in 14 s.',
];

const SIZES = [100_000, 1_000_000, 10_000_000];
const BETWEEN_POLLS_SEC = 14;
const AT_ONCE = 8;
const CLAIM = 32;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ say, quick, most }) {
  const postgres = await startPostgres({ durable: true });
  if ('missing' in postgres) {
    return [{ what: 'Postgres', goal: '–', measured: `not here: ${postgres.missing}`, met: undefined }];
  }
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const live of quick ? [2000] : SIZES.filter((size) => size <= most)) {
      const databaseUrl = await postgres.createDatabase();
      const found = await measureAt(databaseUrl, live, quick ? 500 : 10_000, say);
      const needed = live / BETWEEN_POLLS_SEC;
      rows.push({
        what: `${live.toLocaleString('en')} live tasks: claims of what is due`,
        goal: '–',
        measured:
          `${Math.round(found.perSec).toLocaleString('en')} polls/s, a claim of ${CLAIM} p50 ${found.p50Ms.toFixed(1)} ms, p99 ${found.p99Ms.toFixed(1)} ms; ` +
          `${Math.round(needed).toLocaleString('en')}/s are needed; ${(found.sizeBytes / live / 1000).toFixed(2)} kB a row with its indexes`,
        met: undefined,
        figures: { live, neededPerSec: needed, carries: found.perSec * BETWEEN_POLLS_SEC, ...found },
      });
      say(rows.at(-1)?.measured ?? '');
    }
  } finally {
    await postgres.remove();
  }
  return rows;
}

/**
 * @param {string} databaseUrl
 * @param {number} live
 * @param {number} forMs
 * @param {(line: string) => void} say
 */
async function measureAt(databaseUrl, live, forMs, say) {
  const store = await openPostgresStore({ url: databaseUrl, poolMax: 16 });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const startedMs = performance.now();
    // About as much as a task carries: its input, its plan, its estimate.
    await client.query(
      `INSERT INTO tasks (id, account_id, key_id, model, storage, input, created_at, completed_at, state, version, lane, due_at, turn,
         tries, cancel, findings, adjustments, plan)
       SELECT 'tk-hiapi-' || lpad(n::text, 26, '0'), 'account-' || n % 1000, 'key', 'seedance-2-0', 'temp', '{"prompt":"' || repeat('i', 380) || '"}', 0, 0,
         'rendering', 4, 'render', (extract(epoch FROM now()) * 1000)::bigint + (random() * 30000)::bigint, n, 1, 'none', '[]', '[]', '{"plan":"' || repeat('p', 380) || '"}'
       FROM generate_series(1, $1::int) AS n`,
      [live],
    );
    await client.query('ANALYZE tasks');
    await client.query('CHECKPOINT');
    say(`${live} rows in ${Math.round((performance.now() - startedMs) / 1000)} s`);
    /** @type {{ rows: { size: number }[] }} */
    const { rows } = await client.query(`SELECT pg_total_relation_size('tasks')::float8 AS size`);
    /** @type {number[]} */
    const tookMs = [];
    let claimed = 0;
    const beganMs = performance.now();
    const work = async (/** @type {number} */ worker) => {
      for (let count = 0; performance.now() - beganMs < forMs; count += 1) {
        const atMs = performance.now();
        const lease = `lease-${worker}-${count}`;
        const tasks = await store.claimTasks({ lane: 'render', order: 'due', limit: CLAIM, lease, leaseMs: 15_000 });
        tookMs.push(performance.now() - atMs);
        claimed += tasks.length;
        // The answer was "not yet": each is due again for its next poll, and its claim is over, in a transaction of its own.
        const moved = tasks.map(({ id }) =>
          store.runOne(function* () {
            yield sql`UPDATE tasks SET lease = NULL, due_at = ${NOW} + ${BETWEEN_POLLS_SEC * 1000} WHERE id = ${id} AND lease = ${lease}`;
          }),
        );
        await Promise.all(moved);
        // Nothing is due yet: the database is ahead.
        if (tasks.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)));
    const seconds = (performance.now() - beganMs) / 1000;
    const sorted = tookMs.toSorted((a, b) => a - b);
    return {
      perSec: claimed / seconds,
      p50Ms: median(tookMs),
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
      sizeBytes: rows[0]?.size ?? NaN,
    };
  } finally {
    await client.end();
    await store.close();
  }
}
