import { createHash, createHmac, randomBytes } from 'node:crypto';
import { HIAPI_MODELS, hiapiBodySchema, stillsOf } from './hiapi-body.js';
import { xmlRefusal } from './loopback/clip-host.js';
import type { Call, Reply, Route } from './loopback/loopback-server.js';
import {
  startVendor,
  type CallbackNature,
  type LoopbackVendor,
  type VendorKit,
  type VendorNature,
  type VendorOptions,
} from './loopback/loopback-vendor.js';
import type { Phase, VendorOrder } from './loopback/order-book.js';
import { findBodyFault, readJson } from './loopback/read-request.js';
import { readStill, type StillRule } from './loopback/read-still.js';

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;
const OUTPUT_KEPT_MS = 7 * DAY_MS;
const KEY_KEPT_MS = DAY_MS;
const RETRY_AFTER_SEC = 5;
const ROUTES: readonly string[] = ['', 'default', 'ext', 'pro', 'beta'];

const STILL: StillRule = {
  mediaTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/gif'],
  maxBytes: 30 * MIB,
  minSidePx: 240,
  maxSidePx: 8_000,
  ratio: { min: 1 / 8, max: 8, isInclusive: true },
  takesAlpha: true,
};

/** What else HiAPI can be made to do. */
export interface HiapiVendorOptions extends VendorOptions {
  /** Rows of `GET /api/pricing`. The service's own were not seen: these are only of their form. */
  readonly prices?: readonly unknown[];
}

const PRICES: readonly unknown[] = [
  {
    model_name: 'seedance-2-0',
    factors: ['duration'],
    base_usd_value: 0.1,
    policies: [
      { rule: { resolution: { match: '720p' } }, pricing_type: 'fixed', usd_value: 0.1 },
      { rule: { resolution: { match: '1080p' } }, pricing_type: 'multiply', times: 2 },
    ],
  },
];

/**
 * HiAPI, played from its published contract: create with `Idempotency-Key`, get, list, prices, signed callbacks at the end. There is no
 * cancel. Whether a failed task is billed is not written: here it is not.
 */
export function startHiapiVendor(options: HiapiVendorOptions = {}): Promise<LoopbackVendor> {
  const nature: VendorNature = {
    basePath: '',
    maxBodyBytes: 64 * MIB,
    billsFailures: false,
    errorBody: (status) => envelopeOf(status, `HTTP ${status}`),
    deadUrl: () => xmlRefusal(403, 'AccessDenied', 'Access Denied'),
    routes: (kit) => routesOf(kit, options),
    callbacks: CALLBACKS,
  };
  return startVendor(nature, options);
}

const CALLBACKS: CallbackNature = {
  tells: 'the_end',
  timeoutMs: 10_000,
  attemptsAtMs: [0, 60_000, 300_000, 1_200_000],
  bodyOf: taskOf,
  headersOf: (body, nowMs, secret) => {
    if (secret === undefined) return {};
    const seconds = String(Math.floor(nowMs / 1_000));
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return { 'x-hiapi-timestamp': seconds, 'x-hiapi-signature': signature };
  },
};

function envelopeOf(code: number, message: string, errorCode?: string): unknown {
  return { code, message, data: null, ...(errorCode === undefined ? {} : { error_code: errorCode }) };
}

function refusal(status: number, message: string, errorCode?: string): Reply {
  return { status, body: envelopeOf(status, message, errorCode) };
}

/** What a key was first used for. `handle` is undefined while that is on its way. */
interface UsedKey {
  readonly hash: string;
  readonly atMs: number;
  handle: string | undefined;
}

