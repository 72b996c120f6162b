/** A whole system in this process, over SQLite, with a vendor that does as a bench wants. */
import { createMediaPool } from '../../dist/media/pool.js';
import { openSystem } from '../../dist/system.js';

/** @typedef {import('../../dist/providers/provider.js').Provider} Provider */

/** The model of a bench's vendor; where nothing is said of its times, it takes what is taken for usual: p50 120 s, p90 300 s. */
const MODEL = 'bench/model';

/**
 * A vendor; what is absent does what costs nothing and takes no time.
 * @param {Pick<Provider, 'submit' | 'poll' | 'open'> & Partial<Pick<Provider, 'pace'>>} behaviour
 * @returns {Provider}
 */
export function benchProvider(behaviour) {
  return {
    ...{ id: 'bench', isFreeToRepeat: false, credential: 'bench' },
    cancel: () => Promise.resolve('uncertain'),
    release: () => Promise.resolve(),
    ...behaviour,
  };
}

/** What is ordered, as far as anybody asks. */
const ORDER = { model: MODEL, prompt: 'a clip', durationSec: 5, resolution: '720p', audio: false };

/**
 * What the catalogue has on the model, as far as anybody asks: its times, and no price.
 * @param {{ readonly p50: number, readonly p90: number }} usualSec
 */
function factsOf(usualSec) {
  const facts = /** @type {unknown} */ ({ id: MODEL, usualSec, prices: [] });
  return /** @type {import('../../dist/models/model-facts.js').ModelFacts} */ (facts);
}

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {Provider} about.provider
 * @param {number} [about.pollMs]
 * @param {{ readonly p50: number, readonly p90: number }} [about.usualSec] what the catalogue has on it
 */
export async function openTimedSystem({ folder, provider, pollMs, usualSec }) {
  const pool = createMediaPool();
  /** @type {import('../../dist/tasks/task-model.js').TaskModel} */
  const model = {
    ...{ id: MODEL, provider: provider.id, lane: 'stills', turnMs: 1 },
    ...(usualSec === undefined ? {} : { facts: factsOf(usualSec) }),
    accept: () => ({ findings: [], adjustments: [] }),
    prepare: () => Promise.resolve({ plan: { order: ORDER }, about: {}, findings: [], adjustments: [] }),
    report: () => ({}),
  };
  /** @type {Map<string, number>} */
  const troubles = new Map();
  const system = await openSystem({
    dataFolder: folder,
    baseUrl: 'http://127.0.0.1:8787',
    secretKey: new Uint8Array(32).fill(7),
    allowAddresses: [],
    version: 'bench',
    mediaPool: () => Promise.resolve(pool),
    mediaProcesses: 2,
    models: [model],
    providers: [provider],
    onTrouble: (error) => {
      const what = error instanceof Error ? error.message : String(error);
      troubles.set(what, (troubles.get(what) ?? 0) + 1);
    },
    ...(pollMs === undefined ? {} : { pollMs }),
  });
  return {
    ...system,
    troubles,
    /** Asks for one clip. */
    create: async (/** @type {number} */ ordinal) => {
      const request = new Request('http://localhost/v1/tasks', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: MODEL, input: { prompt: `clip ${ordinal}` }, allow_unpriced: true }),
      });
      const reply = await system.app.fetchAsOwner(request);
      if (reply.status !== 200) throw new Error(`a create was answered with ${reply.status}: ${await reply.text()}`);
    },
    close: async () => {
      await system.stop();
      await pool.close();
    },
  };
}

/**
 * Looks until something is so.
 * @param {() => boolean} isSo
 * @param {number} limitMs
 */
export async function waitUntil(isSo, limitMs) {
  const startedMs = performance.now();
  while (!isSo() && performance.now() - startedMs < limitMs) await new Promise((resolve) => setTimeout(resolve, 50));
}
