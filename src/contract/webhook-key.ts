/**
 * The key that a secret stands for in the Standard Webhooks dialect (spec/standard-webhooks.md, "Signature scheme", 1.0.0): what
 * follows `whsec_` is base64 of the key, with or without that prefix, as that project's libraries read it. `undefined` for a secret
 * that is no base64: its own UTF-8 bytes are the key then.
 */
export function webhookKeyOf(secret: string): Uint8Array | undefined {
  return decodeBase64(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret);
}

/** What a secret of Standard Webhooks begins with, so that it is known for one wherever it turns up. */
export const SECRET_PREFIX = 'whsec_';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that `text` is base64 of, padded and without spaces; `undefined` when it is not, and for none at all. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0;
  let heldBits = 0;
  let written = 0;
  for (const digit of digits) {
    held = ((held << 6) | DIGITS.indexOf(digit)) & 0xffff;
    heldBits += 6;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[written] = (held >> heldBits) & 0xff;
    written += 1;
  }
  return bytes;
}
