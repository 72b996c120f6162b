import type { ModelOrder } from '../../contract/model-order.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { NetError } from '../../net/net-error.js';
import {
  type PollAnswer,
  type Provider,
  ProviderError,
  type ProviderHooks,
  type RenderOrder,
  type SubmitAnswer,
} from '../provider.js';
import {
  callHiapi,
  fingerprintOf,
  hiapiBaseUrl,
  type HiapiAccount,
  type HiapiReply,
  openHiapiOutput,
  unanswered,
} from './call-hiapi.js';
import { findHiapiTask } from './find-hiapi-task.js';
import { hearHiapi } from './hear-hiapi.js';
import { HIAPI_LIMITS } from './hiapi-limits.js';
import { quoteHiapi } from './quote-hiapi.js';
import { openReply, progressOf, readCreated, readOutputs, readTask, readTaskError } from './read-hiapi-replies.js';
import { keyTrouble, notReached, toFailure, toRefusal, unknownModel, whyUnanswered } from './to-failure.js';
import { toHiapiBody } from './to-hiapi-body.js';

/** What the provider works with. */
export interface HiapiProviderDeps {
  /** HIAPI_BASE_URL, with or without `/v1`; trusted by its origin, also where an output lies there. */
  readonly baseUrl: string;
  /** HIAPI_API_KEY; empty where none is set: every order is refused then, with what to do. */
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  /** HIAPI_WEBHOOK_SECRET; absent or empty: callbacks are only a reason to ask. */
  readonly webhookSecret?: string;
  readonly nowMs: () => number;
}

/** What an order's `plan` is. */
export interface HiapiPlan {
  readonly order: ModelOrder;
  /** HiAPI's own route, such as `pro`. */
  readonly route?: string;
}

/** HiAPI's SDKs ask every 3 s; below one second it answers 429. */
const ASK_AGAIN_MS = 5_000;

/**
 * HiAPI as a provider (docs.hiapi.ai, read 2026-11; not proven live). An order goes out under its attempt's id as Idempotency-Key, which
 * HiAPI keeps for about 24 h and compares with the body's bytes. There is no cancel, and the list cannot tell whose a task is.
 */
export function createHiapiProvider(deps: HiapiProviderDeps): Provider {
  const { fetch, nowMs } = deps;
  const apiKey = deps.apiKey.trim();
  const account: HiapiAccount = { baseUrl: hiapiBaseUrl(deps.baseUrl), apiKey, fetch, nowMs };
  const quote = (words: unknown): string => quoteHiapi(words, apiKey);

  return {
    id: 'hiapi',
    isFreeToRepeat: false,
    knowsRepeats: true,
    credential: fingerprintOf(apiKey),
    ...HIAPI_LIMITS,
    bodyOf,
    async submit(order, hooks) {
      const isRepeat = order.isRepeat === true;
      const refuse = (answer: Extract<SubmitAnswer, { kind: 'rejected' }>): SubmitAnswer => {
        // What came of the first sending is as unknown as before.
        if (isRepeat)
          throw new ProviderError('hiapi', answer.failure.say, { retryable: true, retryAfterMs: answer.retryAfterMs });
        return answer;
      };
      const trouble = keyTrouble(apiKey);
      if (trouble !== undefined) return refuse({ kind: 'rejected', failure: trouble });
      const { model } = planOf(order).order;
      const body = order.body ?? bodyOf(order);
      if (body === undefined) return refuse({ kind: 'rejected', failure: unknownModel(model) });

      let reply: HiapiReply;
      try {
        reply = await callHiapi(account, '/v1/tasks', { post: { body, idempotencyKey: order.attemptId }, hooks });
      } catch (error) {
        if (error instanceof NetError && !error.sent && error.reason !== 'aborted') {
          return refuse({ kind: 'rejected', ...notReached(error) });
        }
        throw unanswered(error, 'Nobody knows whether HiAPI took the order', hooks.signal);
      }
      const { retryAfterMs } = reply;
      const opened = openReply(reply);
      // A 409 is about the request under this very key: an id in it is ours.
      const handle = isSuccess(opened.status) || opened.status === 409 ? readCreated(opened.data) : undefined;
      if (handle !== undefined) return { kind: 'accepted', handle };
      const refusal = toRefusal(opened, { model, retryAfterMs, quote });
      if (refusal !== undefined) return refuse({ kind: 'rejected', ...refusal });
      const message = `HiAPI answered ${opened.status}, and nobody knows whether it took the order. ${whyUnanswered(opened.status)}`;
      throw new ProviderError('hiapi', message, { retryable: opened.status !== 422, retryAfterMs });
    },
    async poll(handle, _order, hooks) {
      const reply = await ask(`/v1/tasks/${encodeURIComponent(handle)}`, hooks);
      const { status, data } = openReply(reply);
      const task = isSuccess(status) ? readTask(data) : undefined;
      if (task?.taskId !== handle) {
        const message = `HiAPI answered ${status} when asked for a task. ${whyUnanswered(status)}`;
        throw new ProviderError('hiapi', message, { retryable: true, retryAfterMs: reply.retryAfterMs });
      }
      return toPollAnswer(task, quote);
    },
    // None is documented: the render goes on, and whether it is billed nobody can say.
    cancel: () => Promise.resolve('uncertain'),
    open: (source, hooks) => openHiapiOutput(account, source, hooks),
    release: () => Promise.resolve(),
    find(order, sentAtMs, hooks) {
      const sought = { model: planOf(order).order.model, sentAtMs, nowMs: nowMs() };
      return findHiapiTask(sought, (query) => ask(`/v1/tasks${query}`, hooks));
    },
    hear: (callback) => Promise.resolve(hearHiapi(callback, deps.webhookSecret)),
  };

  async function ask(path: string, hooks: ProviderHooks): Promise<HiapiReply> {
    const trouble = keyTrouble(apiKey);
    if (trouble !== undefined) throw new ProviderError('hiapi', trouble.say, { retryable: false });
    try {
      return await callHiapi(account, path, { hooks });
    } catch (error) {
      throw unanswered(error, 'HiAPI could not be asked', hooks.signal);
    }
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

function toPollAnswer(task: NonNullable<ReturnType<typeof readTask>>, quote: (words: unknown) => string): PollAnswer {
  if (task.status === 'fail') return { kind: 'failed', failure: toFailure(readTaskError(task.error), quote) };
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
