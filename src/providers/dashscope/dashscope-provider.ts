import { randomUUID } from 'node:crypto';
import type { ModelOrder } from '../../contract/model-order.js';
import { askVendor } from '../calling/ask-vendor.js';
import type { VendorReply } from '../calling/call-vendor.js';
import { fetchOutput } from '../calling/fetch-output.js';
import { fingerprintOf } from '../calling/fingerprint-of.js';
import { sendOrder } from '../calling/send-order.js';
import { tryToCancel } from '../calling/try-to-cancel.js';
import { createVendorAccount, type Vendor, type VendorDeps } from '../calling/vendor-account.js';
import { ProviderError, type Provider, type ProviderHooks, type RenderOrder } from '../provider.js';
import { DASHSCOPE_LIMITS, dashscopePlaceOf } from './dashscope-limits.js';
import { findDashscopeTask } from './find-dashscope-task.js';
import { DASHSCOPE_LIST_REACH_MS, listDashscopeJobs } from './list-dashscope-tasks.js';
import { createdSchema, refusalSchema, taskSchema } from './replies.js';
import { dashscopeModelOf, toDashscopeBody } from './to-dashscope-body.js';
import { keyTroubleOf, isProofOfNoTask, toRefusedFailure } from './to-failure.js';
import { toPollAnswer } from './to-poll-answer.js';
import { uploadToDashscope } from './upload-to-dashscope.js';

/** What the provider works with. The base URL names the region, which is the key's own too. */
export interface DashscopeProviderDeps extends VendorDeps {
  /** Names of uploads. Default: random UUIDs. */
  readonly newId?: () => string;
}

const DASHSCOPE: Vendor = {
  ...{ provider: 'dashscope', name: 'DashScope', keyFrom: 'from the Model Studio console', apiPath: '/api/v1' },
  ...{ keyVariable: 'DASHSCOPE_API_KEY', urlVariable: 'DASHSCOPE_BASE_URL' },
};

/** Where a 429 does not say. */
const THROTTLED_MS = 15_000;

/**
 * Alibaba's DashScope (Model Studio), in whichever region the base URL names. It has no key for repeats and no callbacks; what it made
 * can be found in its list, its clips live for 24 hours at one URL, and it bills no task that failed.
 */
