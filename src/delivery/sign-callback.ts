import { createHmac } from 'node:crypto';
import { CALLBACK_HEADERS } from '../contract/callback.js';
import { webhookKeyOf } from '../contract/webhook-key.js';

/** What is signed, and with what. */
export interface CallbackToSign {
  /** The account's, the current one first. None: it goes unsigned. */
  readonly secrets: readonly string[];
  /** The delivery's id, the same for every try. */
  readonly id: string;
  readonly body: string;
  /** Unix seconds of this try. */
  readonly atSec: number;
}

/**
 * The headers of one callback, in both dialects at once, lower-case.
 *
 * HiAPI's has room for one signature: it is made with the current secret. Standard Webhooks' carries one for each secret, so a receiver
 * that knows either is content. Without a secret there are no signature headers and no timestamps, as with HiAPI.
 */
export function signCallback({ secrets, id, body, atSec }: CallbackToSign): Readonly<Record<string, string>> {
  const headers = { 'content-type': 'application/json', [CALLBACK_HEADERS.webhookId]: id };
  const [current] = secrets;
  if (current === undefined) return headers;
  const at = String(atSec);
  const hex = createHmac('sha256', current).update(`${at}.${body}`).digest('hex');
  const signatures = secrets.map((secret) => {
    const key = webhookKeyOf(secret) ?? secret;
    return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
  });
  return {
    ...headers,
    [CALLBACK_HEADERS.hiapiTimestamp]: at,
    [CALLBACK_HEADERS.hiapiSignature]: hex,
    [CALLBACK_HEADERS.webhookTimestamp]: at,
    [CALLBACK_HEADERS.webhookSignature]: signatures.join(' '),
  };
}
