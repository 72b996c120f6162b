import { isTerminal, TASK_STATES, type TaskState, wireStatusOf } from '../../../contract/task-states.js';
import { holdSchema } from '../../../contract/task.js';
import { readEvents, type TaskEvent } from '../../../store/operations/events.js';
import type { ServerRoom } from '../../server-deps.js';

/** Whose events, and which. */
export interface FollowRequest {
  readonly accountId: string;
  readonly taskId: string;
  /** The last one that was seen; 0: none. */
  readonly after: number;
  /** The task has ended already: what is left is told, and nothing is waited for. */
  readonly hasEnded: boolean;
  /** The reader has left. */
  readonly signal: AbortSignal;
}

/** Silence after which a comment shows that the stream lives; hints may be lost, so the store is asked then, too. */
const HEARTBEAT_MS = 10_000;

/** Between figures of progress, as fast as an eye follows: one for each frame would take time from the encoder. */
const FIGURE_MS = 100;

const encoder = new TextEncoder();

/**
 * Writes a task's events as they come, until it has ended, the reader has left or the server is stopping. It goes no further than it is
 * read: of the events it holds one stretch, of the progress the latest figure, however slow the reader is.
 */
export async function* followTask(
  { tasks: { store, progress, monotonicMs }, hub, draining }: Pick<ServerRoom, 'tasks' | 'hub' | 'draining'>,
  { accountId, taskId, after, hasEnded, signal }: FollowRequest,
): AsyncGenerator<Uint8Array> {
  const bell = createBell();
  const seen = { hasEnded, mayHaveNews: true, figure: progress.get(taskId) };
  let figureDueMs = 0;
  const stops = [
    hub.watch(`task:${taskId}`, () => {
      seen.mayHaveNews = true;
      bell.ring();
    }),
    progress.watch(taskId, (latest) => {
      seen.figure = latest;
      if (monotonicMs() >= figureDueMs) bell.ring();
    }),
  ];
  for (const end of [signal, draining]) end.addEventListener('abort', bell.ring);
  try {
    let seq = after;
    // Something at once, so that whoever waits for the stream knows that it is one.
    yield encoder.encode(': the events of a task\n\n');
    while (!signal.aborted && !draining.aborted) {
      while (seen.mayHaveNews) {
        seen.mayHaveNews = false;
        const from = seq;
        const events = await store.run(() => readEvents(accountId, taskId, from));
        for (const event of events) {
          yield encoder.encode(writeEvent(taskId, event));
          seq = event.seq;
          seen.hasEnded ||= isState(event.kind) && isTerminal(event.kind);
          seen.mayHaveNews = true;
        }
      }
      if (seen.hasEnded) return;
      const { figure } = seen;
      if (figure !== undefined && monotonicMs() >= figureDueMs) {
        seen.figure = undefined;
        figureDueMs = monotonicMs() + FIGURE_MS;
        yield encoder.encode(`event: progress\ndata: ${JSON.stringify({ taskId, ...figure })}\n\n`);
        continue;
      }
      if ((await bell.wait(figure === undefined ? HEARTBEAT_MS : FIGURE_MS)) || figure !== undefined) continue;
      seen.mayHaveNews = true;
      yield encoder.encode(':\n\n');
    }
  } finally {
    for (const stop of stops) stop();
    for (const end of [signal, draining]) end.removeEventListener('abort', bell.ring);
  }
}

/** JSON has no line breaks of its own, so each event is one line of data. */
function writeEvent(taskId: string, { seq, atMs, kind, data }: TaskEvent): string {
  const facts = isState(kind) ? { state: kind, status: wireStatusOf(kind, holdReasonOf(data)) } : {};
  const body = { taskId, seq, at: Math.floor(atMs / 1000), ...facts, data };
  return `id: ${seq}\nevent: ${kind}\ndata: ${JSON.stringify(body)}\n\n`;
}

function holdReasonOf(data: unknown) {
  const hold = typeof data === 'object' && data !== null && 'hold' in data ? data.hold : data;
  return holdSchema.pick({ reason: true }).safeParse(hold).data?.reason;
}

function isState(kind: string): kind is TaskState {
  return Object.hasOwn(TASK_STATES, kind);
}

interface Bell {
  readonly ring: () => void;
  /** `true`: it rang, or had rung since the last wait; `false`: it did not for `ms`. */
  readonly wait: (ms: number) => Promise<boolean>;
}

function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async wait(ms) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const rang = hasRung;
      hasRung = false;
      return rang;
    },
  };
}
