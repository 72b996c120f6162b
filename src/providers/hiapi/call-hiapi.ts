import { createHash } from 'node:crypto';
import type { GuardedFetch, GuardedResponse } from '../../net/guarded-fetch.js';
import { NetError } from '../../net/net-error.js';
import { readBody } from '../../net/read-body.js';
import { ProviderError, type ProviderHooks } from '../provider.js';

/** Whose account is called, and where. */
export interface HiapiAccount {
  /** As {@link hiapiBaseUrl} writes it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
}

/** What was answered. */
export interface HiapiReply {
  readonly status: number;
  /** `undefined` where the body is not JSON, such as the HTML page of a proxy. */
  readonly json: unknown;
  /** From Retry-After. */
  readonly retryAfterMs: number | undefined;
}

/** One call. */
export interface HiapiRequest {
  /** Absent: GET. */
  readonly post?: { readonly body: string; readonly idempotencyKey: string };
  readonly hooks: Pick<ProviderHooks, 'signal' | 'beforeSend'>;
}

/** A page of a hundred tasks is 100 kB. */
const REPLY_MAX_BYTES = 4 * 1024 ** 2;

/** Stills may ride in the body as data URIs: 20 MB over a slow line take a while. */
const POST_LIMITS = { headersTimeoutMs: 120_000, totalTimeoutMs: 150_000 };
const GET_LIMITS = { headersTimeoutMs: 20_000, totalTimeoutMs: 30_000 };

/** Above what any model makes. */
const OUTPUT_MAX_BYTES = 2 * 1024 ** 3;
/** A clip on a slow line; one that stalls ends much sooner. */
const OUTPUT_TIMEOUT_MS = 30 * 60_000;

/** Longest wait that a Retry-After is believed for. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/** The base URL without `/v1` and the last slash: both ways of writing it are in use. */
export function hiapiBaseUrl(baseUrl: string): string {
  return baseUrl.trim().replace(/\/+$/, '').replace(/\/v1$/, '').replace(/\/+$/, '');
}

/** First twelve hex digits of the key's SHA-256: tells keys apart, and gives none away. `none` without a key. */
export function fingerprintOf(apiKey: string): string {
  return apiKey === '' ? 'none' : createHash('sha256').update(apiKey, 'utf8').digest('hex').slice(0, 12);
}

/** Calls HiAPI. Any status is an answer. @throws NetError; of one with `sent: false` no server has seen anything. */
export async function callHiapi(account: HiapiAccount, path: string, request: HiapiRequest): Promise<HiapiReply> {
  const { post, hooks } = request;
  const response = await account.fetch(account.baseUrl + path, {
    method: post === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${account.apiKey}`,
      ...(post === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': post.idempotencyKey }),
    },
    ...(post === undefined ? {} : { body: post.body }),
    ...(post === undefined ? GET_LIMITS : POST_LIMITS),
    maxBytes: REPLY_MAX_BYTES,
    trustedOrigins: [account.baseUrl],
    signal: hooks.signal,
    beforeSend: hooks.beforeSend,
  });
  const { status, headers } = response;
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), account.nowMs());
  return { status, json: await readJson(response, hooks.signal), retryAfterMs };
}

/** Opens an output: a URL that HiAPI gave. @throws ProviderError, not `retryable` when this URL gives nothing any more */
export async function openHiapiOutput(
  account: HiapiAccount,
  source: string,
  hooks: ProviderHooks,
): Promise<AsyncIterable<Uint8Array>> {
  let response: GuardedResponse;
  try {
    response = await account.fetch(source, {
      maxBytes: OUTPUT_MAX_BYTES,
      maxRedirects: 5,
      totalTimeoutMs: OUTPUT_TIMEOUT_MS,
      trustedOrigins: [account.baseUrl],
      signal: hooks.signal,
      beforeSend: hooks.beforeSend,
    });
  } catch (error) {
    throw unanswered(error, 'The output of HiAPI could not be opened', hooks.signal);
  }
  const { status } = response;
  if (status === 200) return readOutput(response.body, hooks.signal);
  response.discard();
  const isGone = status === 403 || status === 404 || status === 410;
  const why = isGone ? 'its URL has expired or was deleted; ask HiAPI for the task again' : 'try again';
  throw new ProviderError('hiapi', `The output at HiAPI was answered with ${status}: ${why}.`, {
    retryable: !isGone,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after'), account.nowMs()),
  });
}

/**
 * The error that a call without an answer ends with: what `beforeSend` threw as it was, the rest as ProviderError. Of one that `signal`
 * stopped midway nobody knows what came of it, as of any other.
 */
export function unanswered(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (!(error instanceof NetError)) return error;
  const { reason, cause, retryable, message, todo } = error;
  if (reason === 'aborted' && signal?.aborted !== true && cause instanceof Error) return cause;
  return new ProviderError('hiapi', `${what}: ${message}. ${todo}`, { retryable, cause: error });
}

/** The bytes of an output as they come; where they break off, opening it again may help. */
async function* readOutput(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw unanswered(error, 'The output of HiAPI broke off', signal);
  }
}

/** A refusal counts by its status even when its body is cut off; of a success the body is what matters. */
async function readJson(response: GuardedResponse, signal: AbortSignal): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await readBody(response, REPLY_MAX_BYTES)).toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof NetError && (response.status < 400 || signal.aborted)) throw error;
    return undefined;
  }
}

function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(Math.ceil(waitMs), 0), RETRY_AFTER_MAX_MS) : undefined;
}
