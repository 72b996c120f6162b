import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted, in the form that Prometheus reads. */
export interface Metrics {
  /** Counts a request by its route, never by its path: ids would make a row each. */
  countRequest(route: string, status: number, tookMs: number): void;
  /** Replaces what is known of the tasks that there are. */
  setTasks(byState: ReadonlyMap<string, number>): void;
  setFreeBytes(freeBytes: number | undefined): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own for each API, so that two in one process do not mix. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'firstframe_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'firstframe_http_request_seconds',
    help: 'Seconds until the head of the answer, by route',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const tasks = new Gauge({ name: 'firstframe_tasks', help: 'Tasks by state', labelNames: ['state'], registers });
  const free = new Gauge({ name: 'firstframe_free_bytes', help: 'Room for clips', registers });
  const memory = new Gauge({ name: 'firstframe_resident_bytes', help: 'Memory of this process', registers });
  new Gauge({ name: 'firstframe_info', help: 'The version', labelNames: ['version'], registers }).set({ version }, 1);

  // Looking labels up takes a hash of them; each pair is looked up once.
  const counted = new Map<string, { count(tookSec: number): void }>();
  return {
    contentType: registry.contentType,
    countRequest(route, status, tookMs) {
      const name = `${route} ${status}`;
      let pair = counted.get(name);
      if (pair === undefined) {
        const counter = requests.labels({ route, status: String(status) });
        const histogram = seconds.labels({ route });
        pair = {
          count(tookSec) {
            counter.inc();
            histogram.observe(tookSec);
          },
        };
        counted.set(name, pair);
      }
      pair.count(tookMs / 1000);
    },
    setTasks(byState) {
      tasks.reset();
      for (const [state, count] of byState) tasks.set({ state }, count);
    },
    setFreeBytes: (freeBytes) => free.set(freeBytes ?? Number.NaN),
    text() {
      memory.set(process.memoryUsage.rss());
      return registry.metrics();
    },
  };
}
