import type { Span, SpanContext, SpanKind as Kind } from '@opentelemetry/api';
import { readEventFacts } from '../../store/operations/events.js';
import { forgetTraces, noteTrace, readTrace } from '../../store/operations/traces.js';
import type { Store } from '../../store/store.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';
import type { CallReport } from './watch-calls.js';
import type { MadeMove } from './watch-moves.js';

/** A try to send a callback, as far as a trace tells of it. */
export interface TracedTry {
  readonly taskId: string;
  readonly outcome: string;
  readonly status: number | undefined;
  readonly tookMs: number;
}

/**
 * Joins what happens to a task to the trace of who asked for it: the create, the time in each state, every call of a vendor's about it, and
 * its callback. Nothing of it holds a task up: what cannot be told is not.
 */
export interface Tracing {
  /** A task was accepted. `traceParent`: its caller's, if they sent one; else its trace begins here. */
  noteCreate(created: {
    readonly taskId: string;
    readonly traceParent: string | null;
    readonly startedAtMs: number;
  }): Promise<void>;
  noteMove(move: MadeMove): void;
  noteCall(report: CallReport): void;
  noteTry(report: TracedTry): void;
  /** What a callback about a task carries on, as W3C says; `undefined`: nothing. */
  traceParentOf(taskId: string): Promise<string | undefined>;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** What {@link openTracing} is made of. */
export interface TracingDeps {
  readonly store: Store;
  /** OTEL_EXPORTER_OTLP_ENDPOINT: of a collector that speaks OTLP over HTTP. */
  readonly endpoint: string;
  readonly version: string;
  readonly nowMs: () => number;
  readonly onTrouble?: (error: unknown) => void;
}

/** As long as tasks and their callbacks can last. */
const KEEP_MS = 14 * 86_400_000;

/** Spans end soon after their task was made, maybe before its trace was noted: they look once more. */
const AGAIN_MS = 250;

/** Spans that wait for the store; more are left out. */
const WAITING_MAX = 1_000;

/** Loads the SDK, which nobody else does, and makes a tracing of it. */
export async function openTracing({ store, endpoint, version, nowMs, onTrouble }: TracingDeps): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { defaultResource, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const own = resourceFromAttributes({ 'service.name': 'firstframe', 'service.version': version });
  const provider = new sdk.BasicTracerProvider({
    // What OTEL_RESOURCE_ATTRIBUTES says stays, beside our name.
    resource: defaultResource().merge(own),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('firstframe', version);
  const { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace } = api;
  const under = (parent: SpanContext | undefined) =>
    parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  const waiting = new Set<Promise<void>>();

  function later(tell: () => Promise<void>): void {
    if (waiting.size >= WAITING_MAX) return;
    const told: Promise<void> = tell()
      .catch((error: unknown) => onTrouble?.(error))
      .finally(() => waiting.delete(told));
    waiting.add(told);
  }

  async function find(by: Parameters<typeof readTrace>[0]): ReturnType<typeof lookUp> {
    const found = await lookUp(by);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    return lookUp(by);
  }
  async function lookUp(by: Parameters<typeof readTrace>[0]) {
    const found = await store.run(() => readTrace(by));
    const context = found && readTraceParent(found.traceParent);
    return context && { taskId: found.taskId, context };
  }

  interface Told {
    readonly name: string;
    readonly kind: Kind;
    readonly startMs: number;
    readonly endMs: number;
    readonly facts: Readonly<Record<string, string | number | undefined>>;
    readonly isBad?: boolean;
  }
  function emit(parent: SpanContext | undefined, { name, kind, startMs, endMs, facts, isBad = false }: Told): Span {
    const known = Object.entries(facts).filter((fact): fact is [string, string | number] => fact[1] !== undefined);
    const attributes = Object.fromEntries(known.map(([fact, value]) => [`firstframe.${fact}`, value]));
    const span = tracer.startSpan(name, { kind, startTime: startMs, attributes }, under(parent));
    if (isBad) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endMs);
    return span;
  }

  later(() => store.run(() => forgetTraces(KEEP_MS)));

  return {
    async noteCreate({ taskId, traceParent, startedAtMs }) {
      const span = emit(traceParent === null ? undefined : readTraceParent(traceParent), {
        ...{ name: 'POST /v1/tasks', kind: SpanKind.SERVER, startMs: startedAtMs, endMs: nowMs() },
        facts: { task: taskId },
      });
      const own = writeTraceParent(span.spanContext());
      await store.run(() => noteTrace(taskId, own)).catch((error: unknown) => onTrouble?.(error));
    },
    noteMove({ taskId, seq, to }) {
      if (seq === 1) return;
      later(async () => {
        const [found, facts] = await Promise.all([find({ taskId }), store.run(() => readEventFacts({ taskId, seq }))]);
        if (found === undefined || facts.from === undefined || facts.fromMs === undefined) return;
        emit(found.context, {
          ...{ name: `task ${facts.from}`, kind: SpanKind.INTERNAL, startMs: facts.fromMs, endMs: facts.atMs },
          ...{ facts: { task: taskId, to, provider: facts.provider }, isBad: to === 'failed' },
        });
      });
    },
    noteCall({ provider: vendor, call, outcome, startedAtMs, tookMs, attemptId }) {
      if (attemptId === undefined) return;
      later(async () => {
        const found = await find({ attemptId });
        if (found === undefined) return;
        emit(found.context, {
          ...{ name: `${vendor} ${call}`, kind: SpanKind.CLIENT, startMs: startedAtMs, endMs: startedAtMs + tookMs },
          ...{ facts: { task: found.taskId, provider: vendor, outcome }, isBad: outcome !== 'ok' },
        });
      });
    },
    noteTry({ taskId, outcome, status, tookMs }) {
      const endMs = nowMs();
      later(async () => {
        const found = await find({ taskId });
        if (found === undefined) return;
        emit(found.context, {
          ...{ name: 'callback', kind: SpanKind.CLIENT, startMs: endMs - tookMs, endMs },
          ...{ facts: { task: taskId, outcome, status }, isBad: outcome !== 'delivered' },
        });
      });
    },
    async traceParentOf(taskId) {
      return (await store.run(() => readTrace({ taskId })))?.traceParent;
    },
    async stop() {
      await Promise.all(waiting);
      await provider.shutdown().catch((error: unknown) => onTrouble?.(error));
    },
  };
}
