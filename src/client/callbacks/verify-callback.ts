import { CALLBACK_HEADERS, CALLBACK_TOLERANCE_SEC } from '../../contract/callback.js';
import { decodeBase64, webhookKeyOf } from '../../contract/webhook-key.js';
import { AppError } from '../../contract/errors.js';

/** Headers in either form: fetch's, or a plain object with lower-case names as Node's `request.headers`. */
export type CallbackHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a callback is held against. */
export interface CallbackCheck {
  /** The account's webhook secrets: one, or two while they are being changed. Any of them will do. */
  readonly secrets: readonly string[];
  /** The receiver's time, in ms since 1970. */
  readonly nowMs: number;
  /** How far the timestamp may be from it, both ways. Default: 300. */
  readonly toleranceSec?: number;
}

/**
 * Whether a callback is genuine. `deliveryId` is `webhook-id` where it was signed (HiAPI's dialect does not sign it, so there it is
 * `undefined`). `unsigned`: neither dialect's headers are there; `stale`: right once, or not yet, by its timestamp; `forged`: anything
 * else, such as another secret, or a body that was parsed and written again.
 */
export type CallbackVerdict =
  | { readonly kind: 'genuine'; readonly deliveryId: string | undefined; readonly atSec: number }
  | { readonly kind: 'refused'; readonly reason: 'unsigned' | 'stale' | 'forged' };

/** More signatures than any rotation has; each costs a hash of the body before anybody is known to have sent it. */
const SIGNATURES_MAX = 8;

/**
 * Checks the signature of a callback over its raw bytes, in constant time: Standard Webhooks' dialect (`webhook-…`) or HiAPI's
 * (`X-HiAPI-…`), whichever holds.
 * @throws AppError `bad_usage` without a secret: anybody's request would be as good as the server's
 */
export async function verifyCallback(
  rawBody: Uint8Array,
  headers: CallbackHeaders,
  { secrets, nowMs, toleranceSec = CALLBACK_TOLERANCE_SEC }: CallbackCheck,
): Promise<CallbackVerdict> {
  if (secrets.length === 0 || secrets.includes('')) {
    throw new AppError('bad_usage', 'A webhook secret is missing or empty', {
      todo: 'Give the secret that the server signs with.',
    });
  }
  const claims = [readStandard(headers, rawBody), readHiapi(headers, rawBody)].filter((claim) => claim !== undefined);
  if (claims.length === 0) return { kind: 'refused', reason: 'unsigned' };
  const fresh = claims.filter(({ atSec }) => Math.abs(nowMs / 1000 - atSec) <= toleranceSec);
  if (fresh.length === 0) return { kind: 'refused', reason: 'stale' };
  for (const claim of fresh) {
    if (await isSignedByAny(secrets, claim)) {
      return { kind: 'genuine', deliveryId: claim.deliveryId, atSec: claim.atSec };
    }
  }
  return { kind: 'refused', reason: 'forged' };
}

/** What one dialect's headers say. */
interface Claim {
  readonly deliveryId: string | undefined;
  readonly atSec: number;
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
  readonly keyOf: (secret: string) => Uint8Array<ArrayBuffer>;
}

function readStandard(headers: CallbackHeaders, body: Uint8Array): Claim | undefined {
  const id = headerOf(headers, CALLBACK_HEADERS.webhookId);
  const at = headerOf(headers, CALLBACK_HEADERS.webhookTimestamp);
  const text = headerOf(headers, CALLBACK_HEADERS.webhookSignature);
  if (id === undefined || at === undefined || text === undefined) return undefined;
  // A full stop in the id would let what is signed be cut at another place.
  const isWellFormed = /^[^.\s]{1,255}$/.test(id);
  const signatures = (isWellFormed ? text.split(' ') : [])
    .filter((signature) => signature.startsWith('v1,'))
    .slice(0, SIGNATURES_MAX)
    .flatMap((signature) => decodeBase64(signature.slice('v1,'.length)) ?? [])
    .map((bytes) => new Uint8Array(bytes));
  return {
    deliveryId: id,
    atSec: secondsOf(at),
    signed: joined(`${id}.${at}.`, body),
    signatures,
    keyOf: (secret) => new Uint8Array(webhookKeyOf(secret) ?? new TextEncoder().encode(secret)),
  };
}

function readHiapi(headers: CallbackHeaders, body: Uint8Array): Claim | undefined {
  const at = headerOf(headers, CALLBACK_HEADERS.hiapiTimestamp);
  const text = headerOf(headers, CALLBACK_HEADERS.hiapiSignature);
  if (at === undefined || text === undefined) return undefined;
  const signature = /^[0-9a-f]{64}$/.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : undefined;
  return {
    deliveryId: undefined,
    atSec: secondsOf(at),
    signed: joined(`${at}.`, body),
    signatures: signature === undefined ? [] : [signature],
    keyOf: (secret) => new TextEncoder().encode(secret),
  };
}

async function isSignedByAny(
  secrets: readonly string[],
  { keyOf, signatures, signed }: Pick<Claim, 'keyOf' | 'signatures' | 'signed'>,
): Promise<boolean> {
  for (const secret of secrets) {
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('raw', keyOf(secret), hmac, false, ['verify']);
    for (const signature of signatures) {
      // Compares in constant time (Web Cryptography API, section 31.6.2, HMAC "Verify").
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return true;
    }
  }
  return false;
}

/** Not a number for anything but plain digits, which then is near no time at all. */
function secondsOf(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

function joined(prefix: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(prefix);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function headerOf(headers: CallbackHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === 'string' ? value : value?.join(', ');
}
