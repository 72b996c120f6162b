import type { ModelOrder } from '../../contract/model-order.js';
import { askVendor } from '../calling/ask-vendor.js';
import { fetchOutput } from '../calling/fetch-output.js';
import { fingerprintOf } from '../calling/fingerprint-of.js';
import { sendOrder } from '../calling/send-order.js';
import { createVendorAccount, type Vendor, type VendorDeps } from '../calling/vendor-account.js';
import {
  type PollAnswer,
  type Provider,
  ProviderError,
  type ProviderHooks,
  type RenderOrder,
  type SubmitAnswer,
} from '../provider.js';
import { findHiapiTask } from './find-hiapi-task.js';
import { hearHiapi } from './hear-hiapi.js';
import { HIAPI_LIMITS } from './hiapi-limits.js';
import { listHiapiJobs } from './list-hiapi-tasks.js';
import {
  type HiapiTask,
  openReply,
  progressOf,
  readCreated,
  readOutputs,
  readTask,
  readTaskError,
} from './read-hiapi-replies.js';
import { toFailure, toRefusal, unknownModel, whyUnanswered } from './to-failure.js';
import { toHiapiBody } from './to-hiapi-body.js';

/** What the provider works with. */
export interface HiapiProviderDeps extends VendorDeps {
  /** HIAPI_WEBHOOK_SECRET; absent or empty: callbacks are only a reason to ask. */
  readonly webhookSecret?: string;
}

/** What an order's `plan` is. */
export interface HiapiPlan {
  readonly order: ModelOrder;
  /** HiAPI's own route, such as `pro`. */
  readonly route?: string;
}

/** HiAPI's SDKs ask every 3 s; below one second it answers 429. */
const ASK_AGAIN_MS = 5_000;

const HIAPI: Vendor = {
  ...{ provider: 'hiapi', name: 'HiAPI', keyFrom: 'from its console', apiPath: '/v1' },
  ...{ keyVariable: 'HIAPI_API_KEY', urlVariable: 'HIAPI_BASE_URL' },
};

/**
 * HiAPI as a provider (docs.hiapi.ai, read 2026-11; not proven live). An order goes out under its attempt's id as Idempotency-Key, which
 * HiAPI keeps for about 24 h and compares with the body's bytes. There is no cancel, and the list cannot tell whose a task is.
 */
export function createHiapiProvider(deps: HiapiProviderDeps): Provider {
  const account = createVendorAccount(HIAPI, deps);
  const get = (path: string, hooks: ProviderHooks) => askVendor(account, { method: 'GET', path, hooks });

  return {
    id: HIAPI.provider,
    isFreeToRepeat: false,
    knowsRepeats: true,
    credential: fingerprintOf(account),
    ...HIAPI_LIMITS,
    bodyOf,
    async submit(order, hooks) {
      const answer = await submitOnce(order, hooks);
      if (order.isRepeat !== true || answer.kind === 'accepted') return answer;
      // What came of the first sending is as unknown as before.
      const { failure, retryAfterMs } = answer;
      throw new ProviderError('hiapi', failure.say, { retryable: true, retryAfterMs });
    },
    async poll(handle, _order, hooks) {
      const reply = await get(`/tasks/${encodeURIComponent(handle)}`, hooks);
      const { status, data } = openReply(reply);
      const task = isSuccess(status) ? readTask(data) : undefined;
      if (task?.taskId === handle) return toPollAnswer(task);
      const message = `HiAPI answered ${status} when asked for a task. ${whyUnanswered(status)}`;
      throw new ProviderError('hiapi', message, { retryable: true, retryAfterMs: reply.retryAfterMs });
    },
    // None is documented: the render goes on, and whether it is billed nobody can say.
    cancel: () => Promise.resolve('uncertain'),
    open: (source, hooks) => fetchOutput(account, { url: source }, hooks),
    release: () => Promise.resolve(),
    find(order, sentAtMs, hooks) {
      const sought = { model: planOf(order).order.model, sentAtMs, nowMs: account.nowMs() };
      return findHiapiTask(sought, (query) => get(`/tasks${query}`, hooks));
    },
    list: ({ sinceMs, hooks, beforePage }) =>
      listHiapiJobs(sinceMs, async (query) => {
        await beforePage?.();
        return get(`/tasks${query}`, hooks);
      }),
    hear: (callback) => Promise.resolve(hearHiapi(callback, deps.webhookSecret)),
  };

  async function submitOnce(order: RenderOrder, hooks: ProviderHooks): Promise<SubmitAnswer> {
    const { model } = planOf(order).order;
    const body = order.body ?? bodyOf(order);
    if (body === undefined) return { kind: 'rejected', failure: unknownModel(model) };
    const headers = { 'idempotency-key': order.attemptId };
    const sent = await sendOrder(account, { path: '/tasks', body: () => body, headers, hooks });
    if (sent.kind === 'rejected') return sent;
    const { retryAfterMs } = sent.reply;
    const opened = openReply(sent.reply);
    const { status, data } = opened;
    // A 409 is about the request under this very key: an id in it is ours.
    const handle = isSuccess(status) || status === 409 ? readCreated(data) : undefined;
    if (handle !== undefined) return { kind: 'accepted', handle };
    const refusal = toRefusal(opened, { model, retryAfterMs });
    if (refusal !== undefined) return { kind: 'rejected', ...refusal };
    const message = `HiAPI answered ${status}, and nobody knows whether it took the order. ${whyUnanswered(status)}`;
    throw new ProviderError('hiapi', message, { retryable: status !== 422, retryAfterMs });
  }
}

function bodyOf(order: RenderOrder): string | undefined {
  const { order: modelOrder, route } = planOf(order);
  const { callbackUrl, frames = {} } = order;
  const body = toHiapiBody(modelOrder, frames, {
    ...(route === undefined ? {} : { route }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  });
  return body === undefined ? undefined : JSON.stringify(body);
}

/** Only what prepares a task writes it, so its shape is known. */
function planOf({ plan }: RenderOrder): HiapiPlan {
  return plan as HiapiPlan;
}

function toPollAnswer(task: HiapiTask): PollAnswer {
  if (task.status === 'fail') return { kind: 'failed', failure: toFailure(readTaskError(task.error)) };
  const outputs = task.status === 'success' ? readOutputs(task) : undefined;
  if (outputs !== undefined) {
    const { model, route, completed } = task;
    const facts = {
      ...(model === undefined ? {} : { model }),
      ...(route === undefined ? {} : { route }),
      ...(completed === undefined ? {} : { completedAtMs: completed }),
    };
    return { kind: 'succeeded', outputs, facts };
  }
  const progress = progressOf(task);
  return { kind: 'running', askAgainInMs: ASK_AGAIN_MS, ...(progress === undefined ? {} : { progress }) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
