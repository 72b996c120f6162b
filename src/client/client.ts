import { z } from 'zod';
import { type Asset, assetSchema } from '../contract/asset.js';
import { IDEMPOTENCY_KEY_MAX_BYTES } from '../contract/create-task.js';
import type { ResolveTask } from '../contract/resolve-task.js';
import type { Task } from '../contract/task.js';
import { type AccountCalls, createAccountCalls } from './account-calls.js';
import { type CallbackCalls, createCallbackCalls } from './callback-calls.js';
import { ClientError } from './client-error.js';
import { createKeyCalls, type KeyCalls } from './key-calls.js';
import { createOperationCalls, type OperationCalls } from './operation-calls.js';
import { createMoneyCalls, type MoneyCalls } from './money-calls.js';
import { createRescueCalls, type RescueCalls } from './rescue-calls.js';
import { pauseByTimer } from './pause.js';
import { createSender, type RequestBody, type SenderOptions } from './send.js';
import {
  type ListedModel,
  listedModelSchema,
  type NewTask,
  type TaskPage,
  taskPageSchema,
  taskReplySchema,
} from './task-reply.js';
import { bodyOf, type UploadOptions, type UploadSource } from './upload.js';
import { waitForTask, type WaitOptions } from './wait-for-task.js';

/** How a client is made. */
export interface ClientOptions {
  /** Of a Firstframe server, or of HiAPI; with or without `/v1`. Default `http://127.0.0.1:8787`. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** Default: the global one. */
  readonly fetch?: SenderOptions['fetch'];
  /** Tries after the first, of what may be tried again; default 5. 0: none. */
  readonly retries?: number;
  /** Waits; rejects when the signal aborts. Default: a timer. */
  readonly pause?: SenderOptions['pause'];
  /** Ms since 1970; default: the system's clock. */
  readonly nowMs?: () => number;
  /** From 0 up to 1; spreads what is tried again. */
  readonly random?: () => number;
}

/** What ends any call early: it rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** How a task is created. */
export interface CreateOptions extends CallOptions {
  /**
   * Up to 255 characters of ASCII. Derive it from what the task is for (`order-8472:video`), and store it before the call: whoever
   * creates again with it within 24 hours, a new process too, gets the first task and pays once. Default: a random one, which
   * protects this call and its tries alone.
   */
  readonly idempotencyKey?: string;
}

/** A task that was accepted. */
export interface CreatedTask {
  readonly taskId: string;
  /** The key had made it before: nothing was created or billed now. */
  readonly replayed: boolean;
}

/** Which tasks are listed. */
export interface ListOptions extends CallOptions {
  /** From 1; default 1. */
  readonly page?: number;
  /** 1 to 100; default 10. */
  readonly size?: number;
  /** Only those created with this `reference`. */
  readonly reference?: string;
}

/**
 * A task API as a program sees it. Every call throws {@link ClientError}. 429 and 503 are tried again, for they mean that nothing was
 * created; a broken connection is tried again for what is the same when it is asked twice: what reads, creates (by their key),
 * cancels and revocations.
 */
