import { afterEach, describe, expect, it } from 'vitest';
import { TASK_ID } from '../../../contract/task-id.js';
import { StoreError } from '../../../store/store.js';
import type { TaskModel } from '../../../tasks/task-model.js';
import { createStoreGate } from '../../testing/store-gate.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const TASK = { model: 'fake/model', input: { prompt: 'a slow push in' } };

let api: ApiHouse;
afterEach(() => api.close());

describe('POST /v1/tasks', () => {
  it('answers 200 with a task id in the envelope of success, and nothing else', async () => {
    api = await openApiHouse();
    const { status, body, headers } = await api.ask('POST', '/v1/tasks', { body: TASK });
    expect(status).toBe(200);
    expect(body).toEqual({ code: 200, message: 'success', data: { taskId: expect.stringMatching(TASK_ID) as string } });
    expect(headers.get('idempotent-replay')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^req-/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('says both envelopes in one object when it refuses', async () => {
    api = await openApiHouse();
    const { status, body, headers } = await api.ask('POST', '/v1/tasks', { body: { ...TASK, model: 'nobody/knows' } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 400, data: null, error_code: 'MODEL_UNAVAILABLE' });
    expect(body.error).toEqual({
      code: 'model_unavailable',
      message: body.message,
      type: 'invalid_request_error',
      request_id: headers.get('x-request-id'),
    });
  });

  it.each([
    ['an unknown field, by its name', { ...TASK, webhook: 'x' }, '`webhook`'],
    [
      'an unknown field within another, by its path',
      { ...TASK, callback: { url: 'https://a.example/', why: 1 } },
      '`callback.why`',
    ],
    [
      'a moment that is not final',
      { ...TASK, callback: { url: 'https://a.example/', when: 'started' } },
      '`callback.when`',
    ],
    ['a callback inside input', { ...TASK, input: { callback: { url: 'https://a.example/' } } }, 'input.callback'],
    ['a route that there is not, listing those there are', { ...TASK, route: 'pro' }, 'default, fake'],
    ['a missing model', { input: {} }, '`model`'],
    ['a list', [TASK], 'the body'],
    ['text of brackets without end', '['.repeat(100_000), 'deeper'],
    ['more values than a task can have', `{"input":{"a":[${'0,'.repeat(50_000)}0]}}`, 'values'],
    ['what is not JSON', '{"model":', 'not JSON'],
    ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'UTF-8'],
    ['nothing', '', 'empty'],
    ['the character U+0000', '{"model":"fake/model","input":{},"reference":"a\\u0000"}', 'U+0000'],
    ['a field of the name __proto__', '{"model":"fake/model","input":{"__proto__":{"a":1}}}', '__proto__'],
  ])('refuses %s', async (_, body, said) => {
    api = await openApiHouse();
    const refused = await api.ask('POST', '/v1/tasks', {
      body,
      headers: typeof body === 'string' ? { 'content-type': 'application/json' } : {},
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 400, error_code: 'INVALID_REQUEST' } });
    expect(refused.body.message).toContain(said);
  });

  it('does not repeat a prompt in what it says of a body that is not JSON', async () => {
    api = await openApiHouse();
    const headers = { 'content-type': 'application/json' };
    const { body } = await api.ask('POST', '/v1/tasks', { headers, body: '{"prompt":"SECRET" SECRET}' });
    expect(body.message).not.toContain('SECRET');
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
  ])('answers the content type %s with %i', async (type, expected) => {
    api = await openApiHouse();
    const { status } = await api.ask('POST', '/v1/tasks', {
      body: JSON.stringify(TASK),
      headers: { 'content-type': type },
    });
    expect(status).toBe(expected);
  });

  it('takes a body without a content type for JSON', async () => {
    api = await openApiHouse();
    const bytes = new TextEncoder().encode(JSON.stringify(TASK));
    const { status } = await api.ask('POST', '/v1/tasks', { body: bytes });
    expect(status).toBe(200);
  });

  it('refuses more than 24 MiB with 413 and names the upload', async () => {
    api = await openApiHouse();
    const { status, body } = await api.ask('POST', '/v1/tasks', {
      body: endless(),
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(413);
    expect(body.message).toContain('/v1/assets');
  });

  it('accepts a route behind the model, and names both in the task', async () => {
    api = await openApiHouse();
    const id = await api.create({ model: 'fake/model@fake' });
    const { body } = await api.ask('GET', `/v1/tasks/${id}`);
    expect(body.data).toMatchObject({ model: 'fake/model@fake', route: 'fake' });
  });

  it.each(['/v1/tasks', '/tasks', '/v1/v1/tasks', '/v1/tasks/'])('is found under %s', async (path) => {
    api = await openApiHouse();
    expect((await api.ask('POST', path, { body: TASK })).status).toBe(200);
    expect((await api.ask('GET', path)).status).toBe(200);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string, body: unknown = TASK) => ({ body, headers: { 'idempotency-key': key } });

  it('answers the same body again with the first task and Idempotent-Replay', async () => {
    api = await openApiHouse();
    const first = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    const again = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotent-replay')).toBe('true');
  });

  it.each([
    ['a server that is stopping', 503],
    ['a full disk', 503],
    ['a model that is gone since', 400],
  ])('answers with the first task, or a mismatch, in spite of %s', async (trouble, ofNewOnes) => {
    let elapsedMs = 0;
    let freeBytes = Number.MAX_SAFE_INTEGER;
    const models: TaskModel[] = [];
    api = await openApiHouse(({ tasks }) => {
      models.push(...tasks.models);
      const blobs = { ...tasks.blobs, freeBytes: () => Promise.resolve(freeBytes) };
      return { tasks: { ...tasks, blobs, models, monotonicMs: () => elapsedMs } };
    });
    const first = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    if (trouble.includes('stopping')) api.app.drain();
    if (trouble.includes('disk')) freeBytes = 0;
    if (trouble.includes('model')) models.pop();
    elapsedMs += 60_000;
    expect((await api.ask('POST', '/v1/tasks', keyed('order-2'))).status).toBe(ofNewOnes);
    const again = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotent-replay')).toBe('true');
    const another = await api.ask('POST', '/v1/tasks', keyed('order-1', { ...TASK, reference: 'another' }));
    expect(another).toMatchObject({ status: 422, body: { error_code: 'IDEMPOTENCY_KEY_MISMATCH' } });
  });

  it('refuses other bytes with 422, though they mean the same', async () => {
    api = await openApiHouse();
    const type = { 'content-type': 'application/json' };
    await api.ask('POST', '/v1/tasks', keyed('order-1'));
    const { status, body } = await api.ask('POST', '/v1/tasks', {
      body: JSON.stringify(TASK, undefined, 1),
      headers: { 'idempotency-key': 'order-1', ...type },
    });
    expect(status).toBe(422);
    expect(body.error_code).toBe('IDEMPOTENCY_KEY_MISMATCH');
  });

  it("is another account's own", async () => {
    api = await openApiHouse();
    const other = await api.key(['create'], { accountId: 'other' });
    const first = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    const theirs = await api.ask('POST', '/v1/tasks', { ...keyed('order-1'), key: other });
    expect(theirs.status).toBe(200);
    expect(theirs.body.data).not.toEqual(first.body.data);
  });

  it('is free again after a refusal', async () => {
    api = await openApiHouse();
    expect((await api.ask('POST', '/v1/tasks', keyed('order-1', { ...TASK, route: 'none' }))).status).toBe(400);
    expect((await api.ask('POST', '/v1/tasks', keyed('order-1'))).status).toBe(200);
  });

  it('answers 409 with Retry-After while its first request is under way, and a replay afterwards', async () => {
    const gate = createStoreGate();
    api = await openApiHouse(({ tasks }) => ({ tasks: { ...tasks, store: gate.around(tasks.store) } }));
    const first = api.ask('POST', '/v1/tasks', keyed('order-1'));
    await gate.isReached;
    const second = await api.ask('POST', '/v1/tasks', keyed('order-1'));
    expect(second).toMatchObject({ status: 409, body: { error_code: 'IDEMPOTENCY_KEY_PROCESSING' } });
    expect(second.headers.get('retry-after')).toBe('1');
    gate.open();
    expect((await first).status).toBe(200);
    expect((await api.ask('POST', '/v1/tasks', keyed('order-1'))).headers.get('idempotent-replay')).toBe('true');
  });

  it('makes one task of 50 requests at once', async () => {
    api = await openApiHouse();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.ask('POST', '/v1/tasks', keyed('order-1'))));
    expect(new Set(answers.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await api.ask('GET', '/v1/tasks')).body.data).toMatchObject({ total: 1 });
  });

  it.each([
    ['255 bytes are enough', 'k'.repeat(255), 200],
    ['256 bytes are too many', 'k'.repeat(256), 400],
    ['none is no key', '', 400],
  ])('counts bytes: %s', async (_, key, expected) => {
    api = await openApiHouse();
    expect((await api.ask('POST', '/v1/tasks', keyed(key))).status).toBe(expected);
  });
});

describe('a create that cannot be done', () => {
  it.each([
    ['unavailable', 503, 'STORAGE_UNAVAILABLE'],
    ['full', 503, 'STORAGE_UNAVAILABLE'],
    ['commit_unknown', 500, undefined],
    ['broken', 500, undefined],
  ] as const)('by a store that is %s answers %i', async (reason, status, errorCode) => {
    api = await openApiHouse(({ tasks }) => ({
      tasks: {
        ...tasks,
        store: { ...tasks.store, createTask: () => Promise.reject(new StoreError(reason, 'of the test')) },
      },
    }));
    const refused = await api.ask('POST', '/v1/tasks', { body: TASK });
    expect(refused.status).toBe(status);
    expect(refused.body.error_code).toBe(errorCode);
    expect(refused.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
    expect(refused.body.message).not.toContain('of the test');
    if (reason === 'commit_unknown') expect(refused.body.message).toContain('list your tasks');
  });

  it('for want of room answers 503 before there is a task', async () => {
    api = await openApiHouse(() => ({ reserveBytes: Number.MAX_SAFE_INTEGER }));
    const refused = await api.ask('POST', '/v1/tasks', { body: TASK });
    expect(refused).toMatchObject({ status: 503, body: { error_code: 'STORAGE_UNAVAILABLE' } });
    expect((await api.ask('GET', '/v1/tasks')).body.data).toMatchObject({ total: 0 });
  });

  it('because the server is stopping answers 503, and everything else is answered', async () => {
    api = await openApiHouse();
    api.app.drain();
    expect((await api.ask('POST', '/v1/tasks', { body: TASK })).status).toBe(503);
    expect((await api.ask('GET', '/v1/tasks')).status).toBe(200);
  });
});

/** A body that never ends, and that nobody may read to its end. */
function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1024 * 1024).fill(0x20);
  let pieces = 0;
  return new ReadableStream({
    pull(controller) {
      pieces += 1;
      if (pieces > 40) throw new Error('read further than it should be');
      controller.enqueue(chunk);
    },
  });
}
