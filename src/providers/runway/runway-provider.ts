import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { Failure } from '../../contract/task.js';
import { NetError } from '../../net/net-error.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { ProviderError, type Provider, type ProviderHooks, type RenderOrder, type SubmitAnswer } from '../provider.js';
import { callRunway, type RunwayAccess, type RunwayCall, type RunwayReply } from './call-runway.js';
import { cancelAtRunway } from './cancel-at-runway.js';
import { openClip } from './open-clip.js';
import { RUNWAY_LIMITS } from './runway-limits.js';
import { createdSchema, refusalSchema, type RunwayTask, taskSchema } from './replies.js';
import { billedMicroUsd, estimateOf, outputUrlsOf, toPollAnswer } from './to-poll-answer.js';
import { type RunwayBody, toRunwayBody } from './to-runway-body.js';
import { isProofOfNoTask, toLostFailure, toRefusedFailure } from './to-failure.js';
import { uploadToRunway } from './upload-to-runway.js';

/** What Runway is reached with. */
export interface RunwayProviderDeps {
  /** `RUNWAYML_BASE_URL`, with or without `/v1`. */
  readonly baseUrl: string;
  /** `RUNWAYML_API_SECRET`. */
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
}

/** What an order's `plan` is. */
interface HostedPlan {
  readonly order: ModelOrder;
}

/** A create is heard out for long: what is given up on too early is an order that nobody knows the end of. */
const CREATE_PATIENCE_MS = 120_000;
/** Where a 429 does not say; the limit is on clips a day. */
const THROTTLED_MS = 60_000;
/** Nothing answered, and nothing was sent. */
const UNREACHED_MS = 5_000;

/**
 * Runway. It has no key for repeats, no callbacks and no list: an order that nobody knows the end of stays so until a person has looked.
 * It signs a new URL for a clip each time it is asked, bills what it moderates, and deletes what is cancelled after it has ended.
 */
export function createRunwayProvider(deps: RunwayProviderDeps): Provider {
  const { fetch, nowMs } = deps;
  const apiKey = deps.apiKey.trim();
  const baseUrl = deps.baseUrl.trim().replace(/\/+$/, '').replace(/\/v1$/, '');
  const access: RunwayAccess = { baseUrl, apiKey, fetch };

  async function call(what: RunwayCall): Promise<RunwayReply> {
    const wrong = whatIsWrongWith(apiKey);
    if (wrong !== undefined) throw new ProviderError('runway', wrong, { retryable: false });
    return callRunway(access, what);
  }

  /** undefined: Runway says that it has no such task. */
  async function askTask(
    taskId: string,
    hooks?: Pick<ProviderHooks, 'signal' | 'beforeSend'>,
  ): Promise<RunwayTask | undefined> {
    const path = `/tasks/${encodeURIComponent(taskId)}`;
    const reply = await call({ method: 'GET', path, ...(hooks === undefined ? {} : { hooks }) });
    const task = reply.status === 200 ? taskSchema.safeParse(reply.body) : undefined;
    if (task?.success === true) return task.data;
    // A 404 of some proxy's is not the vendor's word.
    if (reply.status === 404 && refusalSchema.safeParse(reply.body).success) return undefined;
    throw unanswered(reply);
  }

  return {
    id: 'runway',
    isFreeToRepeat: false,
    credential: createHash('sha256').update(apiKey).digest('hex').slice(0, 12),
    ...RUNWAY_LIMITS,
    billedMicroUsd,

    async submit(order, hooks) {
      const wrong = whatIsWrongWith(apiKey);
      if (wrong !== undefined) return rejected({ class: 'provider', charged: 'no', retry: 'never', say: wrong });
      const body = bodyOrFailure(order);
      if ('class' in body) return rejected(body);
      let reply: RunwayReply;
      try {
        reply = await call({ method: 'POST', path: CREATE_PATH, body, hooks, patienceMs: CREATE_PATIENCE_MS });
      } catch (error) {
        const unreached = whyUnreached(error);
        if (unreached === undefined) throw error;
        return rejected(unreached, unreached.retry === 'free' ? UNREACHED_MS : undefined);
      }
      const { status } = reply;
      const created = status >= 200 && status <= 299 ? createdSchema.safeParse(reply.body) : undefined;
      if (created?.success === true) {
        return { kind: 'accepted', handle: created.data.id, facts: estimateOf(created.data) };
      }
      const { data: refusal } = refusalSchema.safeParse(reply.body);
      if (!isProofOfNoTask(status, refusal)) throw unanswered(reply);
      const failure = toRefusedFailure(status, refusal);
      return rejected(failure, failure.retry === 'free' ? (reply.retryAfterMs ?? THROTTLED_MS) : undefined);
    },

    async poll(handle, _order, hooks) {
      const task = await askTask(handle, hooks);
      return task === undefined ? { kind: 'failed', failure: toLostFailure() } : toPollAnswer(task, nowMs());
    },

    async cancel(handle) {
      const path = `/tasks/${encodeURIComponent(handle)}`;
      try {
        return await cancelAtRunway({
          look: () => askTask(handle),
          end: async () => {
            const { status } = await call({ method: 'DELETE', path });
            return status >= 200 && status <= 299;
          },
        });
      } catch (error) {
        if (error instanceof ProviderError) return 'uncertain';
        throw error;
      }
    },

    open: (source, hooks) =>
      openClip(access, source, hooks, async (taskId) => {
        const task = await askTask(taskId, hooks);
        return task === undefined ? new Map<number, string>() : outputUrlsOf(task);
      }),
    release: () => Promise.resolve(),
    upload: (still, hooks) => uploadToRunway(access, still, hooks, nowMs),
  };
}

const CREATE_PATH = '/image_to_video';

function bodyOrFailure({ plan, frames }: RenderOrder): RunwayBody | Failure {
  try {
    return toRunwayBody((plan as HostedPlan).order, frames);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const words = [error.message, error.todo ?? ''].join('. ').trim();
    const field = error.field === undefined ? {} : { field: error.field };
    return { class: 'bad_input', charged: 'no', retry: 'never', say: words, ...field };
  }
}

function rejected(failure: Failure, retryAfterMs?: number): SubmitAnswer {
  return { kind: 'rejected', failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** That nothing has left is proof that there is no task; that somebody stopped it is no failure of the order's. */
function whyUnreached(error: unknown): Failure | undefined {
  if (!(error instanceof ProviderError) || !(error.cause instanceof NetError)) return undefined;
  const { sent, reason, retryable } = error.cause;
  if (sent || reason === 'aborted') return undefined;
  return {
    ...{ class: 'provider', charged: 'no', retry: retryable ? 'free' : 'never' },
    say: `Runway could not be reached, and nothing was sent. ${error.message} Its place is RUNWAYML_BASE_URL.`,
  };
}

function whatIsWrongWith(apiKey: string): string | undefined {
  if (apiKey === '') return 'There is no key for Runway: set RUNWAYML_API_SECRET.';
  if (/^[\x21-\x7e]+$/.test(apiKey)) return undefined;
  return 'RUNWAYML_API_SECRET holds a character that no key has: copy it once more from the developer portal.';
}

/** An answer that says nothing about the render. */
function unanswered({ status, body, retryAfterMs }: RunwayReply): ProviderError {
  const { data: refusal } = refusalSchema.safeParse(body);
  const words =
    status >= 400 && status <= 499
      ? toRefusedFailure(status, refusal).say
      : `Runway gave no answer that can be read (${status})`;
  return new ProviderError('runway', words, { retryable: status === 200 || status >= 400, retryAfterMs });
}