export interface Client {
  /** Asks for a clip. Whatever it costs is owed from here on. */
  create(task: NewTask, options?: CreateOptions): Promise<CreatedTask>;
  get(taskId: string, options?: CallOptions): Promise<Task>;
  /** The account's tasks, newest first. */
  list(options?: ListOptions): Promise<TaskPage>;
  /** Answers when the task has ended, well or badly: by its events as they come, or by asking where there are none. */
  wait(taskId: string, options?: WaitOptions): Promise<Task>;
  /** Asks that a task be given up; `cancel` in the answer says what became of that. */
  cancel(taskId: string, options?: CallOptions): Promise<Task>;
  /** Says what became of a held task, or lets it cost more. 409 for one that is not held. */
  resolve(taskId: string, ask: ResolveTask, options?: CallOptions): Promise<Task>;
  /** What was measured of a finished clip. */
  report(taskId: string, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Sends a still; its `id` goes where a URL of a still is asked for. */
  upload(bytes: UploadSource, options?: UploadOptions): Promise<Asset>;
  /** The bytes behind a URL of an output. Signed URLs need no key, and none is sent. */
  download(url: string, options?: CallOptions): Promise<Response>;
  models(options?: CallOptions): Promise<readonly ListedModel[]>;
  /** Keys of the account; needs one that may `admin`. */
  readonly keys: KeyCalls;
  /** Teams apart; the operator's. */
  readonly accounts: AccountCalls;
  /** What renders cost, and may cost. */
  readonly money: MoneyCalls;
  /** Pauses, and who changed what. */
  readonly operations: OperationCalls;
  /** What vendors have and what was billed, held against what is known here. */
  readonly rescue: RescueCalls;
  /** What was sent to callback URLs, and what waits to be fetched. */
  readonly callbacks: CallbackCalls;
}

/** Makes a client. Nothing is sent until it is asked for something. */
export function createClient(options: ClientOptions = {}): Client {
  const sender = createSender({
    baseUrl: trimBase(options.baseUrl ?? 'http://127.0.0.1:8787'),
    apiKey: options.apiKey,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    retries: options.retries ?? 5,
    pause: options.pause ?? pauseByTimer,
    nowMs: options.nowMs ?? Date.now,
    random: options.random ?? Math.random,
  });
  const pathOf = (taskId: string, rest = ''): string => `/v1/tasks/${encodeURIComponent(taskId)}${rest}`;
  const get = (taskId: string, { signal }: CallOptions = {}): Promise<Task> =>
    sender.ask({ path: pathOf(taskId), isRepeatable: true, signal }, taskReplySchema);

  return {
    async create(task, { idempotencyKey = crypto.randomUUID(), signal } = {}) {
      checkKey(idempotencyKey);
      // Made once: the same key with other bytes is refused.
      const body = JSON.stringify(task);
      const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
      const call = {
        method: 'POST',
        path: '/v1/tasks',
        headers,
        body: () => body,
        isRepeatable: true,
        signal,
      } as const;
      const { data, headers: answered } = await sender.askWithHeaders(call, z.object({ taskId: z.string() }));
      return { taskId: data.taskId, replayed: answered.get('idempotent-replay') === 'true' };
    },
    get,
    list({ page, size, reference, signal } = {}) {
      const query = new URLSearchParams();
      if (page !== undefined) query.set('page', String(page));
      if (size !== undefined) query.set('size', String(size));
      if (reference !== undefined) query.set('reference', reference);
      const path = query.size === 0 ? '/v1/tasks' : `/v1/tasks?${query.toString()}`;
      return sender.ask({ path, isRepeatable: true, signal }, taskPageSchema);
    },
    wait: (taskId, waiting = {}) => waitForTask(sender, (signal) => get(taskId, { signal }), taskId, waiting),
    cancel: (taskId, { signal } = {}) =>
      // Asked twice, it is still the one wish.
      sender.ask({ method: 'POST', path: pathOf(taskId, '/cancel'), isRepeatable: true, signal }, taskReplySchema),
    resolve: (taskId, ask, { signal } = {}) => {
      const body = JSON.stringify(ask);
      const headers = { 'content-type': 'application/json' };
      const call = { method: 'POST', path: pathOf(taskId, '/resolve'), headers, body: () => body, signal } as const;
      return sender.ask(call, taskReplySchema);
    },
    report: (taskId, { signal } = {}) =>
      sender.ask({ path: pathOf(taskId, '/report'), isRepeatable: true, signal }, z.record(z.string(), z.unknown())),
    upload(bytes, { name, type = 'application/octet-stream', signal } = {}) {
      const path = name === undefined ? '/v1/assets' : `/v1/assets?name=${encodeURIComponent(name)}`;
      const headers = { 'content-type': type };
      const isOneWay = bytes instanceof ReadableStream;
      const body = (): RequestBody => bodyOf(bytes);
      return sender.ask({ method: 'POST', path, headers, body, isOneWay, timeoutMs: undefined, signal }, assetSchema);
    },
    download: (url, { signal } = {}) => sender.open({ path: url, isRepeatable: true, signal }),
    models: ({ signal } = {}) =>
      sender.ask({ path: '/v1/models', isRepeatable: true, signal }, z.array(listedModelSchema)),
    keys: createKeyCalls(sender),
    accounts: createAccountCalls(sender),
    money: createMoneyCalls(sender),
    operations: createOperationCalls(sender),
    rescue: createRescueCalls(sender),
    callbacks: createCallbackCalls(sender),
  };
}

/** What both ends of a header agree on: another character would arrive as another key. */
function checkKey(key: string): void {
  if (/^[\x20-\x7e]+$/.test(key) && key.length <= IDEMPOTENCY_KEY_MAX_BYTES) return;
  const message = `an idempotency key has 1 to ${IDEMPOTENCY_KEY_MAX_BYTES} printable ASCII characters; this one has ${key.length}`;
  throw new ClientError(`${message} or others among them`, { status: 0, code: 'INVALID_REQUEST' });
}

function trimBase(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
}
