/** How many tasks a second the stores accept, driven directly, and what a claim costs when many wait. */
import path from 'node:path';
import pg from 'pg';
import { moveTask } from '../dist/store/operations/move-task.js';
import { openPostgresStore } from '../dist/store/postgres/postgres-store.js';
import { openSqliteStore } from '../dist/store/sqlite/sqlite-store.js';
import { makeNewTask } from '../dist/store/testing/make-new-task.js';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { median } from './measure/timing.js';

/** @typedef {import('./results-table.js').Row} Row */
/** @typedef {import('../dist/store/store.js').Store} Store */

/** The heading over its table. */
export const title = 'Store';

/** How it is measured, sentence by sentence. */
export const method = [
  'Creates with a key of the caller’s (row, first event, key), 32 at a time, driven on the store without HTTP; durable: SQLite with ' +
    '`synchronous = FULL`, Postgres as it is installed, on a socket of this machine. Medians of rounds.',
  'The bare INSERT is one row of three columns through a pool of the same size, prepared by name, in rounds between those of the creates.',
  'Claims take 8 tasks by turn, one claim after another, out of a lane in which everything is due; the tasks are then moved on. A create ' +
    'by itself beside each claim shows what one commit costs on this disk under the load of the hour.',
];

const AT_ONCE = 32;
const POOL_MAX = 16;
const GOAL_RATIO = 0.35;
const GOAL_CLAIM_MS = 5;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  say('SQLite');
  const sqlite = await openSqliteStore({ path: path.join(folder, 'data', 'firstframe.db') });
  const rows = await rowsOfSqlite(sqlite, quick).finally(() => sqlite.close());
  say('Postgres');
  const cluster = await startPostgres({ durable: true });
  if ('missing' in cluster) {
    return [...rows, { what: 'Postgres', goal: '–', measured: `not here: ${cluster.missing}`, met: undefined }];
  }
  const url = await cluster.createDatabase();
  const pool = new pg.Pool({ connectionString: url, max: POOL_MAX });
  const postgres = await openPostgresStore({ url, poolMax: POOL_MAX });
  try {
    return [...rows, ...(await rowsOfPostgres(postgres, pool, quick))];
  } finally {
    await pool.end();
    await postgres.close();
    await cluster.remove();
  }
}

/**
 * @param {Store} store
 * @param {boolean} quick
 * @returns {Promise<Row[]>}
 */
async function rowsOfSqlite(store, quick) {
  const { many, one } = await ratesInTurn(
    { many: { work: () => createOne(store), atOnce: AT_ONCE }, one: { work: () => createOne(store), atOnce: 1 } },
    quick,
  );
  return [
    { what: `SQLite: creates a second, ${AT_ONCE} at a time`, goal: '–', measured: perSecond(many), met: undefined },
    { what: 'SQLite: creates a second, one at a time', goal: '–', measured: perSecond(one), met: undefined },
    await rowOfClaims('SQLite', store, quick),
  ];
}

/**
 * @param {Store} store
 * @param {pg.Pool} pool
 * @param {boolean} quick
 * @returns {Promise<Row[]>}
 */
async function rowsOfPostgres(store, pool, quick) {
  await pool.query('CREATE TABLE bare (id TEXT PRIMARY KEY, at BIGINT NOT NULL, input TEXT NOT NULL)');
  const text = 'INSERT INTO bare (id, at, input) VALUES ($1, $2, $3)';
  const insert = async () => {
    const { id, input } = makeNewTask();
    await pool.query({ name: 'bare', text, values: [id, 1, input] });
  };
  const { create, bare } = await ratesInTurn(
    { create: { work: () => createOne(store), atOnce: AT_ONCE }, bare: { work: insert, atOnce: AT_ONCE } },
    quick,
  );
  const ratio = create / bare;
  return [
    {
      what: `Postgres: creates against bare pooled INSERTs, ${AT_ONCE} at a time`,
      goal: `≥ ${GOAL_RATIO * 100} %`,
      measured: `${(ratio * 100).toFixed(0)} %: ${perSecond(create)} of ${perSecond(bare)}`,
      met: ratio >= GOAL_RATIO,
      figures: { create, bare },
    },
    await rowOfClaims('Postgres', store, quick),
  ];
}

