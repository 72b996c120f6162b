/** The server that the API's bench asks: the whole system, with a vendor inside the process that answers at once. `argv[2]`: a BenchPlan. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { listen } from '../../dist/server/listen.js';
import { ownDataFolder } from '../../dist/store/sqlite/own-data-folder.js';
import { sql } from '../../dist/store/statement.js';
import { makeNewTask } from '../../dist/store/testing/make-new-task.js';
import { openSystem } from '../../dist/system.js';

/**
 * @typedef {object} BenchPlan
 * @property {string} dataFolder
 * @property {string} [databaseUrl]
 * @property {number} slots tasks under way at once
 */

/** A model that asks nothing of anybody. */
export const BENCH_MODEL = 'bench/clip';

const { dataFolder, databaseUrl, slots } = readPlan();
process.on('disconnect', () => process.exit(1));
if (databaseUrl === undefined && ownDataFolder(dataFolder) === undefined) throw new Error('the folder is owned');

/** When each task's first step ran, by its prompt; Unix ms with fractions. @type {Record<string, number>} */
const startedAtMs = {};
let polls = 0;
let lastPollMs = 0;
/** @type {number[]} */
const claimsMs = [];
const ORDER = { findings: [], adjustments: [] };
const nowMs = () => performance.timeOrigin + performance.now();

const system = await openSystem({
  ...{ dataFolder, baseUrl: 'http://127.0.0.1:8787', secretKey: new Uint8Array(32).fill(7), version: 'bench' },
  ...(databaseUrl === undefined ? {} : { databaseUrl }),
  webhookSecret: 'whsec_YmVuY2gtYmVuY2gtYmVuY2g=',
  allowAddresses: ['127.0.0.0/8'],
  mediaPool: () => Promise.reject(new Error('nothing is decoded here')),
  // One slot more than media processes.
  mediaProcesses: slots - 1,
  models: [
    {
      ...{ id: BENCH_MODEL, provider: 'bench', lane: 'local', turnMs: 1, accept: () => ORDER },
      prepare: (input) => {
        startedAtMs[String(input['prompt'])] = nowMs();
        return Promise.resolve({ plan: {}, about: {}, ...ORDER });
      },
      report: () => ({}),
    },
  ],
  providers: [
    {
      ...{ id: 'bench', isFreeToRepeat: false, credential: 'none', pace: { callsPerSec: 100_000 } },
      submit: ({ attemptId }) => Promise.resolve({ kind: 'accepted', handle: attemptId }),
      poll: (handle) => {
        polls += 1;
        lastPollMs = nowMs();
        // What was put there by `fill` is rendered some other day.
        if (handle.startsWith('waiting')) return Promise.resolve({ kind: 'running', askAgainInMs: 3_600_000 });
        return Promise.resolve({ kind: 'succeeded', outputs: [{ type: 'video', source: 'clip', isDecoded: true }] });
      },
      cancel: () => Promise.resolve('confirmed'),
      open: () => Promise.resolve(oneChunk()),
      release: () => Promise.resolve(),
    },
  ],
  onTrouble: (error) => console.error(error),
});
const { store } = system;
const claimTasks = store.claimTasks.bind(store);
store.claimTasks = async (/** @type {Parameters<typeof claimTasks>[0]} */ request) => {
  const beganMs = performance.now();
  const tasks = await claimTasks(request);
  if (tasks.length > 0) claimsMs.push(performance.now() - beganMs);
  return tasks;
};
const { url } = await listen(system.app, { port: 0, host: '127.0.0.1' });

process.on('message', (message) => {
  const { id, ask, body } = /** @type {{ id: number, ask: string, body: unknown }} */ (message);
  void answer(ask, body).then((value) => process.send?.({ id, value }));
});
const bareUrl = await listenBarely();
process.send?.({ url, bareUrl });

/**
 * @param {string} ask
 * @param {unknown} body
 * @returns {Promise<unknown>}
 */