export function createDashscopeProvider(deps: DashscopeProviderDeps): Provider {
  const { newId = randomUUID } = deps;
  const account = createVendorAccount(DASHSCOPE, deps);
  const { baseUrl, nowMs } = account;

  async function get(path: string, hooks?: ProviderHooks): Promise<VendorReply> {
    const reply = await askVendor(account, { method: 'GET', path, ...(hooks === undefined ? {} : { hooks }) });
    if (reply.status !== 200) throw noAnswer(reply, baseUrl);
    return reply;
  }

  return {
    id: DASHSCOPE.provider,
    isFreeToRepeat: false,
    credential: fingerprintOf(account),
    ...DASHSCOPE_LIMITS,
    ...regionOf(baseUrl),

    async submit(order, hooks) {
      const body = (): string => JSON.stringify(toDashscopeBody(planOf(order), order.frames));
      const sent = await sendOrder(account, { path: CREATE_PATH, headers: headersOf(order), body, hooks });
      if (sent.kind === 'rejected') return sent;
      const { status, json, retryAfterMs } = sent.reply;
      const { data: created } = createdSchema.safeParse(json);
      if (created !== undefined && status >= 200 && status <= 299) {
        return { kind: 'accepted', handle: created.output.task_id };
      }
      const { data: refusal } = refusalSchema.safeParse(json);
      if (created !== undefined || !isProofOfNoTask(status, refusal)) throw noAnswer(sent.reply, baseUrl, UNKNOWN);
      const failure = toRefusedFailure({ status, refusal, baseUrl });
      const wait = failure.retry === 'free' ? { retryAfterMs: retryAfterMs ?? THROTTLED_MS } : {};
      return { kind: 'rejected', failure, ...wait, ...keyTroubleOf(status, refusal) };
    },

    async poll(handle, _order, hooks) {
      return toPollAnswer(await get(pathOf(handle), hooks), { baseUrl, nowMs: nowMs() });
    },

    cancel: (handle) =>
      tryToCancel(async () => {
        const { status, json } = await askVendor(account, { method: 'POST', path: `${pathOf(handle)}/cancel` });
        const isRefused = refusalSchema.safeParse(json).success;
        if (status === 200 && json !== undefined && !isRefused) return 'confirmed';
        if (status !== 400 && !(status === 200 && isRefused)) return 'uncertain';
        // It was not pending any more: it runs and will be billed, or has ended, perhaps by a cancel from before a crash.
        const task = taskSchema.safeParse((await get(pathOf(handle))).json);
        const state = task.success ? task.data.output.task_status?.toUpperCase() : undefined;
        if (state === 'CANCELED' || state === 'CANCELLED') return 'confirmed';
        return state === undefined || state === 'UNKNOWN' ? 'uncertain' : 'too_late';
      }),

    open: (source, hooks) => fetchOutput(account, { url: source }, hooks),
    release: () => Promise.resolve(),

    async find(order, sentAtMs, hooks, others) {
      const wanted = planOf(order);
      const sought = {
        ...{ model: dashscopeModelOf(wanted), prompt: wanted.prompt, sentAtMs, nowMs: nowMs() },
        ...(others === undefined ? {} : { others }),
      };
      const found = await findDashscopeTask((path) => get(path, hooks), sought);
      if (found !== undefined) return found;
      throw new ProviderError('dashscope', 'DashScope’s list of tasks could not be read', { retryable: true });
    },

    listReachMs: DASHSCOPE_LIST_REACH_MS,
    list: ({ sinceMs, hooks, beforePage }) =>
      listDashscopeJobs({ sinceMs, ...regionOf(baseUrl) }, async (path) => {
        await beforePage?.();
        return get(path, hooks);
      }),

    upload: (still, hooks) => uploadToDashscope(account, still, hooks, newId),
  };
}

/** Its models and prices are others in China. */
function regionOf(baseUrl: string): { readonly region?: string } {
  return dashscopePlaceOf(baseUrl) === 'Beijing' ? { region: 'cn' } : {};
}

const CREATE_PATH = '/services/aigc/video-generation/video-synthesis';

function pathOf(handle: string): string {
  return `/tasks/${encodeURIComponent(handle)}`;
}

/** Only what prepares a task writes it, so its shape is known. */
function planOf({ plan }: RenderOrder): ModelOrder {
  return (plan as { readonly order: ModelOrder }).order;
}

/** Without the first, the vendor refuses the model; without the second, it does not look into its own store. */
function headersOf({ frames = {} }: RenderOrder): Readonly<Record<string, string>> {
  const isStored = [frames.first, frames.last].some((url) => url?.startsWith('oss://') === true);
  return { 'x-dashscope-async': 'enable', ...(isStored ? { 'x-dashscope-ossresourceresolve': 'enable' } : {}) };
}

/** Leads what is said of an answer to an order. */
const UNKNOWN = 'Nobody knows whether DashScope took the order. ';

/** An answer that says nothing about the render. Without the vendor's own words: it goes into logs, and they may repeat the prompt. */
function noAnswer({ status, json, retryAfterMs }: VendorReply, baseUrl: string, lead = ''): ProviderError {
  const { data: refusal } = refusalSchema.safeParse(json);
  const words =
    status >= 400 && status <= 499
      ? toRefusedFailure({ status, refusal: refusal && { ...refusal, message: undefined }, baseUrl }).say
      : `DashScope gave no answer that can be read (${[String(status), refusal?.code].filter(Boolean).join(' ')})`;
  return new ProviderError('dashscope', lead + words, { retryable: status === 200 || status >= 400, retryAfterMs });
}
