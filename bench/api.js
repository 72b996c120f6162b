/** The task API under load: what it takes in a second, what that costs, and how soon things happen. */
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from '../dist/store/testing/throwaway-postgres.js';
import { createFor, headOfCreate, openConnection } from './api/load.js';
import { startServer } from './api/server.js';
import { median } from './measure/timing.js';

/** @typedef {import('./results-table.js').Row} Row */
/** @typedef {import('./api/server.js').Server} Server */

/** The heading over its table. */
export const title = 'API';

/** How it is measured, sentence by sentence. */
export const method = [
  'The server is a process of its own; the caller is another, with raw sockets that stay open. Rounds in turn, medians.',
  'A create: key check, schema, idempotency, row and first event in one commit, durable before the answer (SQLite `synchronous=FULL`; ' +
    'Postgres with fsync). Directly: the same rows by `store.createTask` in the server’s process, 32 at a time. A bare INSERT: one row of ' +
    'a like size through a pool of 16, 32 at a time.',
  'HTTP alone: the same requests, to a server of Node’s own in the same process that reads them and answers. Both at once on one thread ' +
    'can be no faster than the time of the two together.',
  'From the answer to the first step: until the model’s `prepare` is called, the move to `preparing` committed before it. From the end to ' +
    'the callback: from the time in the row, in whole ms, until the receiver has the request’s body.',
  'Memory is the server’s resident set; its peak as the kernel kept it.',
];

const CONNECTIONS = 32;
const MODEL = 'bench/clip';

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const rounds = quick ? 1 : 5;
  const roundMs = quick ? 300 : 3000;
  say('creates on SQLite');
  const rows = await onServer({ dataFolder: path.join(folder, 'creates') }, (server) =>
    measureCreates(server, { rounds, roundMs }),
  );
  say('data URIs');
  rows.push(
    ...(await onServer({ dataFolder: path.join(folder, 'uris') }, (server) => measureDataUris(server, quick ? 4 : 96))),
  );
  say('latencies on SQLite');
  const tasks = quick ? 10 : 400;
  rows.push(
    ...(await onServer({ dataFolder: path.join(folder, 'idle') }, (server) =>
      measureLatencies(server, 'SQLite', tasks),
    )),
  );
  say('many waiting');
  rows.push(...(await measureWaiting(path.join(folder, 'waiting'), quick ? [1000, 100] : [100_000, 10_000])));
  const cluster = await startPostgres({ durable: true });
  if ('missing' in cluster) {
    return [...rows, { what: 'Postgres', goal: '–', measured: `not here: ${cluster.missing}`, met: undefined }];
  }
  try {
    say('creates on Postgres');
    const databaseUrl = await cluster.createDatabase();
    const plan = { dataFolder: path.join(folder, 'postgres'), databaseUrl };
    rows.push(...(await onServer(plan, (server) => measureOnPostgres(server, { databaseUrl, rounds, roundMs }))));
    say('latencies on Postgres');
    const idle = { dataFolder: path.join(folder, 'idle-postgres'), databaseUrl: await cluster.createDatabase() };
    rows.push(...(await onServer(idle, (server) => measureLatencies(server, 'Postgres', tasks))));
  } finally {
    await cluster.remove();
  }
  return rows;
}

/**
 * @param {{ readonly dataFolder: string, readonly databaseUrl?: string }} plan
 * @param {(server: Server) => Promise<Row[]>} work
 */
