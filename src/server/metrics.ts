import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TryReport } from '../delivery/try-delivery.js';
import type { BreakerRecord } from '../store/operations/breakers.js';
import type { Figures } from '../store/operations/figures.js';
import type { CallReport } from '../tasks/operations/watch-calls.js';

/** What is counted, in the form that Prometheus reads. */
export interface Metrics {
  /** Counts a request by its route, never by its path: ids would make a row each. */
  countRequest(route: string, status: number, tookMs: number): void;
  /** Counts a call of a vendor's. */
  countCall(report: CallReport): void;
  /** Counts a try to send a callback. */
  countTry(report: TryReport): void;
  /** Counts a task that has come to a state, through this process. */
  countMove(state: string): void;
  /** Replaces what is known of all processes together. */
  setFigures(figures: Figures, nowMs: number): void;
  /** Replaces what is known of what is not sent. */
  setStops(stops: { readonly breakers: readonly BreakerRecord[]; readonly pauses: number }): void;
  setFreeBytes(freeBytes: number | undefined): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own for each API, so that two in one process do not mix. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `firstframe_${name}`, help, labelNames: [...labelNames], registers });
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name: `firstframe_${name}_total`, help, labelNames: [...labelNames], registers });
  const histogram = (name: string, help: string, labelNames: readonly string[], buckets: readonly number[]) =>
    new Histogram({
      name: `firstframe_${name}_seconds`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers,
    });

  const requests = counter('http_requests', 'Requests by route and status', ['route', 'status']);
  const seconds = histogram('http_request', 'Seconds until the head of the answer, by route', ['route'], REQUEST_SEC);
  const calls = counter('vendor_calls', 'Calls of vendors, by what came of them', ['provider', 'call', 'outcome']);
  const callSec = histogram('vendor_call', 'Seconds until a vendor answers', ['provider', 'call'], CALL_SEC);
  const tries = counter('callback_tries', 'Tries to send a callback, by what came of them', ['outcome']);
  const moves = counter('task_moves', 'Tasks that came to a state, through this process', ['state']);
  const tasks = gauge('tasks', 'Tasks that have not ended, by state', ['state']);
  const oldest = gauge('oldest_task_seconds', 'Age of the oldest task in a state, since it was accepted', ['state']);
  const holds = gauge('held_tasks', 'Tasks that wait for a person or for money, by reason', ['reason']);
  const deliveries = gauge('deliveries', 'Callbacks that are owed, by state', ['state']);
  const spent = gauge('spent_today_usd', 'What renders have cost since 00:00 UTC, by provider', ['provider']);
  const stopped = gauge('vendor_key_stopped', '1: a key under which nothing is sent', ['provider', 'cause']);
  const pauses = gauge('pauses', 'Pauses that operators have made');
  const free = gauge('free_bytes', 'Room for clips');
  const memory = gauge('resident_bytes', 'Memory of this process');
  gauge('info', 'The version', ['version']).set({ version }, 1);

  // Looking labels up takes a hash of them; each pair is looked up once.
  const counted = new Map<string, { count(tookSec: number): void }>();
  return {
    contentType: registry.contentType,
    countRequest(route, status, tookMs) {
      const name = `${route} ${status}`;
      let pair = counted.get(name);
      if (pair === undefined) {
        const one = requests.labels({ route, status: String(status) });
        const times = seconds.labels({ route });
        pair = {
          count(tookSec) {
            one.inc();
            times.observe(tookSec);
          },
        };
        counted.set(name, pair);
      }
      pair.count(tookMs / 1000);
    },
    countCall({ provider, call, outcome, tookMs }) {
      calls.inc({ provider, call, outcome });
      if (outcome !== 'stopped') callSec.observe({ provider, call }, tookMs / 1000);
    },
    countTry: ({ outcome }) => tries.inc({ outcome }),
    countMove: (state) => moves.inc({ state }),
    setFigures(figures, nowMs) {
      for (const one of [tasks, oldest, holds, deliveries, spent]) one.reset();
      for (const { state, count, oldestAtMs } of figures.tasks) {
        tasks.set({ state }, count);
        oldest.set({ state }, Math.max(0, nowMs - oldestAtMs) / 1000);
      }
      for (const { reason, count } of figures.holds) holds.set({ reason }, count);
      for (const { state, count } of figures.deliveries) deliveries.set({ state }, count);
      for (const { provider, microUsd } of figures.spent) spent.set({ provider }, microUsd / 1e6);
    },
    setStops({ breakers, pauses: count }) {
      stopped.reset();
      for (const { provider, cause, state } of breakers) if (state !== 'counting') stopped.set({ provider, cause }, 1);
      pauses.set(count);
    },
    setFreeBytes: (freeBytes) => free.set(freeBytes ?? Number.NaN),
    text() {
      memory.set(process.memoryUsage.rss());
      return registry.metrics();
    },
  };
}

const REQUEST_SEC = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const CALL_SEC = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
