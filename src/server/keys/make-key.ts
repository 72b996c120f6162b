import { hash, randomBytes as randomBytesOfNode } from 'node:crypto';
import { API_KEY_PREFIX } from '../../contract/api-key.js';

/** Makes a key of 256 random bits, in letters that survive a shell and a URL. */
export function makeKey(randomBytes: (sizeBytes: number) => Uint8Array = randomBytesOfNode): string {
  return `${API_KEY_PREFIX}${Buffer.from(randomBytes(32)).toString('base64url')}`;
}

/** What is kept of a key: SHA-256, hex. A key is random through and through, so nothing slower is needed. */
export function hashKey(key: string): string {
  return hash('sha256', key);
}
