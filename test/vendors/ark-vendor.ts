import { randomBytes } from 'node:crypto';
import { ARK_FOREIGN_FIELDS, ARK_MODELS, arkBodySchema, findContentFault, type ArkContent } from './ark-body.js';
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
/** Records are kept for 7 days from creation. */
const KEPT_MS = 7 * DAY_MS;
const EXPIRES_AFTER_SEC = 172_800;
/** Of a clip of 16:9, by its resolution: what is billed. */
const PIXELS: Readonly<Record<string, number>> = {
  '480p': 864 * 496,
  '720p': 1280 * 720,
  '1080p': 1920 * 1080,
  '4k': 3840 * 2160,
};

const STILL: StillRule = {
  mediaTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/gif'],
  maxBytes: 30 * MIB - 1,
  minSidePx: 300,
  maxSidePx: 6_000,
  ratio: { min: 0.4, max: 2.5, isInclusive: false },
  takesAlpha: true,
};

/** What else an account at Ark can be. */
export interface ArkVendorOptions extends VendorOptions {
  /** Models that the account has not activated: 404 `ModelNotOpen`. */
  readonly closedModels?: readonly string[];
  /** As one of the two sources has it: a `seed` is refused by name. */
  readonly refusesSeed?: boolean;
}

/**
 * Ark (BytePlus ModelArk, Volcengine), played from its published contract: create, get, list, cancel or delete, unsigned callbacks on
 * every change. Failures arrive inside HTTP 200; result URLs die 24 h after the end and are not signed again.
 */
export function startArkVendor(options: ArkVendorOptions = {}): Promise<LoopbackVendor> {
  const nature: VendorNature = {
    basePath: '/api/v3',
    maxBodyBytes: 64 * MIB,
    billsFailures: false,
    errorBody: (status) => errorOf(...(WORDS[status] ?? ['InternalServiceError', `HTTP ${status}`])),
    deadUrl: () => xmlRefusal(403, 'AccessDenied', 'Request has expired'),
    routes: (kit) => routesOf(kit, options),
    callbacks: CALLBACKS,
  };
  return startVendor(nature, options);
}

/** A POST of what GET says, on every change; 5 s to answer, 3 more tries. How far apart those are is not written: a minute each. */
const CALLBACKS: CallbackNature = {
  tells: 'every_change',
  timeoutMs: 5_000,
  attemptsAtMs: [0, 60_000, 120_000, 180_000],
  bodyOf: taskOf,
  headersOf: () => ({}),
};

const WORDS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['InvalidParameter', 'The request is not valid'],
  401: ['AuthenticationError', 'The API key in the request is missing or invalid'],
  403: ['AccessDenied', 'You do not have access to the requested resource'],
  404: ['ResourceNotFound', 'The requested resource was not found'],
  405: ['InvalidParameter', 'Method not allowed'],
  413: ['InvalidParameter', 'The request body is too large'],
  429: ['RateLimitExceeded.EndpointRPMExceeded', 'The requests per minute limit of this endpoint is exceeded'],
  503: ['ServerOverloaded', 'The service is overloaded'],
};

function errorOf(code: string, message: string, param = ''): unknown {
  return { error: { code, message, param, type: code.includes('.') ? 'TooManyRequests' : 'BadRequest' } };
}

function refusal(status: number, code: string, message: string, param = ''): Reply {
  return { status, body: errorOf(code, message, param) };
}

