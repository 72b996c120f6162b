/**
 * A client of HiAPI's task API, written from its contract and with nothing of ours: plain fetch, plain HMAC. What passes here is what a
 * program that was written for HiAPI sees when its base URL is changed.
 */
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createHiapiClient,
  type Hiapi,
  HIAPI_SECRET,
  type HiapiClient,
  type HiapiTask,
  openHiapi,
  signAsHiapi,
} from './hiapi-client.js';
import { sharedPostgres } from './postgres.js';

const STILL = readFileSync(path.join(import.meta.dirname, '../examples/bottle-front.jpg'));
const DATA_URI = `data:image/jpeg;base64,${STILL.toString('base64')}`;

it('computes the signature that the published vector has', () => {
  const body =
    '{"taskId":"tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR","model":"seedance-2-0","status":"success","created":1777282033,"completed":1777282099,"output":[{"url":"https://cdn.example/t/0.mp4","type":"video","expireAt":1777886899}]}';
  expect(signAsHiapi(HIAPI_SECRET, '1777282099', body)).toBe(
    '036ed81a3dcec374123ab0a9ff0292e43bfc60a3e810bea13d58b9f1eb4a1871',
  );
});

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

describe('a client of HiAPI, on SQLite', () => speaksHiapi(() => Promise.resolve(undefined)));
describe.skipIf('missing' in postgres)(`a client of HiAPI, on Postgres${missing}`, () =>
  speaksHiapi(() => ('missing' in postgres ? Promise.resolve(undefined) : postgres.createDatabase())),
);

