import { createHash } from 'node:crypto';
import type { VendorDeps } from './vendor-account.js';

/**
 * Tells keys apart, and gives none away: the first twelve hex digits of the SHA-256 of a key and of the origin that it is sent to, for
 * two hosts share no orders, whatever the key. Spaces around either make no difference. `none` without a key.
 */
export function fingerprintOf({ apiKey, baseUrl }: Pick<VendorDeps, 'apiKey' | 'baseUrl'>): string {
  const key = apiKey.trim();
  if (key === '') return 'none';
  const place = baseUrl.trim();
  const origin = URL.canParse(place) ? new URL(place).origin : place;
  return createHash('sha256').update(`${origin}\n${key}`, 'utf8').digest('hex').slice(0, 12);
}