function routesOf(kit: VendorKit, options: ArkVendorOptions): readonly Route[] {
  const guarded =
    (answer: Route['answer']): Route['answer'] =>
    (call, match) =>
      kit.isLetIn(call) ? answer(call, match) : { status: 401, body: errorOf(...WORDS[401]!) };
  const found = (handle = ''): VendorOrder | undefined => {
    const order = kit.book.find(handle);
    return order === undefined || kit.nowMs() >= order.createdMs + KEPT_MS ? undefined : order;
  };
  const endRender = (match: RegExpExecArray): void => kit.book.endNow(match[1] ?? '');
  const tasks = /^\/api\/v3\/contents\/generations\/tasks$/;
  const task = /^\/api\/v3\/contents\/generations\/tasks\/([^/]+)$/;
  const unknown = (): Reply => ({ status: 404, body: errorOf(...WORDS[404]!) });
  return [
    { op: 'create', method: 'POST', path: tasks, answer: guarded((call) => create(kit, options, call)) },
    { op: 'list', method: 'GET', path: tasks, answer: guarded((call) => list(kit, call)) },
    {
      op: 'poll',
      method: 'GET',
      path: task,
      answer: guarded((_, match) => {
        const order = found(match[1]);
        return order === undefined ? unknown() : { status: 200, body: taskOf(kit, order, kit.book.phaseOf(order)) };
      }),
    },
    {
      op: 'cancel',
      method: 'DELETE',
      path: task,
      endRender,
      answer: guarded((_, match) => {
        const order = found(match[1]);
        return order === undefined ? unknown() : remove(kit, order);
      }),
    },
  ];
}

async function create(kit: VendorKit, options: ArkVendorOptions, call: Call): Promise<Reply> {
  const read = readJson(call);
  if (typeof read === 'string') return refusal(400, 'InvalidParameter', 'The request body is not JSON');
  const body = (typeof read.json === 'object' && read.json !== null ? read.json : {}) as Record<string, unknown>;
  const name = body['model'];
  if (typeof name !== 'string') return refusal(400, 'MissingParameter', 'missing field `model`', 'model');
  const model = ARK_MODELS[name];
  if (model === undefined) {
    return refusal(404, 'InvalidEndpointOrModel.NotFound', `The model or endpoint ${name} does not exist`);
  }
  if (options.closedModels?.includes(name) === true) {
    return refusal(404, 'ModelNotOpen', `Your account has not activated the model ${name}`);
  }
  if (options.refusesSeed === true && 'seed' in body) {
    return refusal(400, 'InvalidParameter', 'the parameter `seed` must be empty for this model', 'seed');
  }
  const foreign = ARK_FOREIGN_FIELDS.find((field) => field in body);
  if (foreign !== undefined) return refusal(400, 'InvalidParameter', `${foreign} must be empty for ${name}`, foreign);
  const fault = findBodyFault(arkBodySchema(model), body);
  if (fault !== undefined) {
    return refusal(400, fault.kind === 'missing' ? 'MissingParameter' : 'InvalidParameter', fault.say, fault.field);
  }
  const content = body['content'] as readonly ArkContent[];
  const contentFault = findContentFault(content, model, body['ratio']);
  if (contentFault !== undefined) {
    const code = contentFault.includes('TaskTypeConstraint')
      ? 'InvalidParameter.TaskTypeConstraint'
      : 'InvalidParameter';
    return refusal(400, code, contentFault, 'content');
  }
  if (kit.isBroke()) return refusal(403, 'AccountOverdueError', 'Your account has an overdue balance');
  for (const piece of content) {
    if (piece.type !== 'image_url') continue;
    const still = await readStill(piece.image_url.url, STILL);
    if (still.kind === 'refused')
      return refusal(400, 'InvalidParameter', `image_url: ${still.say}`, 'content.image_url');
  }
  const fate = kit.takeFate();
  if (fate.kind === 'moderated_input') {
    const code = 'InputImageSensitiveContentDetected.PrivacyInformation';
    return refusal(400, code, 'The request failed because the input image may contain a real person');
  }
  const createdMs = kit.nowMs();
  const expiresAfterSec = Number(body['execution_expires_after'] ?? EXPIRES_AFTER_SEC);
  const callbackUrl = body['callback_url'] as string | undefined;
  const handle = `cgt-${new Date(createdMs).toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(5).toString('hex')}`;
  const facts = { handle, rawBody: call.body, body, headers: call.headers, callbackUrl };
  const order = kit.book.take({ ...facts, expiresMs: createdMs + expiresAfterSec * 1_000 }, fate);
  await kit.announceEarly(order);
  return { status: 200, body: { id: handle } };
}

