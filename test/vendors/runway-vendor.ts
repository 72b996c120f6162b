import { randomBytes, randomUUID } from 'node:crypto';
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
import { findBodyFault, readForm, readJson, type BodyFault } from './loopback/read-request.js';
import { readStill, type StillRule } from './loopback/read-still.js';
import { imagesOf, RUNWAY_CREDITS, RUNWAY_MODELS } from './runway-body.js';

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;
const VERSION = '2024-11-06';
const UPLOAD_MAX_BYTES = 200 * MIB;
const UPLOAD_MIN_BYTES = 512;

/** What else an account at Runway can be. */
export interface RunwayVendorOptions extends VendorOptions {
  /** More orders than may run at once: they wait as `THROTTLED`, not lost. */
  readonly isThrottled?: boolean;
}

interface Kept {
  readonly bytes: Buffer;
  readonly untilMs: number;
}

/**
 * Runway, played from its published contract: create, get, cancel or delete, uploads, the organisation. No list, no callbacks.
 * Moderated tasks are billed. An aborted or deleted task cannot be fetched again; result URLs live a day and every GET signs anew.
 */
export function startRunwayVendor(options: RunwayVendorOptions = {}): Promise<LoopbackVendor> {
  const nature: VendorNature = {
    basePath: '',
    maxBodyBytes: 64 * MIB,
    // Moderated tasks are billed; of other failures it is not written here, and is not told apart.
    billsFailures: true,
    errorBody: (status) => ({ error: WORDS[status] ?? `HTTP ${status}` }),
    deadUrl: () => xmlRefusal(403, 'AccessDenied', 'Request has expired'),
    routes: (kit) => routesOf(kit, options),
  };
  return startVendor(nature, options);
}

const WORDS: Readonly<Record<number, string>> = {
  401: 'Invalid API key',
  404: 'Not found',
  405: 'Method not allowed',
  429: 'You have reached the daily limit of generations.',
};

function refusal(status: number, error: string, fault?: BodyFault): Reply {
  const issues =
    fault === undefined ? {} : { issues: [{ code: 'custom', path: fault.field.split('.'), message: fault.say }] };
  return { status, body: { error, ...issues, docUrl: 'https://docs.dev.runwayml.com/api' } };
}

function routesOf(kit: VendorKit, options: RunwayVendorOptions): readonly Route[] {
  const slots = new Map<string, string>();
  const store = new Map<string, Kept>();
  const guarded =
    (answer: Route['answer']): Route['answer'] =>
    (call, match) => {
      if (!kit.isLetIn(call)) return refusal(401, WORDS[401]!);
      if (call.headers['x-runway-version'] !== VERSION) return refusal(400, `X-Runway-Version must be ${VERSION}`);
      return answer(call, match);
    };
  const task = /^\/v1\/tasks\/([^/]+)$/;
  return [
    {
      op: 'create',
      method: 'POST',
      path: /^\/v1\/image_to_video$/,
      answer: guarded((call) => create(kit, store, call)),
    },
    {
      op: 'poll',
      method: 'GET',
      path: task,
      answer: guarded((_, match) => {
        const order = fetchable(kit, match[1]);
        return order === undefined
          ? refusal(404, 'Task not found')
          : { status: 200, body: taskOf(kit, options, order) };
      }),
    },
    {
      op: 'cancel',
      method: 'DELETE',
      path: task,
      endRender: (match) => kit.book.endNow(match[1] ?? ''),
      answer: guarded((_, match) => {
        const order = fetchable(kit, match[1]);
        if (order === undefined) return refusal(404, 'Task not found');
        const phase = kit.book.phaseOf(order);
        const isRunning = phase === 'queued' || phase === 'running';
        order.endedAs = { phase: isRunning ? 'cancelled' : 'deleted', atMs: kit.nowMs() };
        return { status: 204 };
      }),
    },
    {
      op: 'upload',
      method: 'POST',
      path: /^\/v1\/uploads$/,
      answer: guarded((call) => {
        const read = readJson(call);
        const { filename, type } = (typeof read === 'string' ? {} : read.json) as Record<string, unknown>;
        if (typeof filename !== 'string' || filename === '' || type !== 'ephemeral')
          return refusal(400, 'Validation of body failed');
        const key = `ephemeral/${randomUUID()}`;
        const runwayUri = `runway://${randomBytes(12).toString('hex')}`;
        slots.set(key, runwayUri);
        const fields = {
          key,
          policy: randomBytes(12).toString('base64'),
          'x-amz-signature': randomBytes(16).toString('hex'),
        };
        return { status: 200, body: { uploadUrl: `${kit.origin()}/upload-bucket`, fields, runwayUri } };
      }),
    },
    {
      op: 'upload',
      method: 'POST',
      path: /^\/upload-bucket$/,
      answer: async (call) => {
        const form = await readForm(call);
        const uri = slots.get(form?.fields.get('key') ?? '');
        if (form?.isFileLast !== true) return xmlRefusal(400, 'InvalidArgument', 'The file must be the last field');
        if (uri === undefined || !form.fields.has('policy') || !form.fields.has('x-amz-signature')) {
          return xmlRefusal(403, 'AccessDenied', 'Invalid according to Policy');
        }
        if (form.file.byteLength > UPLOAD_MAX_BYTES) return xmlRefusal(400, 'EntityTooLarge', 'Too large');
        if (form.file.byteLength < UPLOAD_MIN_BYTES) return xmlRefusal(400, 'EntityTooSmall', 'Too small');
        store.set(uri, { bytes: form.file, untilMs: kit.nowMs() + DAY_MS });
        return { status: 204 };
      },
    },
    {
      op: 'account',
      method: 'GET',
      path: /^\/v1\/organization$/,
      answer: guarded(() => ({
        status: 200,
        body: {
          creditBalance: kit.isBroke() ? 0 : 10_000,
          tier: { maxMonthlyCreditSpend: 10_000, models: {} },
          usage: { models: {} },
        },
      })),
    },
  ];
}

