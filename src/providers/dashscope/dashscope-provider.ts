import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { Failure } from '../../contract/task.js';
import { NetError } from '../../net/net-error.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { ProviderError, type Provider, type ProviderHooks, type RenderOrder, type SubmitAnswer } from '../provider.js';
import { callDashscope, type DashscopeAccess, type DashscopeCall, type DashscopeReply } from './call-dashscope.js';
import { DASHSCOPE_LIMITS, dashscopePlaceOf } from './dashscope-limits.js';
import { findDashscopeTask } from './find-dashscope-task.js';
import { openClip } from './open-clip.js';
import { createdSchema, refusalSchema, taskSchema } from './replies.js';
import { toPollAnswer } from './to-poll-answer.js';
import { dashscopeModelOf, type DashscopeBody, toDashscopeBody } from './to-dashscope-body.js';
import { isProofOfNoTask, toRefusedFailure } from './to-failure.js';
import { uploadToDashscope } from './upload-to-dashscope.js';

/** What DashScope is reached with. */
export interface DashscopeProviderDeps {
  /** `DASHSCOPE_BASE_URL`: names the region, with or without `/api/v1`. */
  readonly baseUrl: string;
  /** `DASHSCOPE_API_KEY`, of the same region. */
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  /** Names of uploads. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** What an order's `plan` is. */
interface HostedPlan {
  readonly order: ModelOrder;
}

/** A create is heard out for long: what is given up on too early is an order that nobody knows the end of. */
const CREATE_PATIENCE_MS = 120_000;
/** Where a 429 does not say. */
const THROTTLED_MS = 15_000;
/** Nothing answered, and nothing was sent. */
const UNREACHED_MS = 5_000;

/**
 * Alibaba's DashScope (Model Studio), in whichever region the base URL names. It has no key for repeats and no callbacks; what it made
 * can be found in its list, its clips live for 24 hours at one URL, and it bills no task that failed.
 */
export function createDashscopeProvider(deps: DashscopeProviderDeps): Provider {
  const { fetch, nowMs, newId = randomUUID } = deps;
  const apiKey = deps.apiKey.trim();
  const baseUrl = deps.baseUrl
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api\/v1$/, '');
  const access: DashscopeAccess = { baseUrl, apiKey, fetch };

  async function call(what: DashscopeCall): Promise<DashscopeReply> {
    const wrong = whatIsWrongWith(apiKey);
    if (wrong !== undefined) throw new ProviderError('dashscope', wrong, { retryable: false });
    return callDashscope(access, what);
  }

  async function ask(path: string, hooks?: Pick<ProviderHooks, 'signal' | 'beforeSend'>): Promise<DashscopeReply> {
    const reply = await call({ method: 'GET', path, ...(hooks === undefined ? {} : { hooks }) });
    if (reply.status !== 200) throw unanswered(reply, baseUrl);
    return reply;
  }

