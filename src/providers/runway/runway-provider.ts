import type { ModelOrder } from '../../contract/model-order.js';
import { askVendor } from '../calling/ask-vendor.js';
import type { VendorReply } from '../calling/call-vendor.js';
import { fetchOutput } from '../calling/fetch-output.js';
import { fingerprintOf } from '../calling/fingerprint-of.js';
import { sendOrder } from '../calling/send-order.js';
import { tryToCancel } from '../calling/try-to-cancel.js';
import { createVendorAccount, type Vendor, type VendorDeps } from '../calling/vendor-account.js';
import { ProviderError, type Provider, type ProviderHooks, type RenderOrder } from '../provider.js';
import { cancelAtRunway } from './cancel-at-runway.js';
import { createdSchema, refusalSchema, type RunwayTask, taskSchema } from './replies.js';
import { RUNWAY_LIMITS } from './runway-limits.js';
import { readSignedSource } from './signed-source.js';
import { keyTroubleOf, isProofOfNoTask, toLostFailure, toRefusedFailure } from './to-failure.js';
import { billedMicroUsd, estimateOf, outputUrlsOf, toPollAnswer } from './to-poll-answer.js';
import { toRunwayBody } from './to-runway-body.js';
import { uploadToRunway } from './upload-to-runway.js';

/** What the provider works with. */
export type RunwayProviderDeps = VendorDeps;

const RUNWAY: Vendor = {
  ...{ provider: 'runway', name: 'Runway', keyFrom: 'from the developer portal', apiPath: '/v1' },
  ...{ keyVariable: 'RUNWAYML_API_SECRET', urlVariable: 'RUNWAYML_BASE_URL' },
  // The version that the bodies and replies here are written for.
  headers: { 'x-runway-version': '2024-11-06' },
};

/** Where a 429 does not say; the limit is on clips a day. */
const THROTTLED_MS = 60_000;

/**
 * Runway. It has no key for repeats, no callbacks and no list: an order that nobody knows the end of stays so until a person has looked.
 * It signs a new URL for a clip each time it is asked, bills what it moderates, and deletes what is cancelled after it has ended.
 */
export function createRunwayProvider(deps: RunwayProviderDeps): Provider {
  const account = createVendorAccount(RUNWAY, deps);

  /** undefined: Runway says that it has no such task. */
  async function askTask(taskId: string, hooks?: ProviderHooks): Promise<RunwayTask | undefined> {
    const call = { method: 'GET', path: pathOf(taskId), ...(hooks === undefined ? {} : { hooks }) } as const;
    const reply = await askVendor(account, call);
    const task = reply.status === 200 ? taskSchema.safeParse(reply.json) : undefined;
    if (task?.success === true) return task.data;
    // A 404 of some proxy's is not the vendor's word.
    if (reply.status === 404 && refusalSchema.safeParse(reply.json).success) return undefined;
    throw noAnswer(reply);
  }

  return {
    id: RUNWAY.provider,
    isFreeToRepeat: false,
    credential: fingerprintOf(account),
    ...RUNWAY_LIMITS,
    billedMicroUsd,

    async submit({ plan, frames }, hooks) {
      const body = (): string => JSON.stringify(toRunwayBody(orderIn(plan), frames));
      const sent = await sendOrder(account, { path: '/image_to_video', body, hooks });
      if (sent.kind === 'rejected') return sent;
      const { status, json, retryAfterMs } = sent.reply;
      const created = isSuccess(status) ? createdSchema.safeParse(json).data : undefined;
      if (created !== undefined) return { kind: 'accepted', handle: created.id, facts: estimateOf(created) };
      const { data: refusal } = refusalSchema.safeParse(json);
      if (!isProofOfNoTask(status, refusal)) throw noAnswer(sent.reply, UNKNOWN);
      const failure = toRefusedFailure(status, refusal);
      const wait = failure.retry === 'free' ? { retryAfterMs: retryAfterMs ?? THROTTLED_MS } : {};
      return { kind: 'rejected', failure, ...wait, ...keyTroubleOf(status, refusal) };
    },

    async poll(handle, _order, hooks) {
      const task = await askTask(handle, hooks);
      return task === undefined
        ? { kind: 'failed', failure: toLostFailure(), isLost: true }
        : toPollAnswer(task, account.nowMs());
    },

    cancel: (handle) =>
      tryToCancel(() =>
        cancelAtRunway({
          look: () => askTask(handle),
          end: async () => isSuccess((await askVendor(account, { method: 'DELETE', path: pathOf(handle) })).status),
        }),
      ),

    open(source, hooks) {
      const known = readSignedSource(source);
      if (known === undefined) return fetchOutput(account, { url: source }, hooks);
      const renew = async (): Promise<string | undefined> => {
        const task = await askTask(known.taskId, hooks);
        return task === undefined ? undefined : outputUrlsOf(task).get(known.index);
      };
      return fetchOutput(account, { url: known.url, renew }, hooks);
    },
    release: () => Promise.resolve(),
    upload: (still, hooks) => uploadToRunway(account, still, hooks),
  };
}

function pathOf(taskId: string): string {
  return `/tasks/${encodeURIComponent(taskId)}`;
}

/** Only what prepares a task writes a plan, so its shape is known. */
function orderIn(plan: RenderOrder['plan']): ModelOrder {
  return (plan as { readonly order: ModelOrder }).order;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Leads what is said of an answer to an order. */
const UNKNOWN = 'Nobody knows whether Runway took the order. ';

/** An answer that says nothing about the render. Without the vendor's own words: it goes into logs, and they may repeat the prompt. */
function noAnswer({ status, retryAfterMs }: VendorReply, lead = ''): ProviderError {
  const words =
    status >= 400 && status <= 499
      ? toRefusedFailure(status, undefined).say
      : `Runway gave no answer that can be read (${status})`;
  return new ProviderError('runway', lead + words, { retryable: status === 200 || status >= 400, retryAfterMs });
}
