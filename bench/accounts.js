/**
 * What it costs a create that there are 10,000 accounts, each with a key, caps and settings: creates of one account against creates that
 * go round all of them, in one process on SQLite, through the API, each priced and held against its caps. On Postgres with
 * FIRSTFRAME_TEST_DATABASE_URL.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { openSystem } from '../dist/system.js';
import { median } from './measure/timing.js';

/** @typedef {import('./results-table.js').Row} Row */

/** The heading over its table. */
export const title = 'Accounts';

/** How it is measured, sentence by sentence. */
export const method = [
  'One process with its store, nothing claimed and nothing sent. Creates of a hosted model by URL, 32 at a time, each priced and held ' +
    'against the caps of its account and its key. The arms take turns; medians, and the ' +
    'median of what each turn of one has of the other before it.',
];

const ADMIN_KEY = 'a-key-of-the-bench';
const AT_ONCE = 32;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, quick, say }) {
  const count = quick ? 50 : 10_000;
  const creates = quick ? 50 : 2_000;
  const rounds = quick ? 1 : 9;
  const system = await openSystem({
    ...{ dataFolder: folder, version: 'bench', baseUrl: 'http://127.0.0.1:8787', secretKey: randomBytes(32) },
    adminKey: ADMIN_KEY,
    allowAddresses: [],
    vendorKeys: { ark: { apiKey: 'none', baseUrl: 'https://ark.ap-southeast.bytepluses.com/api/v3' } },
    mediaPool: () => Promise.reject(new Error('no media here')),
    mediaProcesses: 1,
  });
  /** @type {(key: string, path: string, body: unknown) => Promise<unknown>} */
  const post = async (key, path, body) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const request = new Request(`http://127.0.0.1:8787${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const response = await system.app.fetch(request);
    if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
    return /** @type {{ data: unknown }} */ (await response.json()).data;
  };
  try {
    say(`making ${count} accounts`);
    const keys = await each(count, async (index) => {
      const id = `account-${index}`;
      await post(ADMIN_KEY, '/v1/accounts', {
        id,
        dayUsd: 1e6,
        monthUsd: 1e7,
        routes: ['ark'],
        share: 1 + (index % 3),
      });
      const made = await post(ADMIN_KEY, '/v1/keys', { account: id, name: id, scopes: ['create'], maxUsd: 1e6 });
      return /** @type {{ key: string }} */ (made).key;
    });
    let made = 0;
    /** @type {(keyOf: (index: number) => string) => Promise<number>} */
    const rate = async (keyOf) => {
      const startedMs = performance.now();
      await each(creates, (index) => {
        const input = {
          prompt: `Push in ${(made += 1)}`,
          first_frame_url: `https://example.com/${made}.jpg`,
          duration: 5,
        };
        return post(keyOf(index), '/v1/tasks', { model: 'seedance-2-0', route: 'ark', input });
      });
      return creates / ((performance.now() - startedMs) / 1000);
    };
    const one = () => keys[0] ?? '';
    let next = 0;
    const all = () => keys[(next += 1) % keys.length] ?? '';
    await rate(one);
    /** @type {number[]} */
    const ones = [];
    /** @type {number[]} */
    const alls = [];
    for (let round = 0; round < rounds; round += 1) {
      ones.push(await rate(one));
      alls.push(await rate(all));
      say(`${Math.round(ones.at(-1) ?? 0)}/s of one, ${Math.round(alls.at(-1) ?? 0)}/s of ${count}`);
    }
    const [ofOne, ofAll] = [median(ones), median(alls)];
    const share = median(alls.map((rate, round) => rate / (ones[round] ?? NaN)));
    return [
      {
        what: `creates a second over ${count} accounts, against one account`,
        measured: `${Math.round(ofAll)}/s against ${Math.round(ofOne)}/s: ${(share * 100).toFixed(0)} %`,
        goal: '≥ 80 %',
        met: share >= 0.8,
        figures: { ones, alls },
      },
    ];
  } finally {
    await system.stop();
  }
}

/**
 * @template Result
 * @param {number} count
 * @param {(index: number) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
async function each(count, work) {
  /** @type {Result[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
