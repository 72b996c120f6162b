import { AppError } from '../contract/errors.js';
import { checkUrl } from '../net/check-url.js';
import { NetError } from '../net/net-error.js';

/** Bytes of a callback's URL: Postgres keeps rows of an index below 2,704, and a task whose callback cannot be owed would never end. */
const CALLBACK_URL_MAX_BYTES = 2048;

/** Bytes of a still's URL, signatures and all: rows stay small. */
const STILL_URL_MAX_BYTES = 8192;

/** A still that has to be fetched: it waits where a slow host keeps nobody from rendering. */
export function isUrl(still: unknown): boolean {
  return typeof still === 'string' && /^https?:/i.test(still);
}

/** Refuses a callback's URL that may not be called. @throws AppError `bad_usage` */
export function checkCallbackUrl(url: string): void {
  checkCallerUrl(url, 'callback.url', CALLBACK_URL_MAX_BYTES);
}

/** The same of a still's, wherever in an input it is. @throws AppError `bad_usage` */
export function checkStillUrl(url: unknown, field: string): void {
  if (typeof url !== 'string' || /^(asset|data):/i.test(url)) return;
  checkCallerUrl(url, field, STILL_URL_MAX_BYTES);
}

/** Whether a caller's URL is one that may be called at all; what its name stands for is looked at when it is called. */
function checkCallerUrl(url: string, field: string, maxBytes: number): void {
  const sizeBytes = Buffer.byteLength(url);
  if (sizeBytes > maxBytes) {
    const todo = `Give one of ${maxBytes} bytes or fewer.`;
    throw new AppError('bad_usage', `${field}: the URL has ${sizeBytes} bytes`, { field, todo });
  }
  try {
    checkUrl(url, []);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new AppError('bad_usage', `${field}: ${error.message}`, { field, todo: error.todo, cause: error });
  }
}
