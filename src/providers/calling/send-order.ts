import { AppError } from '../../contract/errors.js';
import { NetError } from '../../net/net-error.js';
import type { ProviderHooks, SubmitAnswer } from '../provider.js';
import { callVendor, type VendorReply } from './call-vendor.js';
import { keyTrouble } from './key-trouble.js';
import { unanswered } from './unanswered.js';
import { unbilled } from './unbilled.js';
import type { VendorAccount } from './vendor-account.js';

/** An order on its way. */
export interface OrderToSend {
  readonly path: string;
  /** Makes the JSON text. An AppError of its own is what the order cannot be made for, and is told as it is. */
  readonly body: () => string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hooks: ProviderHooks;
}

/** That there is no job, for sure. */
export type RejectedOrder = Extract<SubmitAnswer, { kind: 'rejected' }>;

/** What came of it: the vendor's reply, which may mean anything, or the proof that it never saw the order. */
export type SentOrder = { readonly kind: 'replied'; readonly reply: VendorReply } | RejectedOrder;

/**
 * An order is heard out for long: one that is given up on is one that nobody knows the end of. Stills may ride in it as data URIs, and
 * 20 MB over a slow line take a while.
 */
const LIMITS = { headersTimeoutMs: 120_000, totalTimeoutMs: 150_000 };

/** When to try again where nothing was reached: soon for what passes by itself, later for what somebody has to mend (a name, a certificate). */
const PASSING_MS = 5_000;
const LASTING_MS = 60_000;

/**
 * Sends an order, once.
 * @throws ProviderError when something left and no answer came: nobody knows. What `beforeSend` throws is passed on.
 */
export async function sendOrder(
  account: VendorAccount,
  { path, body, headers, hooks }: OrderToSend,
): Promise<SentOrder> {
  const { vendor } = account;
  const trouble = keyTrouble(account);
  if (trouble !== undefined) return { kind: 'rejected', failure: trouble, trouble: 'auth' };
  const made = make(body);
  if (typeof made !== 'string') return made;
  const { signal, beforeSend } = hooks;
  try {
    const call = { method: 'POST', path, body: made, hooks: { signal, beforeSend }, ...LIMITS } as const;
    return { kind: 'replied', reply: await callVendor(account, headers === undefined ? call : { ...call, headers }) };
  } catch (error) {
    const why = unanswered(vendor, error, `Nobody knows whether ${vendor.name} took the order`, signal);
    // What `beforeSend` threw has no word on the vendor, though nothing left either.
    if (!(error instanceof NetError) || error.sent || why === error.cause) throw why;
    const reason = `${vendor.name} could not be reached, and nothing was sent: ${error.message}.`;
    const say = `${reason} ${error.todo} Its address is ${vendor.urlVariable}.`;
    const retryAfterMs = error.retryable || error.reason === 'aborted' ? PASSING_MS : LASTING_MS;
    return { kind: 'rejected', failure: unbilled('provider', 'free', say), retryAfterMs };
  }
}

function make(body: () => string): string | RejectedOrder {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const say = `${error.message}. ${error.todo ?? ''}`.trim();
    return { kind: 'rejected', failure: unbilled('bad_input', 'never', say, error.field) };
  }
}