/** `{}` in every case but a running one, which is refused; with which words is not written, so 409 and a code of this kind. */
function remove(kit: VendorKit, order: VendorOrder): Reply {
  const phase = kit.book.phaseOf(order);
  if (phase === 'running') return refusal(409, 'OperationDenied.TaskRunning', 'A running task cannot be cancelled');
  order.endedAs = { phase: phase === 'queued' ? 'cancelled' : 'deleted', atMs: kit.nowMs() };
  return { status: 200, body: {} };
}

function list(kit: VendorKit, call: Call): Reply {
  const page = Number(call.query.get('page_num') ?? 1);
  const size = Number(call.query.get('page_size') ?? 10);
  if (!(page >= 1 && page <= 500)) return refusal(400, 'InvalidParameter', 'page_num must be 1 to 500', 'page_num');
  if (!(size >= 1 && size <= 500)) return refusal(400, 'InvalidParameter', 'page_size must be 1 to 500', 'page_size');
  const ids = call.query.getAll('filter.task_ids');
  const status = call.query.get('filter.status');
  const model = call.query.get('filter.model');
  // Nothing here is of the flex tier, which is only listed when asked for by name.
  const isFlex = call.query.get('filter.service_tier') === 'flex';
  const fitting = kit.book.orders
    .filter((order) => kit.book.find(order.handle) !== undefined && kit.nowMs() < order.createdMs + KEPT_MS && !isFlex)
    .map((order) => taskOf(kit, order, kit.book.phaseOf(order)))
    .filter((task) => ids.length === 0 || ids.includes(task['id'] as string))
    .filter((task) => (status === null || task['status'] === status) && (model === null || task['model'] === model))
    .reverse();
  return { status: 200, body: { items: fitting.slice((page - 1) * size, page * size), total: fitting.length } };
}

/** A task as GET, the list and a callback say it, in the phase that it is or was in. */
function taskOf(kit: VendorKit, order: VendorOrder, phase: Phase): Record<string, unknown> {
  const { body, handle, createdMs, fate } = order;
  const isEnd = phase !== 'queued' && phase !== 'running';
  const updatedMs = isEnd ? kit.book.sinceMs(order) : phase === 'running' ? order.startsMs : createdMs;
  const durationSec = Number(body['duration'] ?? 5) === -1 ? 5 : Number(body['duration'] ?? 5);
  const common = {
    id: handle,
    model: body['model'],
    status: phase,
    created_at: Math.floor(createdMs / 1_000),
    updated_at: Math.floor(updatedMs / 1_000),
    service_tier: 'default',
    execution_expires_after: Number(body['execution_expires_after'] ?? EXPIRES_AFTER_SEC),
  };
  if (phase === 'failed') return { ...common, error: failureOf(fate) };
  if (phase !== 'succeeded') return common;
  const expiresMs = updatedMs + DAY_MS;
  const urlOf = (name: string): string => kit.host.urlOf(name, expiresMs, { 'X-Tos-Expires': '86400' });
  const lastFrame = body['return_last_frame'] === true ? { last_frame_url: urlOf(`${handle}.png`) } : {};
  const { resolution } = body;
  const pixels = (typeof resolution === 'string' ? PIXELS[resolution] : undefined) ?? 1280 * 720;
  const tokens = Math.round(((24 * durationSec + 1) * pixels) / 1_024);
  return {
    ...common,
    content: fate.kind === 'succeeds_empty' ? {} : { video_url: urlOf(`${handle}.mp4`), ...lastFrame },
    usage: { completion_tokens: tokens, total_tokens: tokens },
    seed: Number(body['seed'] ?? 58_944),
    resolution: body['resolution'] ?? '720p',
    ratio: body['ratio'] === undefined || body['ratio'] === 'adaptive' ? '16:9' : body['ratio'],
    duration: durationSec,
    framespersecond: 24,
    generate_audio: body['generate_audio'] ?? true,
  };
}

function failureOf(fate: VendorOrder['fate']): { readonly code: string; readonly message: string } {
  if (fate.kind === 'fails') return { code: fate.code, message: fate.message };
  const code = 'OutputVideoSensitiveContentDetected';
  return { code, message: 'The request failed because the output video may contain sensitive information' };
}
