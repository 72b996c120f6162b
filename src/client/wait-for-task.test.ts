import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, broken, events, type FakeApi, ok, refusal, startFakeApi, taskOf } from './testing/fake-api.js';

let api: FakeApi;
afterEach(() => api.close());

async function start(...script: readonly Answer[]): Promise<FakeApi> {
  api = await startFakeApi(...script);
  return api;
}

const paths = (): string[] => api.seen.map(({ url }) => url);

describe('waiting by events', () => {
  it('answers with the task when its last event has come', async () => {
    const news: unknown[] = [];
    const stream =
      ': hello\n\nid: 1\nevent: accepted\ndata: {}\n\nevent: progress\ndata: {"share":0.5}\n\nid: 2\nevent: succeeded\ndata: {}\n\n';
    const { client } = await start(events(stream), ok(taskOf('success')));
    const task = await client.wait('t', { onEvent: (event) => news.push(event) });
    expect(task.status).toBe('success');
    expect(news).toEqual([
      { id: '1', kind: 'accepted', data: {} },
      { id: undefined, kind: 'progress', data: { share: 0.5 } },
      { id: '2', kind: 'succeeded', data: {} },
    ]);
    expect(paths()).toEqual(['/v1/tasks/t/events', '/v1/tasks/t']);
  });

  it('goes on after the last event it saw when the stream breaks off', async () => {
    const { client } = await start(
      events('id: 1\nevent: accepted\ndata: {}\n\nid: 7\nevent: rendering\ndata: {}\n\nid: 8\nevent: half', 'cut'),
      events('id: 8\nevent: failed\ndata: {}\n\n'),
      ok(taskOf('fail')),
    );
    expect((await client.wait('t')).status).toBe('fail');
    const streams = api.seen.filter(({ url }) => url.endsWith('/events'));
    expect(streams.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7']);
  });

  it('finds that it ended while nobody listened', async () => {
    const { client } = await start(events('id: 1\nevent: accepted\ndata: {}\n\n'), ok(taskOf('success')));
    expect((await client.wait('t')).status).toBe('success');
  });

  it('outlives a server that is away for a while', async () => {
    const away = Array.from({ length: 9 }, () => broken);
    const { client } = await start(...away, events('id: 1\nevent: succeeded\ndata: {}\n\n'), ok(taskOf('success')));
    expect((await client.wait('t')).status).toBe('success');
  });

  it('stops at a hold where that is asked for, and only there', async () => {
    const held = events('id: 1\nevent: held\ndata: {}\n\n');
    const hold = { reason: 'budget', since: 1, until: 2, resolve: 'Pay.' };
    const { client } = await start(held, ok(taskOf('queued', { hold })));
    expect(await client.wait('t', { untilHeld: true })).toMatchObject({ status: 'queued', hold });
    await api.close();
    const other = await start(held, ok(taskOf('queued', { hold })), held, ok(taskOf('success')));
    expect((await other.client.wait('t')).status).toBe('success');
  });

  it('ends with the reason of whoever stops it', async () => {
    const stop = new AbortController();
    const { client } = await start(() => stop.abort(new Error('enough')));
    await expect(client.wait('t', { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('passes on what its listener throws', async () => {
    const { client } = await start(events('id: 1\nevent: accepted\ndata: {}\n\n'));
    const onEvent = (): void => {
      throw new RangeError('listener');
    };
    await expect(client.wait('t', { onEvent })).rejects.toThrow('listener');
  });

  it('has an end where one is set, and says that the task goes on', async () => {
    const { client } = await start(events('id: 1\nevent: accepted\ndata: {}\n\n'), ok(taskOf('handling')));
    await expect(client.wait('t', { timeoutMs: 1000 })).rejects.toMatchObject({ code: 'TIMEOUT', status: 0 });
  });
});

describe('waiting where there are no events', () => {
  it('asks, ever less often, and takes a failed question for no answer', async () => {
    const status = (word: string): Answer => ok(taskOf(word));
    const answers = [status('queued'), status('queued'), refusal(500), status('archiving'), status('success')];
    const { client, pausesMs } = await start(refusal(404), ...answers);
    const news: string[] = [];
    expect((await client.wait('t', { onEvent: ({ kind }) => news.push(kind) })).status).toBe('success');
    expect(news).toEqual(['queued', 'archiving', 'success']);
    expect(pausesMs).toEqual([3000, 3750, 4687.5, 5859.375]);
  });

  it('says at once that the task is unknown', async () => {
    const { client } = await start(refusal(404, 'NOT_THERE'));
    await expect(client.wait('t')).rejects.toMatchObject({ status: 404, code: 'NOT_THERE' });
    expect(paths()).toEqual(['/v1/tasks/t/events', '/v1/tasks/t']);
  });

  it('takes a page that is no stream for none', async () => {
    const { client } = await start(ok({}), ok(taskOf('success')));
    expect((await client.wait('t')).status).toBe('success');
  });
});
