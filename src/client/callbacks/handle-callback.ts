import { CALLBACK_MAX_BYTES, type CallbackTask, callbackTaskSchema } from '../../contract/callback.js';
import { readCappedBody } from './read-capped-body.js';
import { type CallbackVerdict, verifyCallback } from './verify-callback.js';

/** What a receiver does with callbacks. */
export interface CallbackHandling {
  /** The account's webhook secrets: one, or two while they are being changed. */
  readonly secrets: readonly string[];
  /**
   * Takes callbacks without a signature, from a server that has no webhook secret, and only while `secrets` is empty. Anybody who knows
   * the URL can then say anything: ask the API for the task before acting on it. Default: false.
   */
  readonly allowUnsigned?: boolean;
  /**
   * Writes the task down where it outlives the process, and says whether it was there already: one insert under a unique `taskId`, or a
   * file opened with `wx`. Callbacks come more than once, and at the same time. When this rejects, the answer is 500 and the server
   * comes again. `deliveryId` is `undefined` where it was not signed.
   */
  readonly persist: (task: CallbackTask, deliveryId: string | undefined) => Promise<'new' | 'duplicate'>;
  /**
   * The work itself, such as fetching the clip: begun when the answer is made, once for each new task, and never waited for. A process
   * that dies in it is not called again: go through what was persisted and is not done when it starts.
   */
  readonly work: (task: CallbackTask) => void | Promise<void>;
  /** Called with what `persist` and `work` threw. */
  readonly onError: (error: unknown, task: CallbackTask) => void;
  /** Keeps the process alive until the work is over, where it would be frozen after the answer: `waitUntil`, or `after` of Next.js. */
  readonly waitUntil?: (working: Promise<void>) => void;
  /** Default: `Date.now`. */
  readonly nowMs?: () => number;
  /** Default: 300. */
  readonly toleranceSec?: number;
  /** Default: 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * Answers a callback, in the one order that loses none: read the raw bytes up to a cap, check who signed them, parse, persist,
 * acknowledge with 204, and only then work. A duplicate is acknowledged and not worked on again.
 *
 * 401: not signed as it should be; 413: too large; 400: not a task; 405: not a POST; 500: it could not be persisted, and shall come
 * again. Rejects only with AppError `bad_usage`, for a receiver without a secret.
 */
export async function handleCallback(request: Request, handling: CallbackHandling): Promise<Response> {
  if (request.method !== 'POST') return answer(405, 'callbacks are POST', { allow: 'POST' });
  const body = await readCappedBody(request, handling.maxBytes ?? CALLBACK_MAX_BYTES).catch(() => undefined);
  if (body === undefined) return answer(400, 'the body broke off');
  if (body.kind === 'too_large') return answer(413, 'the body is too large for a callback');
  const verdict = await judge(body.bytes, request.headers, handling);
  if (verdict.kind === 'refused') return answer(401, `the callback is ${verdict.reason}`);
  const task = parseTask(body.bytes);
  if (task === undefined) return answer(400, 'the body is not a task');
  try {
    if ((await handling.persist(task, verdict.deliveryId)) === 'new') begin(task, handling);
  } catch (error) {
    handling.onError(error, task);
    return answer(500, 'the callback could not be kept');
  }
  return new Response(null, { status: 204 });
}

async function judge(bytes: Uint8Array, headers: Headers, handling: CallbackHandling): Promise<CallbackVerdict> {
  const { secrets, allowUnsigned = false, nowMs = Date.now, toleranceSec } = handling;
  if (secrets.length === 0 && allowUnsigned) return { kind: 'genuine', deliveryId: undefined, atSec: nowMs() / 1000 };
  return await verifyCallback(bytes, headers, {
    secrets,
    nowMs: nowMs(),
    ...(toleranceSec === undefined ? {} : { toleranceSec }),
  });
}

function parseTask(bytes: Uint8Array): CallbackTask | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return callbackTaskSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Begins the work in a turn of its own, when the answer is out of our hands: work that computes for long must not hold it up. */
function begin(task: CallbackTask, { work, onError, waitUntil }: CallbackHandling): void {
  const working = new Promise<void>((resolve) => setTimeout(resolve, 0))
    .then(() => work(task))
    .catch((error: unknown) => onError(error, task));
  waitUntil?.(working);
}

function answer(status: number, say: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${say}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}