/** What can still be asked for: aborted and deleted tasks cannot. */
function fetchable(kit: VendorKit, handle = ''): VendorOrder | undefined {
  const order = kit.book.find(handle);
  return order === undefined || kit.book.phaseOf(order) === 'cancelled' ? undefined : order;
}

async function create(kit: VendorKit, store: ReadonlyMap<string, Kept>, call: Call): Promise<Reply> {
  const read = readJson(call);
  if (typeof read === 'string') return refusal(400, 'The request body is not JSON');
  const body = (typeof read.json === 'object' && read.json !== null ? read.json : {}) as Record<string, unknown>;
  const name = String(body['model']);
  const schema = RUNWAY_MODELS[name];
  if (schema === undefined) {
    return refusal(400, 'Validation of body failed', {
      kind: 'invalid',
      field: 'model',
      say: 'Invalid discriminator value',
    });
  }
  const fault = findBodyFault(schema, body);
  if (fault !== undefined) return refusal(400, 'Validation of body failed', fault);
  const places = Array.isArray(body['promptImage'])
    ? body['promptImage'].map(({ position }: { position: string }) => position)
    : [];
  if (new Set(places).size < places.length || (places.length > 0 && !places.includes('first'))) {
    return refusal(400, 'Validation of body failed', {
      kind: 'invalid',
      field: 'promptImage',
      say: 'positions must be distinct',
    });
  }
  // The words for an empty balance are those that clients have seen; the page on errors only says 400.
  if (kit.isBroke()) return refusal(400, 'You do not have enough credits to run this task.');
  const rule = stillRule((url) => {
    const kept = store.get(url);
    return kept === undefined || kit.nowMs() >= kept.untilMs ? undefined : kept.bytes;
  });
  for (const url of imagesOf(body)) {
    const still = await readStill(url, rule);
    if (still.kind === 'refused') return refusal(400, `Invalid asset for promptImage. Reason: ${still.say}`);
  }
  const facts = { rawBody: call.body, body, headers: call.headers, callbackUrl: undefined };
  const order = kit.book.take({ ...facts, handle: randomUUID() }, kit.takeFate());
  return { status: 200, body: { id: order.handle, estimatedCost: { credits: creditsOf(body) } } };
}

function creditsOf(body: Readonly<Record<string, unknown>>): number {
  return (RUNWAY_CREDITS[String(body['model'])] ?? 10) * Number(body['duration'] ?? 5);
}

function stillRule(ownStore: (url: string) => Buffer | undefined): StillRule {
  return {
    mediaTypes: ['image/jpeg', 'image/png', 'image/webp'],
    maxBytes: 16 * MIB,
    maxDataUriChars: 5 * MIB,
    minSidePx: 1,
    // Sizes and ratios are not written for every model: only what no picture has is refused.
    maxSidePx: 16_384,
    ratio: { min: 0.2, max: 5, isInclusive: true },
    takesAlpha: true,
    ownStore,
  };
}

const STATUS: Readonly<Record<Phase, string>> = {
  queued: 'PENDING',
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  expired: 'FAILED',
  deleted: 'CANCELLED',
};

function taskOf(kit: VendorKit, options: RunwayVendorOptions, order: VendorOrder): unknown {
  const phase = kit.book.phaseOf(order);
  const status = phase === 'queued' && options.isThrottled === true ? 'THROTTLED' : STATUS[phase];
  const common = { id: order.handle, status, createdAt: new Date(order.createdMs).toISOString() };
  const share = (kit.nowMs() - order.startsMs) / (order.endsMs - order.startsMs);
  if (phase === 'running') return { ...common, progress: Math.min(0.99, Math.max(0, share)) };
  if (phase === 'failed') return { ...common, ...failureOf(order.fate), cost: { credits: creditsOf(order.body) } };
  if (phase !== 'succeeded') return common;
  const output =
    order.fate.kind === 'succeeds_empty' ? [] : [kit.host.urlOf(`${order.handle}.mp4`, kit.nowMs() + DAY_MS)];
  return { ...common, output, cost: { credits: creditsOf(order.body) } };
}

function failureOf(fate: Fate): { readonly failure: string; readonly failureCode: string } {
  if (fate.kind === 'fails') return { failure: fate.message, failureCode: fate.code };
  const side = fate.kind === 'moderated_input' ? 'INPUT' : 'OUTPUT';
  return { failure: 'The content was moderated.', failureCode: `SAFETY.${side}.VIDEO` };
}
