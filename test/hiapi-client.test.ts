/**
 * A client of HiAPI's task API, written from its contract and with nothing of ours: plain fetch, plain HMAC. What passes here is what a
 * program that was written for HiAPI sees when its base URL is changed.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaPool, type MediaPool } from '../src/media/pool.js';
import { type Listening, listen } from '../src/server/listen.js';
import { openSystem, type System } from '../src/system.js';
import { sharedPostgres } from './postgres.js';

const SECRET = 'whsec_0123456789abcdef';
const TASK_ID = /^tk-hiapi-[0-9A-HJKMNP-TV-Z]{26}$/;
const STILL = readFileSync(path.join(import.meta.dirname, '../examples/bottle-front.jpg'));
const DATA_URI = `data:image/jpeg;base64,${STILL.toString('base64')}`;

/** What the contract names of a task. */
interface Task {
  readonly taskId: string;
  readonly model: string;
  readonly status: 'queued' | 'handling' | 'archiving' | 'success' | 'fail';
  readonly created: number;
  readonly completed: number;
  readonly output?: readonly { readonly url: string; readonly type: string; readonly expireAt: number }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly storage?: 'temp' | 'persistent';
  readonly route?: string;
}

/** Both of HiAPI's envelopes at once. */
interface Envelope<Data = unknown> {
  readonly code: number;
  readonly message: string;
  readonly data: Data;
  readonly error_code?: string;
  readonly error?: { readonly code: unknown; readonly message: string };
}

interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope<Data>;
}

