import { afterEach, describe, expect, it } from 'vitest';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

let api: ApiHouse;
afterEach(() => api.close());

const decoder = new TextDecoder();

/** The events of a stream's text: id, kind and data. */
function eventsOf(text: string): { id: string | undefined; kind: string | undefined; data: unknown }[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data:'))
    .map((block) => ({
      id: /^id: (.*)$/m.exec(block)?.[1],
      kind: /^event: (.*)$/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as unknown,
    }));
}

async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = '';
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value);
  }
  return text;
}

describe('GET /v1/tasks/{id}/events', () => {
  it('tells every state in order, numbered from 1, and ends with the task', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish();
    const response = await api.open('GET', `/v1/tasks/${taskId}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-request-id')).toMatch(/^req-/);
    const events = eventsOf(await response.text());
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => String(index + 1)));
    expect(events.map(({ kind }) => kind)).toEqual([
      'accepted',
      'preparing',
      'submitting',
      'rendering',
      'fetching',
      'verifying',
      'succeeded',
    ]);
    expect(events[0]?.data).toMatchObject({ taskId, seq: 1, state: 'accepted', status: 'queued' });
    expect(events.at(-1)?.data).toMatchObject({ state: 'succeeded', status: 'success' });
  });

  it('goes on after Last-Event-ID', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish();
    const response = await api.open('GET', `/v1/tasks/${taskId}/events`, { headers: { 'last-event-id': '5' } });
    expect(eventsOf(await response.text()).map(({ kind }) => kind)).toEqual(['verifying', 'succeeded']);
  });

  it('answers 204 to whoever has seen the end, so that a browser stays away', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish();
    for (const id of ['7', '999999']) {
      const headers = { 'last-event-id': id };
      expect((await api.open('GET', `/v1/tasks/${taskId}/events`, { headers })).status).toBe(204);
    }
  });

  it('takes a Last-Event-ID that is none for none', async () => {
    api = await openApiHouse();
    const { taskId } = await api.finish();
    const response = await api.open('GET', `/v1/tasks/${taskId}/events`, { headers: { 'last-event-id': 'abc' } });
    expect(eventsOf(await response.text())).toHaveLength(7);
  });

  it('tells progress without an id, and only the latest to a slow reader', async () => {
    api = await openApiHouse();
    const id = await api.create();
    const response = await api.open('GET', `/v1/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await readUntil(reader, 'event: accepted');
    for (let step = 1; step <= 1000; step += 1) {
      api.house.deps.progress.set(id, { share: step / 1000, doing: 'rendering' });
    }
    await api.ask('POST', `/v1/tasks/${id}/cancel`);
    const events = eventsOf(await readUntil(reader, 'event: none such'));
    expect(events.filter(({ kind }) => kind === 'progress').length).toBeLessThanOrEqual(2);
    expect(events.find(({ kind }) => kind === 'progress')?.id).toBeUndefined();
    expect(events.at(-1)?.kind).toBe('cancelled');
  });

  it('ends when the server is stopping', async () => {
    api = await openApiHouse();
    const id = await api.create();
    const response = await api.open('GET', `/v1/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await readUntil(reader, 'event: accepted');
    const rest = readUntil(reader, 'never');
    api.app.drain();
    expect(eventsOf(await rest)).toEqual([]);
  });

  it('may be held open by many at once without a warning in the log', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', note);
    try {
      api = await openApiHouse();
      const id = await api.create();
      const responses = await Promise.all(Array.from({ length: 20 }, () => api.open('GET', `/v1/tasks/${id}/events`)));
      const readers = responses.map((response) => response.body!.getReader());
      await Promise.all(readers.map((reader) => readUntil(reader, 'event: accepted')));
      api.app.drain();
      await Promise.all(readers.map((reader) => readUntil(reader, 'never')));
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', note);
    }
  });

  it('lets go of the task when the reader leaves in the middle of waiting', async () => {
    api = await openApiHouse();
    const id = await api.create();
    const response = await api.open('GET', `/v1/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await readUntil(reader, 'event: accepted');
    const waiting = reader.read();
    await reader.cancel();
    expect((await waiting).done).toBe(true);
  });
});