async function answer(ask, body) {
  switch (ask) {
    case 'start':
      system.start();
      return nowMs();
    case 'key': {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const text = JSON.stringify({ name: 'bench', scopes: ['create'] });
      const reply = await system.app.fetchAsOwner(new Request('http://localhost/v1/keys', { ...init, body: text }));
      return /** @type {{ data: { key: string } }} */ (await reply.json()).data.key;
    }
    case 'direct':
      return createDirectly(/** @type {number} */ (body));
    case 'fill':
      return fill(/** @type {{ waiting: number, due: number }} */ (body));
    case 'due': {
      const due = /** @type {number} */ (body);
      await store.run(function* () {
        yield sql`UPDATE tasks SET due_at = ${Date.now()} WHERE id IN (SELECT id FROM tasks WHERE state = 'rendering' LIMIT ${due})`;
      });
      return undefined;
    }
    case 'started':
      return startedAtMs;
    case 'ended':
      return store.run(function* () {
        const rows = yield sql`SELECT id, completed_at FROM tasks WHERE completed_at <> 0`;
        return rows.map((row) => [String(row['id']), Number(row['completed_at'])]);
      });
    case 'count':
      return store.run(function* () {
        const [row] = yield sql`SELECT count(*) AS tasks FROM tasks`;
        return Number(row?.['tasks']);
      });
    case 'polled':
      return { polls, lastPollMs, claimsMs };
    case 'memory': {
      globalThis.gc?.();
      const status = readFileSync('/proc/self/status', 'utf8');
      const kilobytes = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
      return { peakBytes: kilobytes('VmHWM') * 1024, nowBytes: kilobytes('VmRSS') * 1024 };
    }
    default:
      throw new Error(`unknown: ${ask}`);
  }
}

/**
 * The rate of creates on the store, 32 at a time, of tasks as the server makes them.
 * @param {number} forMs
 */
async function createDirectly(forMs) {
  const beganMs = performance.now();
  let done = 0;
  const work = async () => {
    while (performance.now() - beganMs < forMs) {
      const idempotency = { key: `direct-${beganMs}-${(done += 1)}`, bodyHash: 'h'.repeat(64), keepMs: 86_400_000 };
      const input = JSON.stringify({ prompt: `direct ${done}` });
      await store.createTask(
        makeNewTask({
          ...{ model: BENCH_MODEL, lane: 'local', input, idempotency, callbackUrl: 'http://127.0.0.1:9999/hook' },
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  return done / ((performance.now() - beganMs) / 1000);
}

/**
 * Tasks that are being rendered somewhere and are asked for again in an hour.
 * @param {{ readonly waiting: number }} about
 */
async function fill({ waiting }) {
  const dueMs = Date.now() + 3_600_000;
  for (let at = 0; at < waiting; at += 500) {
    await store.run(function* () {
      for (let one = at; one < Math.min(waiting, at + 500); one += 1) {
        const { id } = makeNewTask();
        const attempt = `waiting-${one}`;
        yield sql`
          INSERT INTO tasks (id, account_id, key_id, model, storage, input, created_at, completed_at, state, version, lane, due_at,
            turn, tries, cancel, attempt_id, findings, adjustments, plan)
          VALUES (${id}, 'default', 'key', ${BENCH_MODEL}, 'temp', '{"prompt":"one of many"}', ${dueMs}, 0, 'rendering', 1, 'local',
            ${dueMs}, ${one}, 0, 'none', ${attempt}, '[]', '[]', '{"order":{},"about":{},"stills":{}}')`;
        yield sql`INSERT INTO events (task_id, seq, account_id, at, kind, data) VALUES (${id}, 1, 'default', ${dueMs}, 'rendering', '{}')`;
        yield sql`
          INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, handle, request, created_at)
          VALUES (${attempt}, 'default', ${id}, 1, 'bench', 'none', 'accepted', ${attempt}, '{}', ${dueMs})`;
      }
    });
  }
}

/** The least that HTTP takes of this process: Node's own server, which reads a body and answers as long as a create is answered. */
async function listenBarely() {
  const said = Buffer.from(JSON.stringify({ code: 200, message: 'success', data: { taskId: makeNewTask().id } }));
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': said.length };
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, headers).end(said));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

async function* oneChunk() {
  yield await Promise.resolve(Buffer.from('a clip'));
}

/** @returns {BenchPlan} */
function readPlan() {
  /** @type {unknown} */
  const plan = JSON.parse(process.argv[2] ?? '{}');
  return /** @type {BenchPlan} */ (plan);
}