function routesOf(kit: VendorKit, options: HiapiVendorOptions): readonly Route[] {
  const keys = new Map<string, UsedKey>();
  const guarded =
    (answer: Route['answer']): Route['answer'] =>
    (call, match) => {
      if (kit.isLetIn(call)) return answer(call, match);
      // Refusals of the gateway have been seen in this second form; a client reads both.
      const error = {
        code: 'invalid_api_key',
        message: 'Invalid API key',
        type: 'authentication_error',
        request_id: '1',
      };
      return { status: 401, body: { code: 401, message: 'Invalid API key', data: null, error } };
    };
  return [
    { op: 'create', method: 'POST', path: /^\/v1\/tasks$/, answer: guarded((call) => createOnce(kit, keys, call)) },
    { op: 'list', method: 'GET', path: /^\/v1\/tasks$/, answer: guarded((call) => list(kit, call)) },
    {
      op: 'poll',
      method: 'GET',
      path: /^\/v1\/tasks\/([^/]+)$/,
      answer: guarded((_, match) => {
        const order = kit.book.find(match[1] ?? '');
        if (order === undefined) return refusal(404, 'task not found');
        return {
          status: 200,
          body: { code: 200, message: 'success', data: taskOf(kit, order, kit.book.phaseOf(order)) },
        };
      }),
    },
    {
      op: 'account',
      method: 'GET',
      path: /^\/api\/pricing$/,
      answer: () => ({ status: 200, body: { data: options.prices ?? PRICES } }),
    },
  ];
}

/** The key stands for the bytes of the body: the same again is the same task, in flight is 409, other bytes are 422. A refusal frees it. */
async function createOnce(kit: VendorKit, keys: Map<string, UsedKey>, call: Call): Promise<Reply> {
  const key = call.headers['idempotency-key'];
  if (typeof key !== 'string') return create(kit, call);
  if (key === '' || Buffer.byteLength(key) > 255)
    return refusal(400, 'Idempotency-Key must be 1 to 255 bytes', 'INVALID_REQUEST');
  const hash = createHash('sha256').update(call.body).digest('hex');
  const used = keys.get(key);
  if (used !== undefined && kit.nowMs() < used.atMs + KEY_KEPT_MS) {
    if (used.hash !== hash)
      return refusal(422, 'Idempotency-Key was used with another body', 'IDEMPOTENCY_KEY_MISMATCH');
    if (used.handle === undefined) {
      const reply = refusal(409, 'the first request is in flight', 'IDEMPOTENCY_KEY_PROCESSING');
      return { ...reply, headers: { 'retry-after': String(RETRY_AFTER_SEC) } };
    }
    return { ...accepted(used.handle), headers: { 'idempotent-replay': 'true' } };
  }
  const use: UsedKey = { hash, atMs: kit.nowMs(), handle: undefined };
  keys.set(key, use);
  const reply = await create(kit, call);
  const { data } = (reply.body ?? {}) as { readonly data?: { readonly taskId?: string } | null };
  use.handle = data?.taskId;
  if (use.handle === undefined) keys.delete(key);
  return reply;
}

function accepted(handle: string): Reply {
  return { status: 200, body: { code: 200, message: 'success', data: { taskId: handle } } };
}

async function create(kit: VendorKit, call: Call): Promise<Reply> {
  const read = readJson(call);
  if (read === 'wrong_type') return refusal(415, 'Content-Type must be application/json');
  if (read === 'not_json') return refusal(400, 'invalid request', 'INVALID_REQUEST');
  const fault = findBodyFault(hiapiBodySchema, read.json);
  if (fault !== undefined) return refusal(400, `invalid request: ${fault.say}`, 'INVALID_REQUEST');
  const body = read.json as {
    readonly model: string;
    readonly input: Record<string, unknown>;
    readonly route?: string;
  };
  const [name = '', suffix] = body.model.split('@');
  const schema = HIAPI_MODELS[name];
  if (schema === undefined) return refusal(400, `model ${body.model} is not available`, 'MODEL_UNAVAILABLE');
  const route = body.route ?? suffix ?? '';
  if (!ROUTES.includes(route)) {
    return refusal(400, `unknown route ${route}; available: ${ROUTES.slice(1).join(', ')}`, 'INVALID_REQUEST');
  }
  const inputFault = findBodyFault(schema, body.input);
  if (inputFault !== undefined) return refusal(400, `invalid request: input: ${inputFault.say}`, 'INVALID_REQUEST');
  if (kit.isBroke()) return refusal(402, 'insufficient balance');
  let fate = kit.takeFate();
  for (const url of stillsOf(body.input)) {
    // How an asset id is made is not written: any is taken.
    if (url.startsWith('asset://')) continue;
    const still = await readStill(url, STILL);
    if (still.kind === 'refused') fate = { kind: 'fails', code: 'TASK_FAILED', message: `image: ${still.say}` };
  }
  const { callback } = read.json as { readonly callback?: { readonly url: string } };
  const facts = { rawBody: call.body, body: read.json as Record<string, unknown>, headers: call.headers };
  const order = kit.book.take({ ...facts, handle: `tk-hiapi-${ulid(kit.nowMs())}`, callbackUrl: callback?.url }, fate);
  await kit.announceEarly(order);
  return accepted(order.handle);
}

