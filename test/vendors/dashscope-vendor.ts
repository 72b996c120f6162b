import { randomUUID } from 'node:crypto';
import { DASHSCOPE_MODELS, isLegalMedia, type WanMedia } from './dashscope-body.js';
import { createDashscopeStore, type DashscopeStore } from './dashscope-store.js';
import { xmlRefusal } from './loopback/clip-host.js';
import type { Call, Reply, Route } from './loopback/loopback-server.js';
import {
  startVendor,
  type LoopbackVendor,
  type VendorKit,
  type VendorNature,
  type VendorOptions,
} from './loopback/loopback-vendor.js';
import type { Fate, Phase, VendorOrder } from './loopback/order-book.js';
import { findBodyFault, readJson } from './loopback/read-request.js';
import { readStill, type StillRule } from './loopback/read-still.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIB = 2 ** 20;
/** Task ids and result URLs are kept this long. */
const KEPT_MS = DAY_MS;
const BEIJING_MS = 8 * HOUR_MS;

/** How an account at DashScope behaves where its pages leave a choice. */
export interface DashscopeVendorOptions extends VendorOptions {
  /** A still that cannot be used is refused at create, or ends the task with the same code. Both have been seen. Default: `create`. */
  readonly stillsAreCheckedIn?: 'create' | 'task';
}

/**
 * DashScope (Alibaba Model Studio), played from its published contract: asynchronous create, get, list, cancel while pending, and the
 * temporary store whose URLs begin with `oss://`. No callbacks; failures are free and come inside HTTP 200.
 */
export function startDashscopeVendor(options: DashscopeVendorOptions = {}): Promise<LoopbackVendor> {
  const nature: VendorNature = {
    basePath: '',
    maxBodyBytes: 64 * MIB,
    billsFailures: false,
    errorBody: (status) => errorOf(...(WORDS[status] ?? ['InternalError', `HTTP ${status}`])),
    deadUrl: () => xmlRefusal(403, 'AccessDenied', 'Request has expired.'),
    routes: (kit) => routesOf(kit, options),
  };
  return startVendor(nature, options);
}

const WORDS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['InvalidApiKey', 'Invalid API-key provided.'],
  403: ['AccessDenied', 'Access denied.'],
  404: ['BadRequest.ResourceNotExist', 'The required resource not exist.'],
  405: ['UnsupportedOperation', 'Method not allowed.'],
  408: ['RequestTimeOut', 'Request timed out, please try again later.'],
  413: ['BadRequest.TooLarge', 'Payload Too Large'],
  429: ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'],
  500: ['InternalError', 'An internal error has occured, please try again later or contact service support.'],
};

function errorOf(code: string, message: string): unknown {
  return { code, message, request_id: randomUUID() };
}

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: errorOf(code, message) };
}

function routesOf(kit: VendorKit, options: DashscopeVendorOptions): readonly Route[] {
  const guarded =
    (answer: Route['answer']): Route['answer'] =>
    (call, match) =>
      kit.isLetIn(call) ? answer(call, match) : refusal(401, ...WORDS[401]!);
  const store = createDashscopeStore(kit, guarded);
  const known = (handle = ''): VendorOrder | undefined => {
    const order = kit.book.find(handle);
    return order === undefined || kit.nowMs() >= order.createdMs + KEPT_MS ? undefined : order;
  };
  return [
    {
      op: 'create',
      method: 'POST',
      path: /^\/api\/v1\/services\/aigc\/video-generation\/video-synthesis$/,
      answer: guarded((call) => create(kit, options, store, call)),
    },
    {
      op: 'cancel',
      method: 'POST',
      path: /^\/api\/v1\/tasks\/([^/]+)\/cancel$/,
      endRender: (match) => kit.book.endNow(match[1] ?? ''),
      answer: guarded((_, match) => cancel(kit, known(match[1]))),
    },
    {
      op: 'poll',
      method: 'GET',
      path: /^\/api\/v1\/tasks\/([^/]+)$/,
      answer: guarded((_, match) => ({ status: 200, body: taskOf(kit, known(match[1]), match[1] ?? '') })),
    },
    { op: 'list', method: 'GET', path: /^\/api\/v1\/tasks\/?$/, answer: guarded((call) => list(kit, call)) },
    ...store.routes,
  ];
}

