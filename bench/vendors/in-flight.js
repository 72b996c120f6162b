/** A thousand renders of one key at once: how often each is asked about, and how soon its end is known. */
import { createRandom } from '../../test/chaos/random.js';
import { benchProvider, openTimedSystem, waitUntil } from './timed-system.js';

/** How long the vendor takes to answer a question. */
const STATUS_CALL_MS = 300;

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {number} about.renders
 * @param {number} about.p50Sec how long renders take: log-normal, and as the catalogue says
 * @param {number} about.p90Sec
 * @param {(line: string) => void} about.say
 */
export async function flyMany({ folder, renders, p50Sec, p90Sec, say }) {
  const random = createRandom(9);
  const sigma = Math.log(p90Sec / p50Sec) / 1.2816;
  // Box and Muller; no render takes longer than one in a thousand does.
  const draw = () => {
    const z = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return p50Sec * 1000 * Math.exp(Math.min(z, 3.1) * sigma);
  };
  /** @type {Map<string, { doneAtMs: number, polls: number, lateMs: number | undefined }>} */
  const jobs = new Map();
  let known = 0;
  let [askedInSecond, second, mostInSecond] = [0, 0, 0];
  const provider = benchProvider({
    pace: { callsPerSec: 200, submitsPerSec: 100 },
    submit: (order, hooks) => {
      hooks.beforeSend();
      const handle = `job-${order.attemptId}`;
      jobs.set(handle, { doneAtMs: performance.now() + draw(), polls: 0, lateMs: undefined });
      return Promise.resolve({ kind: 'accepted', handle });
    },
    poll: async (handle) => {
      const job = jobs.get(handle);
      if (job === undefined) throw new Error(`${handle} was never ordered`);
      job.polls += 1;
      const now = Math.floor(performance.now() / 1000);
      if (now !== second) [second, askedInSecond] = [now, 0];
      mostInSecond = Math.max(mostInSecond, (askedInSecond += 1));
      const isDone = performance.now() >= job.doneAtMs;
      await new Promise((resolve) => setTimeout(resolve, STATUS_CALL_MS));
      if (!isDone) return { kind: 'running', askAgainInMs: 0 };
      if (job.lateMs === undefined) {
        known += 1;
        job.lateMs = performance.now() - job.doneAtMs;
      }
      return { kind: 'succeeded', outputs: [{ type: 'video', source: handle, isDecoded: true }] };
    },
    open: () => Promise.resolve(oneByte()),
  });
  const system = await openTimedSystem({ folder, provider, usualSec: { p50: p50Sec, p90: p90Sec } });
  system.start();
  for (let ordinal = 0; ordinal < renders; ordinal += 1) await system.create(ordinal);
  say(`${renders} are ordered`);
  const report = setInterval(() => say(`${known} of ${renders} are known to be done`), 30_000);
  await waitUntil(() => known === renders, 10 * p90Sec * 1000);
  clearInterval(report);
  const { troubles } = system;
  await system.close();
  const all = [...jobs.values()];
  const late = all.map(({ lateMs }) => lateMs ?? Infinity).sort((a, b) => a - b);
  const polls = all.reduce((sum, job) => sum + job.polls, 0) / all.length;
  const at = (/** @type {number} */ share) => Math.round(late[Math.floor((late.length - 1) * share)] ?? NaN);
  return {
    renders,
    known,
    polls,
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    mostInSecond,
    troubles: [...troubles],
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a body in one piece, where a stream is taken
async function* oneByte() {
  yield Buffer.from('.');
}