interface Callback {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As HiAPI documents it: lower-case hex of HMAC-SHA256 over the timestamp, a dot and the raw body. */
function sign(secret: string, timestamp: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}

it('computes the signature that the published vector has', () => {
  const body =
    '{"taskId":"tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR","model":"seedance-2-0","status":"success","created":1777282033,"completed":1777282099,"output":[{"url":"https://cdn.example/t/0.mp4","type":"video","expireAt":1777886899}]}';
  expect(sign(SECRET, '1777282099', body)).toBe('036ed81a3dcec374123ab0a9ff0292e43bfc60a3e810bea13d58b9f1eb4a1871');
});

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

describe('a client of HiAPI, on SQLite', () => speaksHiapi(() => Promise.resolve(undefined)));
describe.skipIf('missing' in postgres)(`a client of HiAPI, on Postgres${missing}`, () =>
  speaksHiapi(() => ('missing' in postgres ? Promise.resolve(undefined) : postgres.createDatabase())),
);

function speaksHiapi(openDatabase: () => Promise<string | undefined>): void {
  let folder: string;
  let pool: MediaPool;
  let system: System;
  let server: Listening;
  let receiver: Server;
  let callbackUrl: string;
  let apiKey: string;
  const callbacks: Callback[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'firstframe-hiapi-'));
    pool = createMediaPool({ size: 1 });
    const databaseUrl = await openDatabase();
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      if (request.method === 'GET') {
        response.writeHead(404).end();
        return;
      }
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        callbacks.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    doomed.input.first_frame_url = `${callbackUrl}/still.jpg`;
    // The one thing that HiAPI does on its side: an installation, an account's webhook secret, an API key.
    const port = await freePort();
    system = await openSystem({
      dataFolder: folder,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      baseUrl: `http://127.0.0.1:${port}`,
      secretKey: new Uint8Array(32).fill(1),
      webhookSecret: SECRET,
      allowAddresses: ['127.0.0.0/8'],
      version: 'test',
      mediaPool: () => Promise.resolve(pool),
      mediaProcesses: 1,
    });
    server = await listen(system.app, { port, host: '127.0.0.1' });
    system.start();
    apiKey = await makeKey({});
  });

  afterAll(async () => {
    await server.close(0);
    await system.stop();
    await pool.close();
    receiver.closeAllConnections();
    receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function makeKey(limits: object): Promise<string> {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a client', scopes: ['create'], ...limits }),
    };
    const response = await system.app.fetchAsOwner(new Request('http://localhost/v1/keys', init));
    return ((await response.json()) as Envelope<{ readonly key: string }>).data.key;
  }

  async function call<Data = null>(place: string, init: RequestInit = {}, key = apiKey): Promise<Answer<Data>> {
    const headers = new Headers(init.headers);
    if (key !== '' && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    const response = await fetch(`${server.url}${place}`, { ...init, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Envelope<Data> };
  }

  function post<Data = null>(
    place: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    key = apiKey,
  ): Promise<Answer<Data>> {
    const bytes = typeof body === 'string' ? body : JSON.stringify(body);
    return call<Data>(
      place,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: bytes },
      key,
    );
  }

  const input = {
    prompt: 'Slow push in',
    first_frame_url: DATA_URI,
    aspect_ratio: 'adaptive',
    duration: 1,
    resolution: '480p',
    generate_audio: false,
  };
  const order = { model: 'local/motion', input };
  /** Fails in `preparing`, so it ends at once: there is no still where it points to. */
  const doomed = { model: 'local/motion', input: { ...input, first_frame_url: '' } };

  async function create(body: unknown, headers = {}, key = apiKey): Promise<string> {
    const { status, body: answer } = await post<{ readonly taskId: string }>('/v1/tasks', body, headers, key);
    expect(answer).toMatchObject({ code: 200, message: 'success' });
    expect(status).toBe(200);
    expect(answer.data.taskId).toMatch(TASK_ID);
    return answer.data.taskId;
  }

  async function read(taskId: string): Promise<Task> {
    const { status, body } = await call<Task>(`/v1/tasks/${taskId}`);
    expect([status, body.code, body.message]).toEqual([200, 200, 'success']);
    return body.data;
  }

  /** As a client of HiAPI polls, only sooner: until it has ended, watching that no status goes back. */
  async function waitFor(taskId: string): Promise<Task> {
    const order = ['queued', 'handling', 'archiving', 'success', 'fail'];
    let last = 0;
    for (;;) {
      const task = await read(taskId);
      expect(order).toContain(task.status);
      expect(order.indexOf(task.status)).toBeGreaterThanOrEqual(last);
      last = order.indexOf(task.status);
      if (task.status === 'success' || task.status === 'fail') return task;
      expect(task.completed).toBe(0);
      expect(task.output).toBeUndefined();
      expect(task.error).toBeUndefined();
      await delay(50);
    }
  }

  async function callbackOf(taskId: string): Promise<Callback> {
    for (;;) {
      const found = callbacks.find(({ body }) => (JSON.parse(body.toString()) as Task).taskId === taskId);
      if (found !== undefined) return found;
      await delay(20);
    }
  }

  async function expectRefused(answer: Promise<Answer<unknown>>, status: number, errorCode?: string): Promise<Headers> {
    const { status: got, headers, body } = await answer;
    expect([got, body.code, body.data], body.message).toEqual([status, status, null]);
    expect(body.message).not.toBe('');
    expect(body.error?.message).toBe(body.message);
    if (errorCode !== undefined) expect(body.error_code).toBe(errorCode);
    return headers;
  }

  it('creates a task, polls it to its clip, downloads that, finds it in the list and gets a signed callback', async () => {
    const startedSec = Math.floor(Date.now() / 1000);
    const taskId = await create({ ...order, callback: { url: callbackUrl, when: 'final' } });
    const task = await waitFor(taskId);
    expect(task.error).toBeUndefined();
    expect(task).toMatchObject({ taskId, model: 'local/motion', status: 'success', storage: 'temp' });
    expect(task.route).toBeUndefined();
    expect(task.created).toBeGreaterThanOrEqual(startedSec);
    expect(task.completed).toBeGreaterThanOrEqual(task.created);
    const video = task.output?.find(({ type }) => type === 'video');
    expect(task.output?.[0]).toEqual(video);
    expect(video!.expireAt - task.completed).toBeCloseTo(604_800, -1);

    const clip = await fetch(video!.url);
    expect(clip.status).toBe(200);
    expect(Buffer.from(await clip.arrayBuffer()).toString('latin1', 4, 8)).toBe('ftyp');
    const part = await fetch(video!.url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);

    const { body: list } = await call<{ page: number; size: number; total: number; tasks: Task[] }>(
      '/v1/tasks?page=1&size=1',
    );
    expect(list.data).toMatchObject({ page: 1, size: 1, tasks: [{ taskId, status: 'success' }] });

    const { headers, body } = await callbackOf(taskId);
    expect(headers['content-type']).toMatch(/^application\/json/);
    const timestamp = String(headers['x-hiapi-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(300);
    const [expected, got] = [sign(SECRET, timestamp, body), String(headers['x-hiapi-signature'])].map((hex) =>
      Buffer.from(hex),
    );
    expect(timingSafeEqual(expected!, got!)).toBe(true);
    const told = JSON.parse(body.toString()) as Task;
    expect(told).toMatchObject({ taskId, status: 'success', created: task.created, completed: task.completed });
    expect(told.output?.map(({ type }) => type)).toEqual(task.output?.map(({ type }) => type));
    expect((await fetch(told.output![0]!.url)).status).toBe(200);
  });

  it('ends a task whose still cannot be had as fail, with an error, and calls back', async () => {
    const taskId = await create({ ...doomed, callback: { url: callbackUrl } });
    const task = await waitFor(taskId);
    expect(task.status).toBe('fail');
    expect(task.error?.code).toBe('INVALID_REQUEST');
    expect(task.error?.message).not.toBe('');
    expect(task.output).toBeUndefined();
    const told = JSON.parse((await callbackOf(taskId)).body.toString()) as Task;
    expect(told).toMatchObject({ taskId, status: 'fail', error: task.error });
  });

  it('answers the same Idempotency-Key and bytes with the same task', async () => {
    const headers = { 'idempotency-key': `order-${randomUUID()}:video` };
    const first = await post<{ readonly taskId: string }>('/v1/tasks', doomed, headers);
    expect(first.headers.get('idempotent-replay')).toBeNull();
    const again = await post<{ readonly taskId: string }>('/v1/tasks', doomed, headers);
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(again.body).toEqual(first.body);
    await expectRefused(post('/v1/tasks', `${JSON.stringify(doomed)} `, headers), 422, 'IDEMPOTENCY_KEY_MISMATCH');
  });

  it('answers what comes while the first is under way with 409 and when to come again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post<{ readonly taskId: string } | null>('/v1/tasks', order, headers)),
    );
    const created = answers.filter(
      ({ status, headers: got }) => status === 200 && got.get('idempotent-replay') === null,
    );
    expect(created).toHaveLength(1);
    const early = answers.filter(({ status }) => status === 409);
    expect(early.length).toBeGreaterThan(0);
    for (const { headers: got, body } of early) {
      expect(body.error_code).toBe('IDEMPOTENCY_KEY_PROCESSING');
      expect(Number(got.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    const ids = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.data?.taskId));
    expect(ids.size).toBe(1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
  });

  it('lets go of a key whose first request was refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await expectRefused(post('/v1/tasks', { ...doomed, model: 'no/model' }, headers), 400);
    await create(doomed, headers);
  });

  it.each([
    ['no JSON', 'INVALID_REQUEST', '{"model":'],
    ['no object', 'INVALID_REQUEST', '[]'],
    ['no model', 'INVALID_REQUEST', { input }],
    ['no input', 'INVALID_REQUEST', { model: 'local/motion' }],
    ['an unknown model', 'MODEL_UNAVAILABLE', { ...order, model: 'no/model' }],
    ['an unknown route', 'INVALID_REQUEST', { ...order, route: 'no-route' }],
    ['a callback that is no URL', 'INVALID_REQUEST', { ...order, callback: { url: 'here' } }],
    ['a callback by another scheme', 'INVALID_REQUEST', { ...order, callback: { url: 'ftp://example.com/hook' } }],
    [
      'another moment to call back',
      'INVALID_REQUEST',
      { ...order, callback: { url: 'https://example.com', when: 'progress' } },
    ],
    [
      'a callback inside input',
      'INVALID_REQUEST',
      { ...order, input: { ...input, callback: { url: 'https://example.com' } } },
    ],
    ['another storage', 'INVALID_REQUEST', { ...order, storage: 'forever' }],
    ['a duration out of range', 'INVALID_REQUEST', { ...order, input: { ...input, duration: 600 } }],
    ['an unknown ratio', 'INVALID_REQUEST', { ...order, input: { ...input, aspect_ratio: '7:3' } }],
    ['an unknown resolution', 'INVALID_REQUEST', { ...order, input: { ...input, resolution: '8k' } }],
    [
      'a last frame and no first',
      'INVALID_REQUEST',
      { ...order, input: { prompt: 'push in', last_frame_url: DATA_URI } },
    ],
    [
      'an asset that is not there',
      'INVALID_REQUEST',
      { ...order, input: { ...input, first_frame_url: 'asset://nobody' } },
    ],
    ['a seed below 0', 'INVALID_REQUEST', { ...order, input: { ...input, seed: -1 } }],
  ])('refuses %s with 400', async (_what, errorCode, body) => {
    await expectRefused(post('/v1/tasks', body), 400, errorCode);
  });

  it('refuses an Idempotency-Key of more than 255 bytes with 400, and takes one of 255', async () => {
    await expectRefused(post('/v1/tasks', doomed, { 'idempotency-key': 'x'.repeat(256) }), 400, 'INVALID_REQUEST');
    await create(doomed, { 'idempotency-key': randomUUID().padEnd(255, 'x') });
  });

  it('takes seed 0, the default route by its names and a body without a Content-Type', async () => {
    for (const route of ['', 'default']) await create({ ...doomed, route });
    await create({ ...doomed, input: { ...doomed.input, seed: 0 } });
    const bytes = new TextEncoder().encode(JSON.stringify(doomed));
    const { status } = await call('/v1/tasks', { method: 'POST', body: bytes });
    expect(status).toBe(200);
  });

  it('refuses a missing, an unknown and a malformed key with 401', async () => {
    await expectRefused(call('/v1/tasks', {}, ''), 401);
    await expectRefused(call('/v1/tasks', {}, 'sk-of-nobody'), 401);
    await expectRefused(call('/v1/tasks', { headers: { authorization: `Basic ${apiKey}` } }), 401);
    await expectRefused(post('/v1/tasks', order, {}, 'sk-of-nobody'), 401);
  });

  it('refuses a key that may only read with 403', async () => {
    const reader = await makeKey({ scopes: ['read'] });
    await expectRefused(post('/v1/tasks', order, {}, reader), 403);
    expect((await call('/v1/tasks?page=1&size=1', {}, reader)).status).toBe(200);
  });

  it('does not know what is not there: 404', async () => {
    await expectRefused(call('/v1/tasks/tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR'), 404);
    await expectRefused(call('/v1/tasks/..%2F..%2Fetc'), 404);
    await expectRefused(call('/v1/nothing'), 404);
  });

  it('refuses another Content-Type with 415', async () => {
    await expectRefused(post('/v1/tasks', order, { 'content-type': 'text/plain' }), 415);
  });

  it('refuses too many requests, and too many tasks, with 429 before there is a task', async () => {
    const hasty = await makeKey({ requestsPerMinute: 1 });
    expect((await call('/v1/tasks', {}, hasty)).status).toBe(200);
    const headers = await expectRefused(post('/v1/tasks', order, {}, hasty), 429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);

    const narrow = await makeKey({ tasksInFlight: 1 });
    const total = async () => (await call<{ readonly total: number }>('/v1/tasks')).body.data.total;
    const before = await total();
    const answers = await Promise.all([1, 2, 3].map(() => post('/v1/tasks', order, {}, narrow)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
    expect(await total()).toBe(before + 1);
  });

  it('lists newest first, ten at a time, and takes a page or size out of range for the default', async () => {
    for (let made = 0; made < 11; made += 1) await create(doomed);
    interface List {
      page: number;
      size: number;
      total: number;
      tasks: Task[];
    }
    const list = async (query: string) => (await call<List>(`/v1/tasks${query}`)).body.data;
    const plain = await list('');
    expect([plain.page, plain.size, plain.tasks.length]).toEqual([1, 10, 10]);
    expect(plain.total).toBeGreaterThan(10);
    const created = plain.tasks.map((task) => task.created);
    expect(created).toEqual([...created].sort((a, b) => b - a));
    for (const query of ['?size=0', '?size=101', '?size=-1', '?size=x', '?page=0', '?page=x&size=1000']) {
      const odd = await list(query);
      expect([odd.page, odd.size, odd.tasks.length], query).toEqual([1, 10, 10]);
    }
    expect((await list('?size=100')).size).toBe(100);
    const pages = await Promise.all([1, 2].map((page) => list(`?page=${page}&size=5`)));
    const ids = pages.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId));
    expect(new Set(ids).size).toBe(10);
  });

  it('keeps a stored output for good, once, and deletes it, once', async () => {
    const taskId = await create(order);
    expect((await waitFor(taskId)).status).toBe('success');
    interface Stored {
      readonly id: string;
      readonly storage_tier: string;
      readonly taskId: string;
    }
    const find = async () => {
      const { body } = await call<{ readonly storages: readonly Stored[] }>('/v1/storages?size=100');
      return body.data.storages.find((stored) => stored.taskId === taskId);
    };
    const stored = await find();
    expect(stored).toMatchObject({ storage_tier: 'temp' });
    expect(stored!.id).toMatch(/^[0-9]+$/);
    interface Outcome {
      readonly accepted: readonly string[];
      readonly rejected: readonly { readonly reason: string }[];
    }
    const promote = () => post<Outcome>('/v1/storages/promote', [stored!.id]);
    expect((await promote()).body.data).toEqual({ accepted: [stored!.id], rejected: [] });
    while ((await find())?.storage_tier !== 'persistent') await delay(50);
    expect((await read(taskId)).storage).toBe('persistent');
    const unknown = await post<Outcome>('/v1/storages/promote', ['12345']);
    expect(unknown.body.data.rejected).toMatchObject([{ id: '12345', reason: 'not_owned' }]);

    const remove = () => post<Outcome>('/v1/storages/delete', [stored!.id]);
    expect((await remove()).body.data).toEqual({ accepted: [stored!.id], rejected: [] });
    expect((await remove()).body.data.rejected).toMatchObject([{ reason: 'already_deleted' }]);
    expect(await find()).toBeUndefined();
    await expectRefused(post('/v1/storages/promote', Array.from({ length: 51 }, String)), 400);
  });

  it('keeps what was asked for as persistent', async () => {
    const taskId = await create({ ...order, storage: 'persistent' });
    expect(await waitFor(taskId)).toMatchObject({ status: 'success', storage: 'persistent' });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
