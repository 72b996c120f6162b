import { randomInt } from 'node:crypto';
import { BlobError } from './blob-error.js';

const KEY = /^[0-9a-f]{64}-[a-z]{8}$/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Whether a text is a key: 64 hexadecimal digits, a hyphen, 8 letters. Such a text is safe as the name of a file. */
export function isBlobKey(text: string): boolean {
  return KEY.test(text);
}

/** Passes a key on. @throws BlobError `bad_key`, which does not repeat what may be anything. */
export function checkBlobKey(key: string): string {
  if (isBlobKey(key)) return key;
  throw new BlobError('The key of a blob is not one', { reason: 'bad_key', todo: 'Use a key that `keep` answered.' });
}

/** A new key for bytes with this hash. */
export function newBlobKey(sha256: string, randomCopy: () => string = randomLetters): string {
  return checkBlobKey(`${sha256}-${randomCopy()}`);
}

/** The hash in a key. @throws BlobError `bad_key` */
export function sha256OfKey(key: string): string {
  return checkBlobKey(key).slice(0, 64);
}

function randomLetters(): string {
  return Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
