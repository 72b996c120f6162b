import type { ModelOrder } from '../../contract/model-order.js';
import { CALLBACK_MAX_BYTES } from '../../contract/callback.js';
import { askVendor } from '../calling/ask-vendor.js';
import { fetchOutput } from '../calling/fetch-output.js';
import { fingerprintOf } from '../calling/fingerprint-of.js';
import { parseJson } from '../calling/parse-json.js';
import { sendOrder } from '../calling/send-order.js';
import { tryToCancel } from '../calling/try-to-cancel.js';
import { createVendorAccount, type Vendor, type VendorDeps } from '../calling/vendor-account.js';
import {
  type PollAnswer,
  type Provider,
  ProviderError,
  type ProviderHooks,
  type HeardCallback,
  type RenderOrder,
  type VendorCallback,
} from '../provider.js';
import { ARK_LIMITS } from './ark-limits.js';
import { ARK_NAMES, arkModelId, type ArkRegion, arkRegionOf } from './ark-models.js';
import { cancelArkTask } from './cancel-ark-task.js';
import { findArkTask } from './find-ark-task.js';
import { ARK_LIST_REACH_MS, listArkJobs } from './list-ark-tasks.js';
import {
  type ArkTask,
  factsOf,
  readCreated,
  readError,
  readOutputs,
  readSentMark,
  readSentModel,
  readTask,
} from './read-ark-replies.js';
import { type ArkSetting, toFailure, toRefusal, unknownModel, whyUnanswered } from './to-failure.js';
import { expirySecOf, toArkBody } from './to-ark-body.js';

/** What the provider works with. The base URL ends with `/api/v3` and says which region's models are meant. */
export interface ArkProviderDeps extends VendorDeps {
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
  const region = deps.region ?? arkRegionOf(deps.baseUrl.trim());
  const vendor: Vendor = {
    ...{ provider: 'ark', name: 'Ark', keyFrom: `of ${ARK_NAMES[region]}`, apiPath: '' },
    ...{ keyVariable: 'ARK_API_KEY', urlVariable: 'ARK_BASE_URL' },
  };
  const account = createVendorAccount(vendor, deps);
  const get = (path: string, hooks: Partial<ProviderHooks>) => askVendor(account, { method: 'GET', path, hooks });
  const modelIdOf = (order: RenderOrder): string | undefined => arkModelId(planOf(order).order.model, region);
  const settingOf = (order: RenderOrder): ArkSetting => {
    const { model } = planOf(order).order;
    return { region, modelId: arkModelId(model, region) ?? model };
  };
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
    id: vendor.provider,
    isFreeToRepeat: false,
    credential: fingerprintOf(account),
    ...ARK_LIMITS,
    ...(region === 'volcengine' ? { region: 'cn' } : {}),
    bodyOf,
    async submit(order, hooks) {
      if (order.isRepeat === true) {
        const message = 'Ark has no idempotency key: an order that may have been sent must not be sent again.';
        throw new ProviderError('ark', message, { retryable: false });
      }
      const body = order.body ?? bodyOf(order);
      if (body === undefined) return { kind: 'rejected', failure: unknownModel(planOf(order).order.model) };
      const sent = await sendOrder(account, { path: TASKS, body: () => body, hooks });
      if (sent.kind === 'rejected') return sent;
      const { status, json, retryAfterMs } = sent.reply;
      const id = readCreated(json);
      if (id !== undefined && status >= 200 && status < 300) return { kind: 'accepted', handle: id };
      const refusal = toRefusal({ status, error: readError(json), id, retryAfterMs }, settingOf(order));
      if (refusal !== undefined) return { kind: 'rejected', ...refusal };
      const message = `Ark answered ${status}, and nobody knows whether it took the order. ${whyUnanswered(status, region)}`;
      throw new ProviderError('ark', message, { retryable: false, retryAfterMs });
    },
    async poll(handle, order, hooks) {
      const { status, json, retryAfterMs } = await get(pathOf(handle), hooks);
      const task = status === 200 ? readTask(json) : undefined;
      if (task?.id === handle) return toPollAnswer(task, settingOf(order));
      const message = `Ark answered ${status} when asked for a task. ${whyUnanswered(status, region)}`;
      throw new ProviderError('ark', message, { retryable: true, retryAfterMs });
    },
    cancel: (handle) =>
      tryToCancel(() => cancelArkTask((method) => askVendor(account, { method, path: pathOf(handle) }))),
    open: (source, hooks) => fetchOutput(account, { url: source }, hooks),
    release: () => Promise.resolve(),
    async find(order, sentAtMs, hooks) {
      const modelId = order.body === undefined ? modelIdOf(order) : readSentModel(order.body);
      if (modelId === undefined) return { kind: 'unsure' };
      const sentMark = order.body === undefined ? undefined : readSentMark(order.body);
      const expirySec = sentMark ?? expirySecOf(order.attemptId);
      const sought = { modelId, expirySec, sentAtMs, nowMs: account.nowMs(), region };
      return findArkTask(sought, (query) => get(TASKS + query, hooks));
    },
    listReachMs: ARK_LIST_REACH_MS,
    list: ({ sinceMs, hooks, beforePage }) =>
      listArkJobs({ sinceMs, region }, async (query) => {
        await beforePage?.();
        return get(TASKS + query, hooks);
      }),
    hear: (callback) => Promise.resolve(hearArk(callback)),
  };
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
