/** More finished clips than can be fetched before their URLs die. */
import { setTimeout as delay } from 'node:timers/promises';
import { ProviderError } from '../../dist/providers/provider.js';
import { createRandom } from '../../test/chaos/random.js';
import { benchProvider, openTimedSystem, waitUntil } from './timed-system.js';

const CLIP_BYTES = 200_000;
const CHUNK_BYTES = 20_000;

/**
 * Every clip is done at one moment; the URLs die between `firstMs` and `lastMs` after it, in an order of chance; and the line brings
 * `share` of all bytes in `lastMs`.
 * @param {object} about
 * @param {string} about.folder
 * @param {number} about.clips
 * @param {number} about.firstMs
 * @param {number} about.lastMs
 * @param {number} about.share
 */
export async function fetchDying({ folder, clips, firstMs, lastMs, share }) {
  const random = createRandom(3);
  const bytesPerMs = (clips * CLIP_BYTES * share) / lastMs;
  let doneAtMs = Infinity;
  /** When the line is free again. */
  let freeAtMs = 0;
  /** @type {Map<string, { diesInMs: number, isSaved: boolean, isRefused: boolean, openedAtMs: number | undefined }>} */
  const jobs = new Map();
  /** @type {number[]} how long each of those that were opened had left, in the order of opening */
  const opened = [];
  const provider = benchProvider({
    pace: { callsPerSec: 1000, submitsPerSec: 1000 },
    submit: (order, hooks) => {
      hooks.beforeSend();
      const handle = `job-${order.attemptId}`;
      const diesInMs = firstMs + random.next() * (lastMs - firstMs);
      jobs.set(handle, { diesInMs, isSaved: false, isRefused: false, openedAtMs: undefined });
      return Promise.resolve({ kind: 'accepted', handle });
    },
    poll: (handle) => {
      if (performance.now() < doneAtMs) return Promise.resolve({ kind: 'running', askAgainInMs: 100 });
      const expiresAtMs = Date.now() + (doneAtMs + (jobs.get(handle)?.diesInMs ?? 0) - performance.now());
      const output = { type: 'video', source: handle, expiresAtMs: Math.round(expiresAtMs), isDecoded: true };
      return Promise.resolve({ kind: 'succeeded', outputs: [output] });
    },
    open: (source) => {
      const job = jobs.get(source);
      if (job === undefined) return Promise.reject(new Error(`${source} was never ordered`));
      const sinceMs = performance.now() - doneAtMs;
      if (sinceMs >= job.diesInMs) {
        job.isRefused = true;
        return Promise.reject(new ProviderError('bench', 'the URL has died', { retryable: false, isDead: true }));
      }
      job.openedAtMs ??= sinceMs;
      opened.push(job.diesInMs);
      return Promise.resolve(
        slowly(() => {
          job.isSaved = true;
        }),
      );
    },
  });

  async function* slowly(/** @type {() => void} */ onEnd) {
    for (let at = 0; at < CLIP_BYTES; at += CHUNK_BYTES) {
      freeAtMs = Math.max(freeAtMs, performance.now()) + CHUNK_BYTES / bytesPerMs;
      await delay(Math.max(0, freeAtMs - performance.now()));
      yield Buffer.alloc(CHUNK_BYTES);
    }
    onEnd();
  }

  const system = await openTimedSystem({ folder, provider, pollMs: 500 });
  system.start();
  for (let ordinal = 0; ordinal < clips; ordinal += 1) await system.create(ordinal);
  await waitUntil(() => jobs.size === clips, 120_000);
  doneAtMs = performance.now() + 1000;
  const isOver = () => [...jobs.values()].every(({ isSaved, isRefused }) => isSaved || isRefused);
  await waitUntil(isOver, lastMs + 30_000);
  const { troubles } = system;
  await system.close();
  const all = [...jobs.values()];
  const saved = all.filter(({ isSaved }) => isSaved).length;
  return {
    ...{ clips, saved, could: couldSave(all, { clipMs: CLIP_BYTES / bytesPerMs }) },
    inversions: inversionsOf(opened),
    troubles: [...troubles],
  };
}

/**
 * How many the line could bring at best, one after the other, had it known all from the first moment: the most urgent first, and of those
 * that do not fit any more the one that is dropped is any, for all are as large (Moore and Hodgson's schedule).
 * @param {readonly { readonly diesInMs: number }[]} jobs
 * @param {{ readonly clipMs: number }} line
 */
function couldSave(jobs, { clipMs }) {
  let saved = 0;
  for (const { diesInMs } of [...jobs].sort((a, b) => a.diesInMs - b.diesInMs))
    if (saved * clipMs < diesInMs) saved += 1;
  return saved;
}

/** The share of neighbours in the order of opening of which the later one was the more urgent. */
function inversionsOf(/** @type {readonly number[]} */ opened) {
  let inverted = 0;
  for (let at = 1; at < opened.length; at += 1) if ((opened[at] ?? 0) < (opened[at - 1] ?? 0)) inverted += 1;
  return opened.length < 2 ? 0 : inverted / (opened.length - 1);
}