async function create(
  kit: VendorKit,
  options: DashscopeVendorOptions,
  store: DashscopeStore,
  call: Call,
): Promise<Reply> {
  if (call.headers['x-dashscope-async'] !== 'enable') {
    return refusal(403, 'AccessDenied', 'current user api does not support synchronous calls.');
  }
  const read = readJson(call);
  if (typeof read === 'string')
    return refusal(400, 'BadRequest.InvalidBody', 'Required body invalid, please check the request body format.');
  const body = (typeof read.json === 'object' && read.json !== null ? read.json : {}) as Record<string, unknown>;
  const name = String(body['model']);
  const schema = DASHSCOPE_MODELS[name];
  // A model of another region, or none: the same words.
  if (schema === undefined) return refusal(404, 'ModelNotFound', 'Model not exist.');
  const fault = findBodyFault(schema, body);
  if (fault !== undefined) return refusal(400, 'InvalidParameter', fault.say);
  const { media } = body['input'] as { readonly media: readonly WanMedia[] };
  if (!isLegalMedia(media)) return refusal(400, 'InvalidParameter', 'input.media: this combination is not supported');
  if (kit.isBroke())
    return refusal(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.');
  const usesStore = media.some(({ url }) => url.startsWith('oss://'));
  if (usesStore && call.headers['x-dashscope-ossresourceresolve'] !== 'enable') {
    return refusal(400, 'InvalidURL', 'oss:// needs the header X-DashScope-OssResourceResolve: enable');
  }
  const rule = stillRule((url) => store.read(url, name));
  let fate = kit.takeFate();
  for (const { type, url } of media) {
    if (type !== 'first_frame' && type !== 'last_frame') continue;
    const still = await readStill(url, rule);
    if (still.kind === 'read') continue;
    const code = still.why === 'url' || still.why === 'unreachable' ? 'InvalidURL' : 'InvalidParameter';
    if (options.stillsAreCheckedIn !== 'task') return refusal(400, code, `input.media ${type}: ${still.say}`);
    fate = { kind: 'fails', code, message: `input.media ${type}: ${still.say}` };
  }
  if (fate.kind === 'moderated_input') {
    return refusal(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.');
  }
  const order = kit.book.take(
    { handle: randomUUID(), rawBody: call.body, body, headers: call.headers, callbackUrl: undefined },
    fate,
  );
  return { status: 200, body: { request_id: randomUUID(), output: { task_id: order.handle, task_status: 'PENDING' } } };
}

function stillRule(ownStore: (url: string) => Buffer | undefined): StillRule {
  return {
    mediaTypes: ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'],
    maxBytes: 20 * MIB,
    minSidePx: 240,
    maxSidePx: 8_000,
    ratio: { min: 1 / 8, max: 8, isInclusive: true },
    takesAlpha: false,
    ownStore,
  };
}

function cancel(kit: VendorKit, order: VendorOrder | undefined): Reply {
  if (order === undefined) return refusal(400, 'UnsupportedOperation', 'The task does not exist.');
  if (kit.book.phaseOf(order) !== 'queued') {
    return refusal(
      400,
      'UnsupportedOperation',
      'Failed to cancel the task, please confirm if the task is in PENDING status.',
    );
  }
  order.endedAs = { phase: 'cancelled', atMs: kit.nowMs() };
  return { status: 200, body: { request_id: randomUUID() } };
}

const STATUS: Readonly<Record<Phase, string>> = {
  queued: 'PENDING',
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELED',
  expired: 'UNKNOWN',
  deleted: 'UNKNOWN',
};

/** An id that is unknown, or older than a day, is answered with 200 and `UNKNOWN`. */
function taskOf(kit: VendorKit, order: VendorOrder | undefined, handle: string): unknown {
  const request_id = randomUUID();
  if (order === undefined) return { request_id, output: { task_id: handle, task_status: 'UNKNOWN' } };
  const phase = kit.book.phaseOf(order);
  const parameters = (order.body['parameters'] ?? {}) as { readonly duration?: number; readonly resolution?: string };
  const isOver = phase !== 'queued' && phase !== 'running';
  const output = {
    task_id: handle,
    task_status: STATUS[phase],
    submit_time: beijing(order.createdMs),
    ...(phase === 'queued' || phase === 'cancelled' ? {} : { scheduled_time: beijing(order.startsMs) }),
    ...(isOver ? { end_time: beijing(kit.book.sinceMs(order)) } : {}),
  };
  if (phase === 'failed') return { request_id, output: { ...output, ...failureOf(order.fate) } };
  if (phase !== 'succeeded') return { request_id, output };
  const prompt = (order.body['input'] as { readonly prompt?: string }).prompt ?? '';
  const durationSec = parameters.duration ?? 5;
  const expiresMs = order.endsMs + KEPT_MS;
  const url = kit.host.urlOf(`${handle}.mp4`, expiresMs, { Expires: String(Math.floor(expiresMs / 1_000)) });
  const clip = order.fate.kind === 'succeeds_empty' ? {} : { video_url: url };
  return {
    request_id,
    output: { ...output, orig_prompt: prompt, actual_prompt: prompt, ...clip },
    usage: {
      duration: durationSec,
      output_video_duration: durationSec,
      input_video_duration: 0,
      fps: 30,
      SR: parameters.resolution === '720P' ? 720 : 1_080,
      video_count: 1,
      ratio: 'standard',
    },
  };
}

function failureOf(fate: Fate): { readonly code: string; readonly message: string } {
  if (fate.kind === 'fails') return { code: fate.code, message: fate.message };
  return { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };
}

/** `2026-11-22 18:00:00.000`, in Beijing's time and without saying so. */
function beijing(atMs: number): string {
  return new Date(atMs + BEIJING_MS).toISOString().replace('T', ' ').replace('Z', '');
}

/** The last 24 hours, or a window of at most as much, written `YYYYMMDDhhmmss`. In whose time is not written: both UTC and Beijing will do. */
function list(kit: VendorKit, call: Call): Reply {
  const from = readTime(call.query.get('start_time'));
  const to = readTime(call.query.get('end_time'));
  if (Number.isNaN(from) || Number.isNaN(to))
    return refusal(400, 'InvalidParameter', 'start_time, end_time: YYYYMMDDhhmmss');
  if (from !== undefined && to !== undefined && to - from > DAY_MS) {
    return refusal(400, 'InvalidParameter', 'start_time to end_time must not exceed 24 hours');
  }
  const page = Number(call.query.get('page_no') ?? 1);
  const size = Number(call.query.get('page_size') ?? 10);
  const wanted = {
    model: call.query.get('model_name'),
    status: call.query.get('status'),
    id: call.query.get('task_id'),
  };
  const fitting = kit.book.orders
    .filter((order) => kit.book.find(order.handle) !== undefined && kit.nowMs() < order.createdMs + KEPT_MS)
    .filter((order) => from === undefined || order.createdMs >= from - BEIJING_MS)
    .filter((order) => to === undefined || order.createdMs <= to)
    .filter((order) => wanted.model === null || order.body['model'] === wanted.model)
    .filter((order) => wanted.status === null || STATUS[kit.book.phaseOf(order)] === wanted.status)
    .filter((order) => wanted.id === null || order.handle === wanted.id)
    .reverse();
  const total_page = Math.ceil(fitting.length / size);
  const data = fitting.slice((page - 1) * size, page * size).map((order) => ({
    api_key_id: '1',
    caller_parent_id: '2',
    caller_uid: '2',
    gmt_create: order.createdMs,
    start_time: order.startsMs,
    ...(kit.nowMs() >= order.endsMs ? { end_time: order.endsMs } : {}),
    model_name: order.body['model'],
    region: 'ap-southeast-1',
    request_id: randomUUID(),
    status: STATUS[kit.book.phaseOf(order)],
    task_id: order.handle,
    user_api_unique_key: `apikey:v1:aigc:video-generation:video-synthesis:${String(order.body['model'])}`,
  }));
  return {
    status: 200,
    body: { request_id: randomUUID(), data, total: fitting.length, total_page, page_no: page, page_size: size },
  };
}

/** Undefined: not given. NaN: cannot be read. */
function readTime(text: string | null): number | undefined {
  if (text === null) return undefined;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.slice(1);
  if (parts === undefined) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