async function onServer(plan, work) {
  const server = await startServer({ ...plan, slots: 16 });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** @param {number} index */
function bodyOf(index) {
  const callback = { url: 'http://127.0.0.1:9999/hook', when: 'final' };
  return JSON.stringify({ model: MODEL, input: { prompt: `direct ${index}` }, callback });
}

/**
 * @param {Server} server
 * @param {{ readonly rounds: number, readonly roundMs: number }} about
 * @returns {Promise<Row[]>}
 */
async function measureCreates(server, { rounds, roundMs }) {
  const apiKey = String(await server.ask('key'));
  const load = { url: server.url, apiKey, connections: CONNECTIONS, bodyOf };
  await createFor({ ...load, forMs: roundMs / 2 });
  await server.ask('direct', roundMs / 2);
  const [http, direct, bareHttp] = [
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
  ];
  for (let round = 0; round < rounds; round += 1) {
    http.push(await createFor({ ...load, forMs: roundMs }));
    direct.push(Number(await server.ask('direct', roundMs)));
    bareHttp.push(await createFor({ ...load, url: server.bareUrl, forMs: roundMs }));
  }
  const [rate, directRate] = [median(http), median(direct)];
  const share = rate / directRate;
  return [
    {
      what: `SQLite: durable creates over HTTP, ${CONNECTIONS} connections`,
      ...{ goal: '≥ 3,000/s', measured: perSecond(rate), met: rate >= 3000, figures: { http } },
    },
    {
      what: 'of the same driven on the store directly',
      ...{
        goal: '≥ 70 %',
        measured: `${percent(share)} of ${perSecond(directRate)}`,
        met: share >= 0.7,
        figures: { direct },
      },
    },
    boundRow('SQLite', rate, { bareRate: median(bareHttp), directRate }),
  ];
}

/**
 * How near a rate comes to the best that one thread could do of both.
 * @param {string} store
 * @param {number} rate
 * @param {{ readonly bareRate: number, readonly directRate: number }} alone
 * @returns {Row}
 */
function boundRow(store, rate, { bareRate, directRate }) {
  const bound = 1 / (1 / bareRate + 1 / directRate);
  return {
    what: `${store}: of what HTTP alone and the store alone leave to both on one thread`,
    goal: '–',
    measured: `${percent(rate / bound)} of ${perSecond(bound)}, which is ${percent(bound / directRate)} of the store (HTTP alone ${perSecond(bareRate)})`,
    met: undefined,
    figures: { bareRate, bound },
  };
}

/**
 * @param {Server} server
 * @param {{ readonly databaseUrl: string, readonly rounds: number, readonly roundMs: number }} about
 * @returns {Promise<Row[]>}
 */
async function measureOnPostgres(server, { databaseUrl, rounds, roundMs }) {
  const apiKey = String(await server.ask('key'));
  const load = { url: server.url, apiKey, connections: CONNECTIONS, bodyOf };
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  await pool.query('CREATE TABLE bare (id TEXT PRIMARY KEY, at BIGINT NOT NULL, input TEXT NOT NULL)');
  const text = 'INSERT INTO bare (id, at, input) VALUES ($1, $2, $3)';
  let inserted = 0;
  const insertFor = async (/** @type {number} */ forMs) => {
    const beganMs = performance.now();
    const before = inserted;
    const work = async () => {
      while (performance.now() - beganMs < forMs) {
        const index = (inserted += 1);
        await pool.query({ name: 'bare', text, values: [`tk-hiapi-${index}`.padEnd(35, 'x'), index, bodyOf(index)] });
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    return (inserted - before) / ((performance.now() - beganMs) / 1000);
  };
  await createFor({ ...load, forMs: roundMs / 2 });
  await insertFor(roundMs / 2);
  const [http, bare, direct, bareHttp] = [
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
    /** @type {number[]} */ ([]),
  ];
  for (let round = 0; round < rounds; round += 1) {
    http.push(await createFor({ ...load, forMs: roundMs }));
    bare.push(await insertFor(roundMs));
    direct.push(Number(await server.ask('direct', roundMs)));
    bareHttp.push(await createFor({ ...load, url: server.bareUrl, forMs: roundMs }));
  }
  await pool.end();
  const [rate, bareRate] = [median(http), median(bare)];
  const share = rate / bareRate;
  return [
    {
      what: 'Postgres: durable creates over HTTP against bare pooled INSERTs',
      goal: '≥ 35 %',
      measured: `${percent(share)}: ${perSecond(rate)} of ${perSecond(bareRate)} (on the store directly ${perSecond(median(direct))})`,
      met: share >= 0.35,
      figures: { http, bare, direct },
    },
    boundRow('Postgres', rate, { bareRate: median(bareHttp), directRate: median(direct) }),
  ];
}

/**
 * @param {Server} server
 * @param {number} count
 * @returns {Promise<Row[]>}
 */
async function measureDataUris(server, count) {
  const apiKey = String(await server.ask('key'));
  const before = /** @type {{ nowBytes: number }} */ (await server.ask('memory')).nowBytes;
  const jpeg = Buffer.alloc(8 * 1024 ** 2 * 0.75, 7);
  jpeg.set([0xff, 0xd8, 0xff, 0xe0]);
  let sent = 0;
  let created = 0;
  const answers = /** @type {Record<string, number>} */ ({});
  const beganMs = performance.now();
  const work = async () => {
    const connection = await openConnection(server.url);
    while (sent < count) {
      const index = (sent += 1);
      jpeg.writeUInt32BE(index, 100);
      const uri = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
      const body = Buffer.from(
        JSON.stringify({ model: MODEL, input: { prompt: `uri ${index}`, first_frame_url: uri } }),
      );
      const head = headOfCreate({ url: server.url, apiKey, key: `uri-${index}`, sizeBytes: body.length });
      for (;;) {
        const { status } = await connection.send(head, body);
        answers[status] = (answers[status] ?? 0) + 1;
        if (status === 200) created += 1;
        if (status !== 503 && status !== 429) break;
        await delay(200);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, count) }, work));
  const tookSec = (performance.now() - beganMs) / 1000;
  const { peakBytes } = /** @type {{ peakBytes: number }} */ (await server.ask('memory'));
  const kept = Number(await server.ask('count'));
  const isWhole = created === count && kept === count;
  const peakMb = peakBytes / 1e6;
  return [
    {
      what: `SQLite: ${count} creates with a data URI of 8 MB, ${CONNECTIONS} connections`,
      goal: '≤ 300 MB of memory, none lost',
      measured: `${peakMb.toFixed(0)} MB (idle ${(before / 1e6).toFixed(0)} MB), ${kept} of ${count} there, ${(count / tookSec).toFixed(1)}/s`,
      met: peakMb <= 300 && isWhole,
      figures: { peakBytes, before, answers, created, kept },
    },
  ];
}

/**
 * @param {Server} server
 * @param {string} store
 * @param {number} tasks
 * @returns {Promise<Row[]>}
 */
async function measureLatencies(server, store, tasks) {
  /** @type {Map<string, number>} */
  const arrivedMs = new Map();
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (/** @type {Buffer} */ chunk) => (text += chunk.toString()));
    request.on('end', () => {
      const atMs = Date.now();
      response.writeHead(204).end();
      /** @type {unknown} */
      const body = JSON.parse(text);
      arrivedMs.set(/** @type {{ taskId: string }} */ (body).taskId, atMs);
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (receiver.address());
  const apiKey = String(await server.ask('key'));
  await server.ask('start');
  const connection = await openConnection(server.url);
  const answeredMs = [];
  for (let task = 0; task < tasks; task += 1) {
    const callback = { url: `http://127.0.0.1:${port}/hook` };
    const body = JSON.stringify({ model: MODEL, input: { prompt: `idle ${task}` }, callback });
    const head = headOfCreate({ url: server.url, apiKey, key: `idle-${task}`, sizeBytes: Buffer.byteLength(body) });
    await connection.send(head + body);
    answeredMs.push(performance.timeOrigin + performance.now());
    // Idle again before the next one.
    await delay(40);
  }
  connection.close();
  for (let waited = 0; arrivedMs.size < tasks && waited < 100; waited += 1) await delay(100);
  const started = /** @type {Record<string, number>} */ (await server.ask('started'));
  const ended = /** @type {[string, number][]} */ (await server.ask('ended'));
  receiver.closeAllConnections();
  receiver.close();
  const warm = tasks > 50 ? 20 : 0;
  const toStart = answeredMs.map((atMs, task) => Math.max(0, (started[`idle ${task}`] ?? NaN) - atMs)).slice(warm);
  const toCallback = ended.map(([id, atMs]) => (arrivedMs.get(id) ?? NaN) - atMs).slice(warm);
  const [p50, p99, callbackP99] = [median(toStart), p99Of(toStart), p99Of(toCallback)];
  return [
    {
      what: `${store}: from the answer of a create to the first step, idle, p50 and p99`,
      ...{ goal: '≤ 5 and 25 ms', measured: `${p50.toFixed(1)} and ${p99.toFixed(1)} ms`, met: p50 <= 5 && p99 <= 25 },
      figures: { p50, p99 },
    },
    {
      what: `${store}: from the end of a task to its callback at a receiver here, p99`,
      goal: '≤ 50 ms',
      measured: `${callbackP99.toFixed(0)} ms (p50 ${median(toCallback).toFixed(0)} ms), ${arrivedMs.size} of ${tasks} arrived`,
      met: callbackP99 <= 50,
      figures: { callbackP99 },
    },
  ];
}

/**
 * @param {string} dataFolder
 * @param {number[]} counts that wait, and that are due
 * @returns {Promise<Row[]>}
 */
async function measureWaiting(dataFolder, [waiting = 0, due = 0]) {
  const plan = { dataFolder, slots: 16 };
  const filling = await startServer(plan);
  await filling.ask('start');
  await delay(500);
  const empty = /** @type {{ nowBytes: number }} */ (await filling.ask('memory')).nowBytes;
  await filling.stop();
  const full = await startServer(plan);
  await full.ask('fill', { waiting });
  await full.ask('due', due);
  await full.stop();
  const server = await startServer(plan);
  try {
    const startedMs = Number(await server.ask('start'));
    let answer = { polls: 0, lastPollMs: 0, claimsMs: /** @type {number[]} */ ([]) };
    for (let waited = 0; answer.polls < due && waited < 600; waited += 1) {
      await delay(100);
      answer = /** @type {typeof answer} */ (await server.ask('polled'));
    }
    const { nowBytes, peakBytes } = /** @type {{ nowBytes: number, peakBytes: number }} */ (await server.ask('memory'));
    const allSec = (answer.lastPollMs - startedMs) / 1000;
    const grownMb = (nowBytes - empty) / 1e6;
    const p99 = p99Of(answer.claimsMs);
    const what = `SQLite: ${waiting.toLocaleString('en')} waiting, ${due.toLocaleString('en')} of them due at a start`;
    return [
      {
        what: `${what}: memory more than with none`,
        ...{
          goal: '≤ 60 MB',
          measured: `${grownMb.toFixed(0)} MB`,
          met: grownMb <= 60,
          figures: { empty, nowBytes, peakBytes },
        },
      },
      {
        what: `${what}: a claim, p99`,
        ...{
          goal: '≤ 5 ms',
          measured: `${p99.toFixed(1)} ms (p50 ${median(answer.claimsMs).toFixed(1)} ms)`,
          met: p99 <= 5,
        },
        figures: { claims: answer.claimsMs.length, p99 },
      },
      {
        what: `${what}: until all were looked after`,
        ...{
          goal: '≤ 30 s',
          measured: `${allSec.toFixed(1)} s, ${answer.polls} of ${due}`,
          met: allSec <= 30 && answer.polls >= due,
        },
        figures: { allSec, polls: answer.polls },
      },
    ];
  } finally {
    await server.stop();
  }
}

/** @param {readonly number[]} values */
function p99Of(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? NaN;
}

/** @param {number} rate */
function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}