/** 26 characters of Crockford's base 32: time, then chance. */
function ulid(atMs: number): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let time = '';
  for (let rest = atMs, at = 0; at < 10; at += 1, rest = Math.floor(rest / 32))
    time = (digits[rest % 32] ?? '0') + time;
  return time + [...randomBytes(16)].map((byte) => digits[byte % 32]).join('');
}

/** Out of range is taken for the default, not refused. */
function list(kit: VendorKit, call: Call): Reply {
  const inRange = (text: string | null, max: number, otherwise: number): number => {
    const value = Number(text ?? otherwise);
    return Number.isInteger(value) && value >= 1 && value <= max ? value : otherwise;
  };
  const page = inRange(call.query.get('page'), Number.MAX_SAFE_INTEGER, 1);
  const size = inRange(call.query.get('size'), 100, 10);
  const orders = kit.book.orders.filter(({ handle }) => kit.book.find(handle) !== undefined).reverse();
  const tasks = orders
    .slice((page - 1) * size, page * size)
    .map((order) => taskOf(kit, order, kit.book.phaseOf(order)));
  return { status: 200, body: { code: 200, message: 'success', data: { page, size, total: orders.length, tasks } } };
}

const STATUS: Readonly<Record<Phase, string>> = {
  queued: 'queued',
  running: 'handling',
  succeeded: 'success',
  failed: 'fail',
  cancelled: 'fail',
  expired: 'fail',
  deleted: 'fail',
};

/** A task as GET, the list and a callback say it; it never echoes its input. */
function taskOf(kit: VendorKit, order: VendorOrder, phase: Phase): unknown {
  const body = order.body as {
    readonly model: string;
    readonly route?: string;
    readonly storage?: string;
    readonly input: Record<string, unknown>;
  };
  const isOver = phase !== 'queued' && phase !== 'running';
  const endedMs = kit.book.sinceMs(order);
  const common = {
    taskId: order.handle,
    model: body.route === undefined || body.route === '' ? body.model : `${body.model}@${body.route}`,
    status: STATUS[phase],
    created: Math.floor(order.createdMs / 1_000),
    completed: isOver ? Math.floor(endedMs / 1_000) : 0,
    storage: body.storage ?? 'temp',
    ...(body.route === undefined ? {} : { route: body.route }),
  };
  if (!isOver) return common;
  if (phase !== 'succeeded') return { ...common, error: failureOf(order.fate) };
  const expiresMs = endedMs + OUTPUT_KEPT_MS;
  const outputOf = (type: string, name: string): unknown => {
    return { url: kit.host.urlOf(name, expiresMs), type, expireAt: Math.floor(expiresMs / 1_000) };
  };
  const video = order.fate.kind === 'succeeds_empty' ? [] : [outputOf('video', `${order.handle}.mp4`)];
  const lastFrame = body.input['return_last_frame'] === true ? [outputOf('last_frame', `${order.handle}.png`)] : [];
  return { ...common, output: [...video, ...lastFrame] };
}

function failureOf(fate: VendorOrder['fate']): { readonly code: string; readonly message: string } {
  if (fate.kind === 'fails') return { code: fate.code, message: fate.message };
  return { code: 'TASK_FAILED', message: 'content was refused by moderation' };
}
