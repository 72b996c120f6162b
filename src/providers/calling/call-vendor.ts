import type { GuardedResponse } from '../../net/guarded-fetch.js';
import { NetError } from '../../net/net-error.js';
import { readBody } from '../../net/read-body.js';
import type { ProviderHooks } from '../provider.js';
import { parseJson } from './parse-json.js';
import { readRetryAfter } from './read-retry-after.js';
import type { VendorAccount } from './vendor-account.js';

/** One call. */
export interface VendorCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the account's base URL, with its query. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hooks?: Partial<Pick<ProviderHooks, 'signal' | 'beforeSend'>>;
  /** From the connection to the answer's first byte, and from the call to its last. Default: 20,000 and 30,000. */
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

/** No vendor's key is shorter; what is, such as one of a test, would be found inside ordinary words. */
const KEY_MIN_CHARS = 8;

/**
 * Calls a vendor's API with the account's key. Any status is an answer.
 * @throws NetError; of one with `sent: false` no server has seen anything. What `beforeSend` throws is its cause (see `unanswered`).
 */
export async function callVendor(account: VendorAccount, call: VendorCall): Promise<VendorReply> {
  const { vendor, baseUrl, apiKey, fetch, nowMs } = account;
  const { method, path, body, hooks = {}, headersTimeoutMs = 20_000, totalTimeoutMs = 30_000 } = call;
  const response = await fetch(baseUrl + path, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...vendor.headers,
      ...call.headers,
    },
    ...(body === undefined ? {} : { body }),
    ...{ headersTimeoutMs, totalTimeoutMs },
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
async function readJson(response: GuardedResponse, apiKey: string, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    const text = Buffer.from(await readBody(response, REPLY_MAX_BYTES)).toString('utf8');
    return parseJson(text, (words) => (apiKey.length < KEY_MIN_CHARS ? words : words.replaceAll(apiKey, '…')));
  } catch (error) {
    if (!(error instanceof NetError) || response.status < 400 || signal?.aborted === true) throw error;
    return undefined;
  }
}
