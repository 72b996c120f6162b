import { createHmac, timingSafeEqual } from 'node:crypto';
import { CALLBACK_HEADERS, CALLBACK_MAX_BYTES, CALLBACK_TOLERANCE_SEC } from '../../contract/callback.js';
import { parseJson } from '../calling/parse-json.js';
import type { HeardCallback, VendorCallback } from '../provider.js';
import { readTask } from './read-hiapi-replies.js';

/**
 * Reads a callback of HiAPI's. With a secret only one that it signed, over these very bytes and within 300 s of `nowMs`, is heard;
 * without, any is, as what anybody can send: a reason to ask. `undefined`: none, or forged.
 */
export function hearHiapi(callback: VendorCallback, secret: string | undefined): HeardCallback | undefined {
  const { body } = callback;
  if (body.byteLength > CALLBACK_MAX_BYTES) return undefined;
  // An empty secret is how the console says that nothing is signed, and would be a key that everybody has.
  const isSigned = secret !== undefined && secret !== '';
  if (isSigned && !isSignedBy(callback, secret)) return undefined;
  const task = readTask(parseJson(Buffer.from(body).toString('utf8')));
  return task === undefined ? undefined : { handle: task.taskId, isSigned };
}

function isSignedBy({ headers, body, nowMs }: VendorCallback, secret: string): boolean {
  const timestamp = headers.get(CALLBACK_HEADERS.hiapiTimestamp) ?? '';
  const signature = headers.get(CALLBACK_HEADERS.hiapiSignature) ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > CALLBACK_TOLERANCE_SEC) return false;
  const expected = createHmac('sha256', Buffer.from(secret, 'utf8')).update(`${timestamp}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