function speaksHiapi(openDatabase: () => Promise<string | undefined>): void {
  let hiapi: Hiapi;
  let callbackUrl: string;
  let client: HiapiClient;

  beforeAll(async () => {
    hiapi = await openHiapi(await openDatabase());
    ({ callbackUrl } = hiapi);
    doomed.input.first_frame_url = `${callbackUrl}/still.jpg`;
    client = createHiapiClient(hiapi, await hiapi.makeKey({}));
  });

  afterAll(() => hiapi.close());

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

  it('creates a task, polls it to its clip, downloads that, finds it in the list and gets a signed callback', async () => {
    const startedSec = Math.floor(Date.now() / 1000);
    const taskId = await client.create({ ...order, callback: { url: callbackUrl, when: 'final' } });
    const task = await client.waitFor(taskId);
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

    const { body: list } = await client.call<{ page: number; size: number; total: number; tasks: HiapiTask[] }>(
      '/v1/tasks?page=1&size=1',
    );
    expect(list.data).toMatchObject({ page: 1, size: 1, tasks: [{ taskId, status: 'success' }] });

    const { headers, body } = await client.callbackOf(taskId);
    expect(headers['content-type']).toMatch(/^application\/json/);
    const timestamp = String(headers['x-hiapi-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(300);
    const [expected, got] = [signAsHiapi(HIAPI_SECRET, timestamp, body), String(headers['x-hiapi-signature'])].map(
      (hex) => Buffer.from(hex),
    );
    expect(timingSafeEqual(expected!, got!)).toBe(true);
    const told = JSON.parse(body.toString()) as HiapiTask;
    expect(told).toMatchObject({ taskId, status: 'success', created: task.created, completed: task.completed });
    expect(told.output?.map(({ type }) => type)).toEqual(task.output?.map(({ type }) => type));
    expect((await fetch(told.output![0]!.url)).status).toBe(200);
  });

  it('ends a task whose still cannot be had as fail, with an error, and calls back', async () => {
    const taskId = await client.create({ ...doomed, callback: { url: callbackUrl } });
    const task = await client.waitFor(taskId);
    expect(task.status).toBe('fail');
    expect(task.error?.code).toBe('INVALID_REQUEST');
    expect(task.error?.message).not.toBe('');
    expect(task.output).toBeUndefined();
    const told = JSON.parse((await client.callbackOf(taskId)).body.toString()) as HiapiTask;
    expect(told).toMatchObject({ taskId, status: 'fail', error: task.error });
  });

  it('answers the same Idempotency-Key and bytes with the same task', async () => {
    const headers = { 'idempotency-key': `order-${randomUUID()}:video` };
    const first = await client.post<{ readonly taskId: string }>('/v1/tasks', doomed, headers);
    expect(first.headers.get('idempotent-replay')).toBeNull();
    const again = await client.post<{ readonly taskId: string }>('/v1/tasks', doomed, headers);
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(again.body).toEqual(first.body);
    await client.expectRefused(
      client.post('/v1/tasks', `${JSON.stringify(doomed)} `, headers),
      422,
      'IDEMPOTENCY_KEY_MISMATCH',
    );
  });

  it('answers what comes while the first is under way with 409 and when to come again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.post<{ readonly taskId: string } | null>('/v1/tasks', order, headers)),
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
    await client.expectRefused(client.post('/v1/tasks', { ...doomed, model: 'no/model' }, headers), 400);
    await client.create(doomed, headers);
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
    await client.expectRefused(client.post('/v1/tasks', body), 400, errorCode);
  });

  it('refuses an Idempotency-Key of more than 255 bytes with 400, and takes one of 255', async () => {
    await client.expectRefused(
      client.post('/v1/tasks', doomed, { 'idempotency-key': 'x'.repeat(256) }),
      400,
      'INVALID_REQUEST',
    );
    await client.create(doomed, { 'idempotency-key': randomUUID().padEnd(255, 'x') });
  });

  it('takes seed 0, the default route by its names and a body without a Content-Type', async () => {
    for (const route of ['', 'default']) await client.create({ ...doomed, route });
    await client.create({ ...doomed, input: { ...doomed.input, seed: 0 } });
    const bytes = new TextEncoder().encode(JSON.stringify(doomed));
    const { status } = await client.call('/v1/tasks', { method: 'POST', body: bytes });
    expect(status).toBe(200);
  });

  it('refuses a missing, an unknown and a malformed key with 401', async () => {
    await client.expectRefused(client.call('/v1/tasks', {}, ''), 401);
    await client.expectRefused(client.call('/v1/tasks', {}, 'sk-of-nobody'), 401);
    await client.expectRefused(client.call('/v1/tasks', { headers: { authorization: 'Basic c2stZmY6' } }), 401);
    await client.expectRefused(client.post('/v1/tasks', order, {}, 'sk-of-nobody'), 401);
  });

  it('refuses a key that may only read with 403', async () => {
    const reader = await hiapi.makeKey({ scopes: ['read'] });
    await client.expectRefused(client.post('/v1/tasks', order, {}, reader), 403);
    expect((await client.call('/v1/tasks?page=1&size=1', {}, reader)).status).toBe(200);
  });

  it('does not know what is not there: 404', async () => {
    await client.expectRefused(client.call('/v1/tasks/tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR'), 404);
    await client.expectRefused(client.call('/v1/tasks/..%2F..%2Fetc'), 404);
    await client.expectRefused(client.call('/v1/nothing'), 404);
  });

  it('refuses another Content-Type with 415', async () => {
    await client.expectRefused(client.post('/v1/tasks', order, { 'content-type': 'text/plain' }), 415);
  });

  it('refuses too many requests, and too many tasks, with 429 before there is a task', async () => {
    const hasty = await hiapi.makeKey({ requestsPerMinute: 1 });
    expect((await client.call('/v1/tasks', {}, hasty)).status).toBe(200);
    const headers = await client.expectRefused(client.post('/v1/tasks', order, {}, hasty), 429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);

    const narrow = await hiapi.makeKey({ tasksInFlight: 1 });
    const total = async () => (await client.call<{ readonly total: number }>('/v1/tasks')).body.data.total;
    const before = await total();
    const answers = await Promise.all([1, 2, 3].map(() => client.post('/v1/tasks', order, {}, narrow)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
    expect(await total()).toBe(before + 1);
  });

  it('lists newest first, ten at a time, and takes a page or size out of range for the default', async () => {
    for (let made = 0; made < 11; made += 1) await client.create(doomed);
    interface List {
      page: number;
      size: number;
      total: number;
      tasks: HiapiTask[];
    }
    const list = async (query: string) => (await client.call<List>(`/v1/tasks${query}`)).body.data;
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
    const taskId = await client.create(order);
    expect((await client.waitFor(taskId)).status).toBe('success');
    interface Stored {
      readonly id: string;
      readonly storage_tier: string;
      readonly taskId: string;
    }
    const find = async () => {
      const { body } = await client.call<{ readonly storages: readonly Stored[] }>('/v1/storages?size=100');
      return body.data.storages.find((stored) => stored.taskId === taskId);
    };
    const stored = await find();
    expect(stored).toMatchObject({ storage_tier: 'temp' });
    expect(stored!.id).toMatch(/^[0-9]+$/);
    interface Outcome {
      readonly accepted: readonly string[];
      readonly rejected: readonly { readonly reason: string }[];
    }
    const promote = () => client.post<Outcome>('/v1/storages/promote', [stored!.id]);
    expect((await promote()).body.data).toEqual({ accepted: [stored!.id], rejected: [] });
    while ((await find())?.storage_tier !== 'persistent') await delay(50);
    expect((await client.read(taskId)).storage).toBe('persistent');
    const unknown = await client.post<Outcome>('/v1/storages/promote', ['12345']);
    expect(unknown.body.data.rejected).toMatchObject([{ id: '12345', reason: 'not_owned' }]);

    const remove = () => client.post<Outcome>('/v1/storages/delete', [stored!.id]);
    expect((await remove()).body.data).toEqual({ accepted: [stored!.id], rejected: [] });
    expect((await remove()).body.data.rejected).toMatchObject([{ reason: 'already_deleted' }]);
    expect(await find()).toBeUndefined();
    await client.expectRefused(client.post('/v1/storages/promote', Array.from({ length: 51 }, String)), 400);
  });

  it('keeps what was asked for as persistent', async () => {
    const taskId = await client.create({ ...order, storage: 'persistent' });
    expect(await client.waitFor(taskId)).toMatchObject({ status: 'success', storage: 'persistent' });
  });
}
