import { NetError } from '../../net/net-error.js';
import type { GuardedFetch, GuardedResponse } from '../../net/guarded-fetch.js';
import { readBody } from '../../net/read-body.js';
import { ProviderError, type ProviderHooks } from '../provider.js';

/** What every call needs. */
export interface RunwayAccess {
  /** Without a slash at its end, and without `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
}

/** One question. */
export interface RunwayCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly hooks?: Pick<ProviderHooks, 'signal' | 'beforeSend'>;
  /** From the connection to the answer's first byte. Default: the net's. */
  readonly patienceMs?: number;
}

/** An answer, whatever its status. */
export interface RunwayReply {
  readonly status: number;
  /** What the JSON says; undefined for anything that is none. The key is not in it, even where the vendor repeats it. */
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
}

/** The one that the bodies and replies here are written for. */
const API_VERSION = '2024-11-06';

/** More than any reply has, and less than would hurt. */
const REPLY_MAX_BYTES = 4 * 1024 ** 2;

/**
 * Asks Runway. Any status is an answer.
 * @throws ProviderError where there is none; its cause says by `sent: false` that nothing has left. What `beforeSend` throws is passed on.
 */
export async function callRunway(access: RunwayAccess, call: RunwayCall): Promise<RunwayReply> {
  const { baseUrl, apiKey, fetch } = access;
  const { hooks } = call;
  try {
    const response = await fetch(`${baseUrl}/v1${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        'x-runway-version': API_VERSION,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(hooks === undefined ? {} : { signal: hooks.signal, beforeSend: hooks.beforeSend }),
      ...(call.patienceMs === undefined
        ? {}
        : { headersTimeoutMs: call.patienceMs, totalTimeoutMs: call.patienceMs + 60_000 }),
      maxBytes: REPLY_MAX_BYTES,
      trustedOrigins: [baseUrl],
    });
    return {
      status: response.status,
      body: await readReply(response, apiKey),
      retryAfterMs: secondsOf(response.headers.get('retry-after')),
    };
  } catch (error) {
    throw whyNot(error, hooks?.signal);
  }
}

/** Puts what ended a call into a ProviderError; what is none of the net's is passed on, and so is what `beforeSend` threw. */
export function whyNot(error: unknown, signal?: AbortSignal): unknown {
  if (!(error instanceof NetError)) return error;
  if (error.reason === 'aborted' && error.cause instanceof Error && signal?.aborted !== true) return error.cause;
  return new ProviderError('runway', `${error.message}. ${error.todo}`, {
    retryable: error.retryable,
    cause: error,
  });
}

/** The status of a refusal is proof enough: a body that breaks off does not take it back. */
async function readReply(response: GuardedResponse, apiKey: string): Promise<unknown> {
  try {
    const text = Buffer.from(await readBody(response, REPLY_MAX_BYTES)).toString('utf8');
    return parseJson(apiKey === '' ? text : text.replaceAll(apiKey, '…'));
  } catch (error) {
    if (response.status >= 400 && error instanceof NetError && error.reason !== 'aborted') return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}
