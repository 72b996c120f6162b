import { isTerminal, TASK_STATES, type TaskState } from '../contract/task-states.js';
import type { Task } from '../contract/task.js';
import { ClientError } from './client-error.js';
import { readEventStream } from './event-stream.js';
import type { Sender } from './send.js';
import { hasEnded } from './task-reply.js';

/** Something that happened to a task. */
export interface TaskNews {
  /** Where to go on from, as Last-Event-ID; undefined for what is not kept, such as progress. */
  readonly id: string | undefined;
  /** The state it went to, `progress`, `verdict`; by polling, its `status`. */
  readonly kind: string;
  readonly data: unknown;
}

/** How a task is waited for. */
export interface WaitOptions {
  /** Ends the waiting, not the task. */
  readonly signal?: AbortSignal;
  /** Called with whatever happens, in order, each once. */
  readonly onEvent?: (news: TaskNews) => void;
  /** Ends the waiting with `TIMEOUT`, not the task. Default: as long as it takes. */
  readonly timeoutMs?: number;
  /** Answers as soon as the task is held, too: it may be held for days. Default false. */
  readonly untilHeld?: boolean;
}

/** Of polling: what HiAPI's own SDKs do; faster draws 429. */
const POLL_MS = 3000;
const POLL_GROWTH = 1.25;
const POLL_MAX_MS = 15_000;
/** Between streams; a server that restarts is back in a second or so. */
const RECONNECT_MS = 250;
const RECONNECT_MAX_MS = 5000;
/** A stream is kept alive by comments every few seconds; after this long without any it is dead. */
const STALL_MS = 60_000;
/** A server that cannot be reached for this long is told of. */
const PATIENCE_MS = 120_000;
/** Statuses by which a server says that it has no such stream (another's API), not that the task is unknown. */
const NO_STREAM: readonly number[] = [400, 404, 405, 406, 415, 501];

/** Waits until a task has ended: by its events, resumed where they broke off, or else by asking. @throws ClientError */
export async function waitForTask(
  sender: Sender,
  get: (signal: AbortSignal) => Promise<Task>,
  id: string,
  options: WaitOptions,
): Promise<Task> {
  const { timeoutMs, signal } = options;
  const limit = new AbortController();
  const done = new AbortController();
  if (timeoutMs !== undefined) {
    sender.options.pause(timeoutMs, done.signal).then(
      () => limit.abort(),
      () => undefined,
    );
  }
  const stop = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    return await watch({ sender, get: () => get(stop), id, options, signal: stop });
  } catch (error) {
    signal?.throwIfAborted();
    if (!limit.signal.aborted) throw error;
    const message = `${id} has not ended after ${(timeoutMs ?? 0) / 1000} s; it goes on, and can be waited for again`;
    throw new ClientError(message, { status: 0, code: 'TIMEOUT' });
  } finally {
    done.abort();
  }
}

interface Watch {
  readonly sender: Sender;
  readonly get: () => Promise<Task>;
  readonly id: string;
  readonly options: WaitOptions;
  readonly signal: AbortSignal;
}

/** Follows streams, one after the other; goes over to asking when there are none. */
async function watch(task: Watch): Promise<Task> {
  const { sender, options, signal } = task;
  const { pause, nowMs, random } = sender.options;
  let lastId: string | undefined;
  let pauseMs = RECONNECT_MS;
  let heardMs = nowMs();
  for (;;) {
    try {
      const stream = await openStream(task, lastId);
      if (stream === undefined) return await poll(task);
      const stalled = (arrived: AbortSignal): Promise<void> => pause(STALL_MS, AbortSignal.any([arrived, signal]));
      for await (const event of readEventStream(stream, stalled)) {
        const isKept = event.id !== lastId;
        lastId = event.id;
        heardMs = nowMs();
        pauseMs = RECONNECT_MS;
        options.onEvent?.({ id: isKept ? event.id : undefined, kind: event.kind, data: jsonOf(event.data) });
        if (!mayAnswer(event.kind, options)) continue;
        const found = await task.get();
        if (isAnswer(found, options)) return found;
      }
      signal.throwIfAborted();
      const found = await task.get();
      heardMs = nowMs();
      if (isAnswer(found, options)) return found;
    } catch (error) {
      refuseToGoOn(error, signal, nowMs() - heardMs);
    }
    await pause(pauseMs * (0.5 + random() / 2), signal);
    pauseMs = Math.min(RECONNECT_MAX_MS, pauseMs * 2);
  }
}

/** Undefined where the server has no such stream. */
async function openStream({ sender, id, signal }: Watch, lastId: string | undefined) {
  const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const path = `/v1/tasks/${encodeURIComponent(id)}/events`;
  const response = await sender.open({ path, headers, isRepeatable: true, signal }).catch((error: unknown) => {
    if (error instanceof ClientError && NO_STREAM.includes(error.status)) return undefined;
    throw error;
  });
  if (response?.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    return response.body ?? undefined;
  }
  await response?.body?.cancel();
  return undefined;
}

async function poll({ sender, get, options, signal }: Watch): Promise<Task> {
  const { pause, nowMs, random } = sender.options;
  let heardMs = nowMs();
  let status: string | undefined;
  for (let pauseMs = POLL_MS; ; pauseMs = Math.min(POLL_MAX_MS, pauseMs * POLL_GROWTH)) {
    try {
      const task = await get();
      heardMs = nowMs();
      if (task.status !== status) options.onEvent?.({ id: undefined, kind: task.status, data: task });
      status = task.status;
      if (isAnswer(task, options)) return task;
    } catch (error) {
      refuseToGoOn(error, signal, nowMs() - heardMs);
    }
    await pause(pauseMs * (0.9 + random() / 5), signal);
  }
}

/** A failed question is not a failed task: only a refusal that will stand, or a silence too long, ends the waiting. */
function refuseToGoOn(error: unknown, signal: AbortSignal, silentMs: number): void {
  signal.throwIfAborted();
  if (!(error instanceof ClientError) || silentMs > PATIENCE_MS) throw error;
  const mayPass = error.code === 'NETWORK' || error.status === 429 || error.status >= 500;
  if (!mayPass) throw error;
}

function mayAnswer(kind: string, { untilHeld }: WaitOptions): boolean {
  if (kind === 'held') return untilHeld === true;
  return isTerminalKind(kind) || kind === 'success' || kind === 'fail';
}

function isTerminalKind(kind: string): boolean {
  return Object.hasOwn(TASK_STATES, kind) && isTerminal(kind as TaskState);
}

function isAnswer(task: Task, { untilHeld }: WaitOptions): boolean {
  return hasEnded(task) || (untilHeld === true && task.hold !== undefined);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
