import { listBreakers } from '../../../store/operations/breakers.js';
import { readFigures } from '../../../store/operations/figures.js';
import { listPauses } from '../../../store/operations/pauses.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { plainText } from '../../replies/reply.js';
import type { ServerRoom } from '../../server-deps.js';
import { isOperator } from '../money/whose-money.js';

/** However often a monitor asks, the store is asked no more often. */
const FRESH_MS = 5_000;

const DAY_MS = 86_400_000;

/** When each API asked last. */
const asked = new WeakMap<ServerRoom, { readonly atMs: number; readonly done: Promise<void> }>();

/** `GET /metrics`, in Prometheus' form: for the operator's key (Prometheus sends one as `authorization`), or over the owner's socket. */
export const readMetricsEndpoint = endpoint({
  method: 'GET',
  path: '/metrics',
  scope: 'admin',
  summary: 'Figures for a monitor: the operator only, for they are of all accounts',
  reply: 'text/plain',
  async handle({ room, identity }) {
    if (!isOperator(identity)) return refuse(403, 'only the operator reads the metrics: they are of all accounts');
    const { metrics, tasks } = room;
    const last = asked.get(room);
    if (last !== undefined && tasks.monotonicMs() - last.atMs < FRESH_MS) {
      await last.done;
    } else {
      const done = refresh(room);
      asked.set(room, { atMs: tasks.monotonicMs(), done });
      // What failed is asked again by the next.
      done.catch(() => asked.delete(room));
      await done;
    }
    return plainText(await metrics.text(), metrics.contentType);
  },
});

async function refresh({ metrics, tasks: { store, blobs, nowMs } }: ServerRoom): Promise<void> {
  const now = nowMs();
  const [figures, breakers, pauses, freeBytes] = await Promise.all([
    store.run(() => readFigures(now - (now % DAY_MS))),
    store.run(listBreakers),
    store.run(listPauses),
    blobs.freeBytes(),
  ]);
  metrics.setFigures(figures, now);
  metrics.setStops({ breakers, pauses: pauses.length });
  metrics.setFreeBytes(freeBytes);
}
