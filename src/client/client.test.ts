import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from './client.js';
import { ClientError } from './client-error.js';
import { type Answer, broken, type FakeApi, ok, refusal, reply, startFakeApi, taskOf } from './testing/fake-api.js';

let api: FakeApi;
afterEach(() => api.close());

const TASK = { model: 'local/motion', input: { prompt: 'Push in', first_frame_url: 'asset://A' } };
const created = ok({ taskId: 'tk-1' });

async function start(...script: readonly Answer[]): Promise<FakeApi> {
  api = await startFakeApi(...script);
  return api;
}

/** What a call is refused with. */
async function refusedWith(call: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ClientError);
  return error as ClientError;
}

describe('a create', () => {
  it('sends the key, the task as JSON and an idempotency key of its own', async () => {
    const { client, seen } = await start(created);
    expect(await client.create(TASK)).toEqual({ taskId: 'tk-1', replayed: false });
    expect(seen).toMatchObject([{ method: 'POST', url: '/v1/tasks', body: JSON.stringify(TASK) }]);
    expect(seen[0]!.headers).toMatchObject({
      authorization: 'Bearer sk-test',
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('says when the key had made it before', async () => {
    const { client } = await start(ok({ taskId: 'tk-1' }, { 'idempotent-replay': 'true' }));
    expect(await client.create(TASK, { idempotencyKey: 'order-1' })).toEqual({ taskId: 'tk-1', replayed: true });
  });

  it('goes out again with the same key and the same bytes when the connection breaks', async () => {
    const { client, seen } = await start(broken, broken, created);
    await client.create(TASK);
    expect(new Set(seen.map(({ headers, body }) => `${headers['idempotency-key'] as string} ${body}`)).size).toBe(1);
    expect(seen).toHaveLength(3);
  });

  it.each([
    ['429, as long after as it asks', refusal(429, undefined, { 'retry-after': '7' }), 7375],
    ['503, at its own pace where none is asked for', refusal(503), 375],
    ['409 of a first request under way', refusal(409, 'IDEMPOTENCY_KEY_PROCESSING', { 'retry-after': '5' }), 5375],
    ['503 with a date', refusal(503, undefined, { 'retry-after': 'Thu, 01 Jan 2026 00:00:02 GMT' }), 2375],
  ])('is tried again after %s', async (_what, answer, pauseMs) => {
    const { client, seen, pausesMs } = await start(answer, created);
    await client.create(TASK);
    expect(seen).toHaveLength(2);
    expect(pausesMs).toEqual([pauseMs]);
  });

  it.each([400, 401, 402, 403, 404, 409, 415, 422, 500])('is not tried again after %i', async (status) => {
    const { client, seen } = await start(refusal(status, 'SOME_CODE'));
    expect(await refusedWith(client.create(TASK))).toMatchObject({ status, code: 'SOME_CODE' });
    expect(seen).toHaveLength(1);
  });

  it('is given up after so many tries, with what was said last', async () => {
    const { client, seen } = await start(refusal(429, undefined, { 'retry-after': '1' }));
    expect(await refusedWith(client.create(TASK))).toMatchObject({ status: 429, retryAfterSec: 1 });
    expect(seen).toHaveLength(6);
  });

  it('that is asked to wait for minutes is told of and not waited for', async () => {
    const { client, seen } = await start(refusal(503, undefined, { 'retry-after': '3600' }));
    expect(await refusedWith(client.create(TASK))).toMatchObject({ status: 503, retryAfterSec: 3600 });
    expect(seen).toHaveLength(1);
  });

  it.each(['', 'é', 'a'.repeat(256), 'two\nlines'])('refuses the key %j before anything is sent', async (key) => {
    const { client, seen } = await start(created);
    expect(await refusedWith(client.create(TASK, { idempotencyKey: key }))).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(seen).toEqual([]);
  });
});

describe('a refusal', () => {
  it('is read from either envelope', async () => {
    const gateway = { error: { code: 'permission_denied', message: 'no such key', type: 'auth', request_id: 'r-9' } };
    const { client } = await start(reply(401, gateway));
    expect(await refusedWith(client.get('x'))).toMatchObject({
      ...{ status: 401, code: 'permission_denied', message: 'no such key', requestId: 'r-9' },
    });
  });

  it('carries the findings, and names itself where nobody says a word', async () => {
    const finding = { code: 'too_small', severity: 'refuse', field: 'first_frame_url', measured: 'm', repair: 'r' };
    const { client } = await start(reply(400, { message: 'm', findings: [finding] }), reply(418, 'teapot'));
    expect((await refusedWith(client.create(TASK))).findings).toEqual([finding]);
    expect(await refusedWith(client.get('x'))).toMatchObject({ code: 'HTTP_418', findings: [] });
  });

  it('inside a 200 is one', async () => {
    const { client } = await start(reply(200, { code: 404, message: 'no such task', data: null }));
    expect(await refusedWith(client.get('x'))).toMatchObject({ message: 'no such task' });
  });
});

describe('an answer', () => {
  it.each(['<html>', '{"code":200}', '{"code":200,"data":{"taskId":7}}'])('of %s is none', async (body) => {
    const { client } = await start(reply(200, body));
    expect(await refusedWith(client.get('x'))).toMatchObject({ code: 'BAD_REPLY' });
  });

  it('of a status nobody knows is of a task under way, and what else it says is kept', async () => {
    const { client } = await start(ok(taskOf('polishing', { mood: 'good' })));
    expect(await client.get('x')).toMatchObject({ status: 'handling', storage: 'temp', mood: 'good' });
  });

  it('is asked for again when the connection breaks, and never where it would do something twice', async () => {
    const { client, seen } = await start(broken, ok(taskOf('queued')), broken);
    await client.get('x');
    expect(seen).toHaveLength(2);
    expect(await refusedWith(client.keys.create({ name: 'a' }))).toMatchObject({ status: 0, code: 'NETWORK' });
    expect(seen).toHaveLength(3);
  });

  it('is not waited for once the caller has stopped', async () => {
    const stop = new AbortController();
    const { client } = await start(() => stop.abort(new Error('enough')));
    await expect(client.get('x', { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a list', () => {
  it('asks for its page, and for one reference', async () => {
    const { client, seen } = await start(ok({ page: 2, size: 5, total: 6, tasks: [taskOf('success')] }));
    expect(await client.list({ page: 2, size: 5, reference: 'a b' })).toMatchObject({ total: 6 });
    expect(seen[0]!.url).toBe('/v1/tasks?page=2&size=5&reference=a+b');
  });
});

describe('an upload', () => {
  const asset = { id: 'asset://A', name: 'b', mediaType: 'image/png', sizeBytes: 2, sha256: 'c', created: 1 };

  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('still');
  };

  it('streams, names the file, and can be sent anew when it was not taken', async () => {
    const { client, seen } = await start(refusal(503), ok(asset));
    expect(await client.upload(() => source(), { name: 'café.png' })).toEqual(asset);
    expect(seen.map(({ url, body }) => [url, body])).toEqual(Array(2).fill(['/v1/assets?name=caf%C3%A9.png', 'still']));
  });

  it('of a stream is sent once', async () => {
    const { client, seen } = await start(refusal(503));
    await refusedWith(client.upload(new Blob(['still']).stream()));
    expect(seen).toHaveLength(1);
  });
});

describe('a download', () => {
  it('goes to the URL as it is, without the key', async () => {
    const { client, seen, url } = await start(reply(200, 'clip'));
    expect(await (await client.download(`${url}/files/1/0.mp4?signature=x`)).text()).toBe('clip');
    expect(seen[0]!.headers.authorization).toBeUndefined();
  });
});

describe('a client', () => {
  it('finds the API with or without /v1', async () => {
    await start(ok([]));
    for (const base of ['', '/', '/v1', '/v1/']) await createClient({ baseUrl: `${api.url}${base}` }).models();
    expect(new Set(api.seen.map(({ url }) => url))).toEqual(new Set(['/v1/models']));
  });
});
