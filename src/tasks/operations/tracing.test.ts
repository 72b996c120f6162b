import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { moveTask } from '../../store/operations/move-task.js';
import { type Operation, sql } from '../../store/statement.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';
import { openTracing } from './tracing.js';
import { watchMoves } from './watch-moves.js';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A collector: it keeps what it is sent, as OTLP's JSON has it. */
async function openCollector(): Promise<{ readonly url: string; readonly spans: SentSpan[] }> {
  const spans: SentSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
      };
      for (const { scopeSpans } of body.resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

it('takes a traceparent as W3C writes it, and nothing else', () => {
  const text = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const context = readTraceParent(text);
  expect(context && writeTraceParent(context)).toBe(text);
  for (const wrong of [
    '',
    'nonsense',
    `${text}0`,
    text.replace(/^00/, 'ff'),
    text.replace(/-0{2}f[^-]*/, `-${'0'.repeat(16)}`),
  ]) {
    expect(readTraceParent(wrong)).toBeUndefined();
  }
});

onEachStore((store) => {
  it('joins the caller, the create, the states, the calls of the vendor and the callback in one trace', async () => {
    const { url: endpoint, spans } = await openCollector();
    const tracing = await openTracing({ store: store(), endpoint, version: '0', nowMs: Date.now });
    const watched = watchMoves(store(), (move) => tracing.noteMove(move));
    const [task, attemptId] = [makeNewTask({ lane: randomUUID() }), randomUUID()];
    await watched.createTask(task);
    const traceParent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await tracing.noteCreate({ taskId: task.id, traceParent, startedAtMs: Date.now() });
    await store().run(function* (): Operation<void> {
      yield sql`
        INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at)
        VALUES (${attemptId}, 'default', ${task.id}, 1, 'ark', 'f', 'accepted', '{}', 1)`;
    });
    await watched.run(() => moveTask({ id: task.id, from: 'accepted', to: 'preparing', lane: task.lane }));
    const call = {
      provider: 'ark',
      call: 'submit',
      outcome: 'ok',
      startedAtMs: Date.now(),
      tookMs: 5,
      attemptId,
    } as const;
    tracing.noteCall(call);
    tracing.noteCall({ ...call, attemptId: undefined });
    tracing.noteTry({ taskId: task.id, outcome: 'delivered', status: 200, tookMs: 3 });
    const onward = await tracing.traceParentOf(task.id);
    await tracing.stop();
    const create = spans.find(({ name }) => name === 'POST /v1/tasks');
    expect(create).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' });
    const rest = spans.filter((span) => span !== create);
    expect(rest.map(({ name }) => name).sort()).toEqual(['ark submit', 'callback', 'task accepted']);
    for (const { traceId, parentSpanId } of rest) {
      expect([traceId, parentSpanId]).toEqual([create?.traceId, create?.spanId]);
    }
    expect(onward).toBe(`00-${create?.traceId}-${create?.spanId}-01`);
  });

  it('begins a trace where the caller has none, and tells of no task that has none', async () => {
    const { url: endpoint, spans } = await openCollector();
    const tracing = await openTracing({ store: store(), endpoint, version: '0', nowMs: Date.now });
    const taskId = randomUUID();
    await tracing.noteCreate({ taskId, traceParent: null, startedAtMs: Date.now() });
    tracing.noteTry({ taskId: randomUUID(), outcome: 'delivered', status: 200, tookMs: 3 });
    expect(await tracing.traceParentOf(randomUUID())).toBeUndefined();
    await tracing.stop();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.parentSpanId ?? '').toBe('');
  });
});
