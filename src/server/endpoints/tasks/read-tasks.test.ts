import { afterEach, describe, expect, it } from 'vitest';
import { ulid } from 'ulid';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
afterEach(() => api.close());

describe('GET /v1/tasks/{id}', () => {
  it("answers the task object in HiAPI's form while it waits", async () => {
    api = await openApiHouse();
    const id = await api.create({ reference: 'order-1', storage: 'persistent' });
    const { status, body } = await api.ask('GET', `/v1/tasks/${id}`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      taskId: id,
      model: 'fake/model',
      status: 'queued',
      completed: 0,
      storage: 'persistent',
      reference: 'order-1',
      verdict: null,
    });
    expect(body.data).not.toHaveProperty('output');
    expect(body.data).not.toHaveProperty('error');
    expect(body.data).not.toHaveProperty('route');
  });

  it('answers a task that was made with its output', async () => {
    api = await openApiHouse();
    const task = await api.finish();
    expect(task).toMatchObject({ status: 'success', output: [{ type: 'video' }] });
    expect(task.output[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/files\//);
    expect(task).not.toHaveProperty('error');
  });

  it.each([
    ['is not there', () => `tk-hiapi-${ulid()}`],
    ['cannot be there', () => 'tk-hiapi-1'],
    ['is no id at all', () => encodeURIComponent("' OR 1=1 --")],
  ])('answers 404 for an id that %s', async (_, id) => {
    api = await openApiHouse();
    const { status, body } = await api.ask('GET', `/v1/tasks/${id()}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 404, data: null, error: { code: 'not_found' } });
  });

  it("answers 404 for another account's task, whatever is asked of it", async () => {
    api = await openApiHouse();
    const id = await api.create();
    const key = await api.key(['create'], { accountId: 'other' });
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/report'],
      ['GET', '/events'],
      ['POST', '/cancel'],
    ] as const) {
      expect((await api.ask(method, `/v1/tasks/${id}${rest}`, { key })).status, rest).toBe(404);
    }
    expect((await api.ask('GET', `/v1/tasks/${id}`)).body.data).toMatchObject({ status: 'queued' });
  });
});

describe('GET /v1/tasks', () => {
  it.each([
    ['', { page: 1, size: 10 }],
    ['?page=2&size=2', { page: 2, size: 2 }],
    ['?page=0&size=0', { page: 1, size: 10 }],
    ['?page=-1&size=101', { page: 1, size: 10 }],
    ['?page=x&size=1.5', { page: 1, size: 10 }],
    ['?page=99999999999999999999&size=100', { page: 1, size: 100 }],
    ['?page=&size=', { page: 1, size: 10 }],
    ['?page=2&page=3', { page: 2, size: 10 }],
  ])('reads the page of %j as %j', async (query, expected) => {
    api = await openApiHouse();
    for (let made = 0; made < 3; made += 1) await api.create();
    const { status, body } = await api.ask('GET', `/v1/tasks${query}`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ ...expected, total: 3 });
  });

  it("lists the account's tasks, newest first, and nobody else's", async () => {
    api = await openApiHouse();
    const first = await api.create();
    const second = await api.create();
    const key = await api.key(['create'], { accountId: 'other' });
    const tasks = (await api.ask('GET', '/v1/tasks')).body.data as { tasks: { taskId: string }[] };
    expect(tasks.tasks.map(({ taskId }) => taskId)).toEqual([second, first]);
    expect((await api.ask('GET', '/v1/tasks', { key })).body.data).toEqual({ page: 1, size: 10, total: 0, tasks: [] });
  });

  it('lists what a task of a reference made, with its output', async () => {
    api = await openApiHouse();
    await api.create();
    const { taskId, output } = await api.finish({ reference: 'order-1' });
    const { body } = await api.ask('GET', '/v1/tasks?reference=order-1');
    expect(body.data).toMatchObject({
      total: 1,
      tasks: [{ taskId, output: [{ type: 'video', url: output[0]?.url }] }],
    });
  });
});

describe('POST /v1/tasks/{id}/cancel', () => {
  it('ends a task that waits, and answers the same when it is asked again', async () => {
    api = await openApiHouse();
    const id = await api.create();
    const first = await api.ask('POST', `/v1/tasks/${id}/cancel`);
    expect(first.body.data).toMatchObject({ status: 'fail', state: 'cancelled', cancel: 'confirmed' });
    expect((await api.ask('POST', `/v1/tasks/${id}/cancel`)).body.data).toEqual(first.body.data);
  });
});

describe('GET /v1/tasks/{id}/report', () => {
  it('answers the report of a task that was made, and 404 before', async () => {
    api = await openApiHouse();
    const waiting = await api.create({ model: 'fake/model' });
    expect((await api.ask('GET', `/v1/tasks/${waiting}/report`)).status).toBe(404);
    const { taskId } = await api.finish();
    expect((await api.ask('GET', `/v1/tasks/${taskId}/report`)).body.data).toMatchObject({ made: 'by a fake' });
  });
});
