import type { CreateTask } from '../contract/create-task.js';
import { STILL_FIELDS } from '../contract/create-task.js';
import { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import { taskIdOf } from '../contract/task-id.js';
import { checkUrl } from '../net/check-url.js';
import { NetError } from '../net/net-error.js';
import { type CreateOutcome, findReplay, readInFlight } from '../store/operations/create-task.js';
import type { TakeTurn } from './fair-turns.js';
import { findModel } from './find-model.js';
import { keepDataUris } from './keep-data-uris.js';
import { GATHER_LANE } from './lanes.js';
import type { TaskDeps } from './task-deps.js';

/** A create, as the server has read it. */
export interface CreateAsk {
  readonly accountId: string;
  readonly key: { readonly id: string; readonly inFlightMax?: number };
  readonly body: CreateTask;
  /** SHA-256 of the raw body, in hex: what makes two requests the same. */
  readonly bodyHash: string;
  readonly idempotencyKey?: string;
  /** Why there may be no new task now, if so; asked once the key is known to stand for none. */
  readonly checkReadiness?: () => Promise<AcceptRefusal | undefined>;
}

/** A create that was refused, and wrote nothing; `message` says what to do. */
export interface AcceptRefusal {
  readonly kind: 'refused';
  readonly status: 400 | 404 | 422 | 429 | 503;
  /** Absent: the status says it all. */
  readonly errorCode?: string;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterSec?: number;
  readonly findings?: readonly Finding[];
}

/** What became of it. */
export type AcceptOutcome = { readonly kind: 'created' | 'replayed'; readonly taskId: string } | AcceptRefusal;

/** HiAPI keeps a key for about a day; the same one makes a new task then. */
const KEEP_KEY_MS = 86_400_000;

/** Where a caller who has read another API may put a callback; HiAPI refuses them inside `input`, and a lost callback is worse. */
const CALLBACK_FIELDS = [
  'callback',
  'callback_url',
  'callbackUrl',
  'callBackUrl',
  'webhook',
  'webhook_url',
  'notify_url',
];

/** Bytes of a callback's URL: Postgres keeps rows of an index below 2,704, and a task whose callback cannot be owed would never end. */
const CALLBACK_URL_MAX_BYTES = 2048;

/** Bytes of a still's URL, signatures and all: rows stay small. */
const STILL_URL_MAX_BYTES = 8192;

/** Seconds after which a caller with too many tasks under way may ask again. */
const IN_FLIGHT_RETRY_SEC = 5;

/**
 * Accepts a task, or says why not. When it answers `created` the task is durable.
 * @throws StoreError, and what the blob store throws when it cannot keep a data URI; no task exists then, but for `commit_unknown`.
 */
export async function acceptTask(
  deps: TaskDeps & { readonly takeTurn: TakeTurn },
  ask: CreateAsk,
): Promise<AcceptOutcome> {
  const { accountId, key, body, bodyHash, idempotencyKey } = ask;
  const idempotency = idempotencyKey === undefined ? undefined : { key: idempotencyKey, bodyHash, keepMs: KEEP_KEY_MS };
  if (idempotency !== undefined) {
    // Before anything that may have changed since: a task that exists is never told not to, or it is made again elsewhere.
    const known = await deps.store.run(() => findReplay(accountId, idempotency));
    if (known !== undefined) return told(known);
  }
  const notReady = await ask.checkReadiness?.();
  if (notReady !== undefined) return notReady;
  const [model = '', suffix, extra] = body.model.split('@', 3);
  if (extra !== undefined) return invalid('model names more than one route; write it model@route, with one @', 'model');
  const asked = body.route === undefined || body.route === '' ? suffix : body.route;
  if (suffix !== undefined && asked !== suffix)
    return invalid(`model says @${suffix} and route says ${asked}`, 'route');
  const found = findModel(deps.models, model, asked);
  if (found.kind !== 'found') {
    const errorCode = found.kind === 'unknown_model' ? 'MODEL_UNAVAILABLE' : 'INVALID_REQUEST';
    return {
      kind: 'refused',
      status: 400,
      errorCode,
      message: found.message,
      field: found.kind === 'unknown_model' ? 'model' : 'route',
    };
  }
  const misplaced = CALLBACK_FIELDS.find((field) => field in body.input);
  if (misplaced !== undefined) {
    return invalid(`input.${misplaced}: a callback goes beside input, as "callback": {"url": …}`, `input.${misplaced}`);
  }
  let reading;
  try {
    if (body.callback !== undefined) checkCallerUrl(body.callback.url, 'callback.url', CALLBACK_URL_MAX_BYTES);
    reading = found.model.accept(body.input);
    for (const field of STILL_FIELDS) checkStillUrl(body.input[field], field);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return invalid(error.todo === undefined ? error.message : `${error.message}. ${error.todo}`, error.field);
  }
  const { inFlightMax } = key;
  const kept = await keepDataUris(deps, accountId, body.input, async () => {
    if (inFlightMax === undefined) return undefined;
    const inFlight = await deps.store.run(() => readInFlight(key.id));
    return inFlight < inFlightMax ? undefined : { kind: 'too_many', inFlight };
  });
  if (kept.kind === 'refused') return invalid(kept.message, kept.field);
  if (kept.kind === 'not_kept') return told(kept.outcome);
  const { turnMs } = found.model;
  const lane = STILL_FIELDS.some((field) => isUrl(kept.input[field])) ? GATHER_LANE : found.model.lane;
  const outcome = await deps.store.createTask({
    id: taskIdOf(deps.newId()),
    accountId,
    keyId: key.id,
    model,
    ...(asked === undefined ? {} : { route: asked }),
    storage: body.storage,
    ...(body.reference === undefined ? {} : { reference: body.reference }),
    input: JSON.stringify(kept.input),
    ...(body.callback === undefined ? {} : { callbackUrl: body.callback.url }),
    lane,
    turn: await deps.takeTurn({ accountId, model, lane, turnMs }),
    findings: JSON.stringify(reading.findings),
    adjustments: JSON.stringify(reading.adjustments),
    ...(idempotency === undefined ? {} : { idempotency }),
    ...(inFlightMax === undefined ? {} : { inFlightMax }),
    assetIds: kept.assetIds,
  });
  return told(outcome);
}

function told(outcome: CreateOutcome): AcceptOutcome {
  switch (outcome.kind) {
    case 'created':
    case 'replayed':
      return outcome;
    case 'mismatch':
      return {
        kind: 'refused',
        status: 422,
        errorCode: 'IDEMPOTENCY_KEY_MISMATCH',
        message: 'this Idempotency-Key came with another body before. Send the same bytes again, or use a new key.',
      };
    case 'too_many':
      return {
        kind: 'refused',
        status: 429,
        errorCode: 'TOO_MANY_TASKS',
        message: `${outcome.inFlight} tasks of this key are under way, as many as it may have. Wait until one has ended.`,
        retryAfterSec: IN_FLIGHT_RETRY_SEC,
      };
    case 'unknown_asset':
      return invalid(
        `asset://${outcome.assetId} is unknown. Upload it with POST /v1/assets, and use the id it answers.`,
      );
  }
}

function invalid(message: string, field?: string): AcceptRefusal {
  const errorCode = 'INVALID_REQUEST';
  return { kind: 'refused', status: 400, errorCode, message, ...(field === undefined ? {} : { field }) };
}

/** A still that has to be fetched: it waits where a slow host keeps nobody from rendering. */
function isUrl(still: unknown): boolean {
  return typeof still === 'string' && /^https?:/i.test(still);
}

function checkStillUrl(url: unknown, field: string): void {
  if (typeof url !== 'string' || /^(asset|data):/i.test(url)) return;
  checkCallerUrl(url, field, STILL_URL_MAX_BYTES);
}

/** Whether a caller's URL is one that may be called at all; what its name stands for is looked at when it is called. */
function checkCallerUrl(url: string, field: string, maxBytes: number): void {
  const sizeBytes = Buffer.byteLength(url);
  if (sizeBytes > maxBytes) {
    const todo = `Give one of ${maxBytes} bytes or fewer.`;
    throw new AppError('bad_usage', `${field}: the URL has ${sizeBytes} bytes`, { field, todo });
  }
  try {
    checkUrl(url, []);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new AppError('bad_usage', `${field}: ${error.message}`, { field, todo: error.todo, cause: error });
  }
}
