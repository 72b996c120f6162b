import type { ModelOrder } from '../../contract/model-order.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { NetError } from '../../net/net-error.js';
import { CALLBACK_MAX_BYTES } from '../../contract/callback.js';
import {
  type PollAnswer,
  type Provider,
  ProviderError,
  type HeardCallback,
  type RenderOrder,
  type VendorCallback,
} from '../provider.js';
import { ARK_LIMITS } from './ark-limits.js';
import { arkModelId, type ArkRegion, arkRegionOf } from './ark-models.js';
import {
  arkBaseUrl,
  type ArkAccount,
  type ArkReply,
  type ArkRequest,
  callArk,
  fingerprintOf,
  openArkOutput,
  unanswered,
} from './call-ark.js';
import { cancelArkTask } from './cancel-ark-task.js';
import { findArkTask } from './find-ark-task.js';
import { quoteArk } from './quote-ark.js';
import {
  type ArkTask,
  factsOf,
  parseJson,
  readCreated,
  readError,
  readOutputs,
  readSentModel,
  readTask,
} from './read-ark-replies.js';
import {
  type ArkSetting,
  keyTrouble,
  notReached,
  toFailure,
  toRefusal,
  unknownModel,
  whyUnanswered,
} from './to-failure.js';
import { expirySecOf, toArkBody } from './to-ark-body.js';

/** What the provider works with. */
export interface ArkProviderDeps {
  /** ARK_BASE_URL, with `/api/v3`; trusted by its origin, also where an output lies there. Says which region's models are meant. */
  readonly baseUrl: string;
  /** ARK_API_KEY; empty where none is set: every order is refused then, with what to do. */
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  /** Only for a base URL that does not tell, such as a gateway's. Default: as {@link arkRegionOf} reads it. */
  readonly region?: ArkRegion;
}

/** What an order's `plan` is. */
export interface ArkPlan {
  readonly order: ModelOrder;
}

/** Ark's own advice is 5 to 10 s; a render takes 1 to 5 min. */
const ASK_AGAIN_MS = 5_000;

/**
 * Seedance at its makers: BytePlus ModelArk and Volcengine Ark (their video generation API, read 2026-11; not proven live). There is no
 * idempotency key: an order whose reply is lost is looked for in the list. Callbacks are unsigned, and only a reason to ask.
 */
