import { createHash } from 'node:crypto';

/** First twelve hex digits of a key's SHA-256: tells keys apart, and gives none away. `none` without a key. */
export function fingerprintOf(apiKey: string): string {
  return apiKey === '' ? 'none' : createHash('sha256').update(apiKey, 'utf8').digest('hex').slice(0, 12);
}