/**
 * @param {string} name
 * @param {Store} store
 * @param {boolean} quick
 * @returns {Promise<Row>}
 */
async function rowOfClaims(name, store, quick) {
  const waiting = quick ? 1000 : 100_000;
  let left = waiting;
  const fill = async () => {
    while (left > 0) {
      left -= 1;
      await store.createTask(makeNewTask({ lane: 'full', turn: (left * 7919) % waiting }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fill));
  /** @type {number[]} */
  const tookMs = [];
  /** @type {number[]} */
  const createMs = [];
  for (let count = 0; count < (quick ? 20 : 1000); count += 1) {
    const startMs = performance.now();
    const lease = `lease-${count}`;
    const claimed = await store.claimTasks({ lane: 'full', order: 'turn', limit: 8, lease, leaseMs: 3_600_000 });
    tookMs.push(performance.now() - startMs);
    createMs.push(await timeOf(() => createOne(store)));
    await Promise.all(
      claimed.map(({ id }) =>
        store.run(() => moveTask({ id, from: 'accepted', to: 'preparing', lease, lane: 'work', dueInMs: 3_600_000 })),
      ),
    );
  }
  const [p99, createP99] = [p99Of(tookMs), p99Of(createMs)];
  return {
    what: `${name}: claim of 8 among ${waiting.toLocaleString('en')} waiting, p99`,
    goal: `≤ ${GOAL_CLAIM_MS} ms`,
    measured:
      `${p99.toFixed(1)} ms, p50 ${median(tookMs).toFixed(1)} ms ` +
      `(a create: ${createP99.toFixed(1)} ms, p50 ${median(createMs).toFixed(1)} ms)`,
    met: p99 <= GOAL_CLAIM_MS,
    figures: { p50: median(tookMs), p99, createP50: median(createMs), createP99 },
  };
}

/** @param {readonly number[]} values */
function p99Of(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? NaN;
}

/** @param {() => Promise<void>} work */
async function timeOf(work) {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

let lastKey = 0;

/** @param {Store} store */
async function createOne(store) {
  lastKey += 1;
  const idempotency = { key: `key-${lastKey}`, bodyHash: 'h'.repeat(64), keepMs: 86_400_000 };
  const { kind } = await store.createTask(makeNewTask({ idempotency }));
  if (kind !== 'created') throw new Error(`a create of the bench was ${kind}`);
}

/**
 * Medians a second, of rounds in turn, so that other work on the machine falls on all alike.
 * @template {string} Name
 * @param {Record<Name, { readonly work: () => Promise<void>, readonly atOnce: number }>} works
 * @param {boolean} quick
 * @returns {Promise<Record<Name, number>>}
 */
async function ratesInTurn(works, quick) {
  const names = /** @type {Name[]} */ (Object.keys(works));
  /** @type {Map<Name, number[]>} */
  const rates = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < (quick ? 1 : 7); round += 1) {
    for (const name of names) {
      const { work, atOnce } = works[name];
      const rate = await rateOf(work, atOnce, quick ? 100 : 1500);
      // The first round warms up.
      if (quick || round > 0) rates.get(name)?.push(rate);
    }
  }
  const medians = names.map((name) => /** @type {const} */ ([name, median(rates.get(name) ?? [])]));
  return /** @type {Record<Name, number>} */ (/** @type {unknown} */ (Object.fromEntries(medians)));
}

/**
 * @param {() => Promise<void>} work
 * @param {number} atOnce
 * @param {number} forMs
 */
async function rateOf(work, atOnce, forMs) {
  const startMs = performance.now();
  let done = 0;
  const goOn = async () => {
    while (performance.now() - startMs < forMs) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return (done / (performance.now() - startMs)) * 1000;
}

/** @param {number} rate */
function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}
