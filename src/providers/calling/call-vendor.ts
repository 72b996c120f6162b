import type { GuardedFetch, GuardedResponse } from '../../net/guarded-fetch.js';
import { NetError } from '../../net/net-error.js';
import { readBody } from '../../net/read-body.js';
import type { ProviderHooks } from '../provider.js';
import { readRetryAfter } from './read-retry-after.js';

/** Whose account is called, and where. */
export interface VendorAccount {
  /** The operator's own, without a slash at its end: trusted by its origin. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
}

/** One call. */
export interface VendorCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base URL, with its query. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hooks?: Partial<Pick<ProviderHooks, 'signal' | 'beforeSend'>>;
  /** From the connection to the answer's first byte, and to its last. */
  readonly headersTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
}

/** An answer, whatever its status. */
export interface VendorReply {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` where the body is not JSON, such as the HTML page of a proxy. The key is not in it, even where the vendor repeats it. */
  readonly json: unknown;
  readonly retryAfterMs: number | undefined;
}

/** A page of 500 tasks, each with a long signed URL or two, is 1 MB. */
const REPLY_MAX_BYTES = 8 * 1024 ** 2;

/**
 * Calls a vendor's API with the account's key. Any status is an answer.
 * @throws NetError; of one with `sent: false` no server has seen anything. What `beforeSend` throws is its cause (`unanswered`).
 */
export async function callVendor(account: VendorAccount, call: VendorCall): Promise<VendorReply> {
  const { baseUrl, apiKey, fetch, nowMs } = account;
  const { method, path, body, hooks = {}, headersTimeoutMs, totalTimeoutMs } = call;
  const response = await fetch(baseUrl + path, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(headersTimeoutMs === undefined ? {} : { headersTimeoutMs }),
    ...(totalTimeoutMs === undefined ? {} : { totalTimeoutMs }),
    maxBytes: REPLY_MAX_BYTES,
    trustedOrigins: [baseUrl],
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    ...(hooks.beforeSend === undefined ? {} : { beforeSend: hooks.beforeSend }),
  });
  const { status, headers } = response;
  const json = await readJson(response, apiKey, hooks.signal);
  return { status, headers, json, retryAfterMs: readRetryAfter(headers.get('retry-after'), nowMs()) };
}

/** The status of a refusal is proof enough: a body that breaks off does not take it back. Of a success the body is what matters. */
async function readJson(
  response: GuardedResponse,
  apiKey: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  let text: string;
  try {
    text = Buffer.from(await readBody(response, REPLY_MAX_BYTES)).toString('utf8');
  } catch (error) {
    if (!(error instanceof NetError) || response.status < 400 || signal?.aborted === true) throw error;
    return undefined;
  }
  return parseJson(apiKey === '' ? text : text.replaceAll(apiKey, '…'));
}

/** `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