export function createArkProvider(deps: ArkProviderDeps): Provider {
  const { fetch, nowMs } = deps;
  const apiKey = deps.apiKey.trim();
  const account: ArkAccount = { baseUrl: arkBaseUrl(deps.baseUrl), apiKey, fetch, nowMs };
  const region = deps.region ?? arkRegionOf(account.baseUrl);
  const modelIdOf = (order: RenderOrder): string | undefined => arkModelId(planOf(order).order.model, region);
  const settingOf = (order: RenderOrder): ArkSetting => ({
    ...{ region, modelId: modelIdOf(order) ?? planOf(order).order.model },
    quote: (words) => quoteArk(words, apiKey),
  });
  const bodyOf = (order: RenderOrder): string | undefined => {
    const modelId = modelIdOf(order);
    if (modelId === undefined) return undefined;
    const { attemptId, callbackUrl, frames = {} } = order;
    const sending = {
      modelId,
      expirySec: expirySecOf(attemptId),
      ...(callbackUrl === undefined ? {} : { callbackUrl }),
    };
    return JSON.stringify(toArkBody(planOf(order).order, frames, sending));
  };

  return {
    id: 'ark',
    isFreeToRepeat: false,
    credential: fingerprintOf(apiKey),
    ...ARK_LIMITS,
    ...(region === 'volcengine' ? { region: 'cn' } : {}),
    bodyOf,
    async submit(order, hooks) {
      if (order.isRepeat === true) {
        const message = 'Ark has no idempotency key: an order that may have been sent must not be sent again.';
        throw new ProviderError('ark', message, { retryable: false });
      }
      const trouble = keyTrouble(apiKey, region);
      if (trouble !== undefined) return { kind: 'rejected', failure: trouble };
      const body = order.body ?? bodyOf(order);
      if (body === undefined) return { kind: 'rejected', failure: unknownModel(planOf(order).order.model) };

      let reply: ArkReply;
      try {
        reply = await callArk(account, TASKS, { method: 'POST', body, hooks });
      } catch (error) {
        if (error instanceof NetError && !error.sent && error.reason !== 'aborted') {
          return { kind: 'rejected', ...notReached(error) };
        }
        throw unanswered(error, 'Nobody knows whether Ark took the order', hooks.signal);
      }
      const { status, json, retryAfterMs } = reply;
      const handle = status >= 200 && status < 300 ? readCreated(json) : undefined;
      if (handle !== undefined) return { kind: 'accepted', handle };
      const refusal = toRefusal({ status, error: readError(json), retryAfterMs }, settingOf(order));
      if (refusal !== undefined) return { kind: 'rejected', ...refusal };
      const message = `Ark answered ${status}, and nobody knows whether it took the order. ${whyUnanswered(status, region)}`;
      throw new ProviderError('ark', message, { retryable: false, retryAfterMs });
    },
    async poll(handle, order, hooks) {
      const { status, json, retryAfterMs } = await ask(pathOf(handle), { method: 'GET', hooks });
      const task = status === 200 ? readTask(json) : undefined;
      if (task?.id !== handle) {
        const message = `Ark answered ${status} when asked for a task. ${whyUnanswered(status, region)}`;
        throw new ProviderError('ark', message, { retryable: true, retryAfterMs });
      }
      return toPollAnswer(task, settingOf(order));
    },
    async cancel(handle) {
      if (keyTrouble(apiKey, region) !== undefined) return 'uncertain';
      try {
        return await cancelArkTask((method) => callArk(account, pathOf(handle), { method, hooks: {} }));
      } catch (error) {
        if (error instanceof NetError) return 'uncertain';
        throw error;
      }
    },
    open: (source, hooks) => openArkOutput(account, source, hooks),
    release: () => Promise.resolve(),
    async find(order, sentAtMs, hooks) {
      const modelId = order.body === undefined ? modelIdOf(order) : readSentModel(order.body);
      if (modelId === undefined) return { kind: 'unsure' };
      const sought = { modelId, expirySec: expirySecOf(order.attemptId), sentAtMs, nowMs: nowMs(), region };
      return findArkTask(sought, (query) => ask(TASKS + query, { method: 'GET', hooks }));
    },
    hear: (callback) => Promise.resolve(hearArk(callback)),
  };

  async function ask(path: string, request: ArkRequest): Promise<ArkReply> {
    const trouble = keyTrouble(apiKey, region);
    if (trouble !== undefined) throw new ProviderError('ark', trouble.say, { retryable: false });
    try {
      return await callArk(account, path, request);
    } catch (error) {
      throw unanswered(error, 'Ark could not be asked', request.hooks.signal);
    }
  }
}

const TASKS = '/contents/generations/tasks';

function pathOf(handle: string): string {
  return `${TASKS}/${encodeURIComponent(handle)}`;
}

/** Only what prepares a task writes it, so its shape is known. */
function planOf({ plan }: RenderOrder): ArkPlan {
  return plan as ArkPlan;
}

function toPollAnswer(task: ArkTask, setting: ArkSetting): PollAnswer {
  const { status, error } = task;
  if (status === 'failed' || status === 'expired' || status === 'cancelled') {
    const { code, message, param } = error ?? {};
    return { kind: 'failed', failure: toFailure(status, { code, message, param }, setting) };
  }
  const outputs = status === 'succeeded' ? readOutputs(task) : undefined;
  if (outputs !== undefined) return { kind: 'succeeded', outputs, facts: factsOf(task) };
  const progress =
    status === 'queued' ? { share: 0, doing: 'waiting at Ark' } : { share: 0.05, doing: 'rendering at Ark' };
  return { kind: 'running', askAgainInMs: ASK_AGAIN_MS, progress };
}

/** Nothing of it is believed but which task it is about: anybody may send one who has seen the URL. */
function hearArk({ body }: VendorCallback): HeardCallback | undefined {
  if (body.byteLength > CALLBACK_MAX_BYTES) return undefined;
  const handle = readCreated(parseJson(Buffer.from(body).toString('utf8')));
  return handle === undefined ? undefined : { handle, isSigned: false };
}