  return {
    id: 'dashscope',
    isFreeToRepeat: false,
    credential: createHash('sha256').update(apiKey).digest('hex').slice(0, 12),
    ...DASHSCOPE_LIMITS,
    ...(dashscopePlaceOf(baseUrl) === 'Beijing' ? { region: 'cn' } : {}),

    async submit(order, hooks) {
      const wrong = whatIsWrongWith(apiKey);
      if (wrong !== undefined) return rejected({ class: 'provider', charged: 'no', retry: 'never', say: wrong });
      const body = bodyOrFailure(order);
      if ('class' in body) return rejected(body);
      let reply: DashscopeReply;
      try {
        const headers = headersOf(body);
        reply = await call({ method: 'POST', path: CREATE_PATH, headers, body, hooks, patienceMs: CREATE_PATIENCE_MS });
      } catch (error) {
        const unreached = whyUnreached(error);
        if (unreached === undefined) throw error;
        return rejected(unreached, unreached.retry === 'free' ? UNREACHED_MS : undefined);
      }
      const { status } = reply;
      const created = status >= 200 && status <= 299 ? createdSchema.safeParse(reply.body) : undefined;
      if (created?.success === true) return { kind: 'accepted', handle: created.data.output.task_id };
      const { data: refusal } = refusalSchema.safeParse(reply.body);
      if (!isProofOfNoTask(status, refusal)) throw unanswered(reply, baseUrl);
      const failure = toRefusedFailure({ status, refusal, baseUrl });
      return rejected(failure, failure.retry === 'free' ? (reply.retryAfterMs ?? THROTTLED_MS) : undefined);
    },

    async poll(handle, _order, hooks) {
      return toPollAnswer(await ask(`/tasks/${encodeURIComponent(handle)}`, hooks), { baseUrl, nowMs: nowMs() });
    },

    async cancel(handle) {
      const path = `/tasks/${encodeURIComponent(handle)}`;
      try {
        const { status } = await call({ method: 'POST', path: `${path}/cancel` });
        if (status === 200) return 'confirmed';
        if (status !== 400) return 'uncertain';
        // It was not pending any more: it runs and will be billed, or has ended, perhaps by a cancel from before a crash.
        const task = taskSchema.safeParse((await ask(path)).body);
        const state = task.success ? task.data.output.task_status?.toUpperCase() : undefined;
        if (state === 'CANCELED') return 'confirmed';
        return state === undefined || state === 'UNKNOWN' ? 'uncertain' : 'too_late';
      } catch (error) {
        if (error instanceof ProviderError) return 'uncertain';
        throw error;
      }
    },

    open: (source, hooks) => openClip(access, source, hooks),
    release: () => Promise.resolve(),

    async find(order, sentAtMs, hooks) {
      const { order: wanted } = order.plan as HostedPlan;
      const sought = { model: dashscopeModelOf(wanted), prompt: wanted.prompt, sentAtMs, nowMs: nowMs() };
      const found = await findDashscopeTask((path) => ask(path, hooks), sought);
      if (found !== undefined) return found;
      throw new ProviderError('dashscope', 'DashScope’s list of tasks could not be read', { retryable: true });
    },

    upload: (still, hooks) => uploadToDashscope(access, still, hooks, { nowMs, newId }),
  };
}

const CREATE_PATH = '/services/aigc/video-generation/video-synthesis';

/** Without the first, the vendor refuses the model; without the second, it does not look into its own store. */
function headersOf({ input: { media } }: DashscopeBody): Readonly<Record<string, string>> {
  const isStored = media.some(({ url }) => url.startsWith('oss://'));
  return { 'x-dashscope-async': 'enable', ...(isStored ? { 'x-dashscope-ossresourceresolve': 'enable' } : {}) };
}

function bodyOrFailure({ plan, frames }: RenderOrder): DashscopeBody | Failure {
  try {
    return toDashscopeBody((plan as HostedPlan).order, frames);
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
    say: `DashScope could not be reached, and nothing was sent. ${error.message} Its place is DASHSCOPE_BASE_URL.`,
  };
}

function whatIsWrongWith(apiKey: string): string | undefined {
  if (apiKey === '') return 'There is no key for DashScope: set DASHSCOPE_API_KEY.';
  if (/^[\x21-\x7e]+$/.test(apiKey)) return undefined;
  return 'DASHSCOPE_API_KEY holds a character that no key has: copy it once more from the Model Studio console.';
}

/** An answer that says nothing about the render. */
function unanswered({ status, body, retryAfterMs }: DashscopeReply, baseUrl: string): ProviderError {
  const { data: refusal } = refusalSchema.safeParse(body);
  const words =
    status >= 400 && status <= 499
      ? toRefusedFailure({ status, refusal, baseUrl }).say
      : `DashScope gave no answer that can be read (${[String(status), refusal?.code].filter(Boolean).join(' ')})`;
  const facts = { retryable: status === 200 || status >= 400, retryAfterMs };
  return new ProviderError('dashscope', words, facts);
}
