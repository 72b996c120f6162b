import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A stored secret that this installation's key does not open. Retrying does not help; the right key, or a new secret, does. */
export class SealError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SealError';
  }
}

/** Seals what is kept in the database and opens it again. */
export interface SecretSeal {
  /** `owner` is bound in: what was sealed for one row does not open in another. */
  seal(secret: string, owner: string): string;
  /** @throws SealError */
  open(sealed: string, owner: string): string;
}

const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a seal is for: each has a key of its own, and no secret of the one opens as one of the other. */
export interface SealPurpose {
  /** For HKDF. Changing it makes every stored secret unreadable. */
  readonly label: string;
  /** For people: `webhook secret`. */
  readonly what: string;
}

/** What callbacks are signed with. */
const WEBHOOK_SECRETS: SealPurpose = { label: 'firstframe: webhook secrets, v1', what: 'webhook secret' };

/** The keys that accounts have at vendors. */
export const VENDOR_KEYS: SealPurpose = { label: 'firstframe: vendor keys, v1', what: 'vendor key' };

/**
 * Makes the seal of an installation: AES-256-GCM under a key of its own, derived from `secretKey` by HKDF-SHA-256, with a random nonce
 * for each secret (there are far too few of them for one to come twice).
 */
export function createSecretSeal(secretKey: Uint8Array, { label, what }: SealPurpose = WEBHOOK_SECRETS): SecretSeal {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, new Uint8Array(0), label, 32));
  return {
    seal: (secret, owner) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return VERSION + sealed.toString('base64url');
    },
    open: (text, owner) => {
      const bytes = Buffer.from(text.slice(VERSION.length), 'base64url');
      if (!text.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) {
        throw new SealError(`a stored ${what} of ${owner} has a form that this version does not know`);
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([opened, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new SealError(
          `a stored ${what} of ${owner} does not open with this installation's secret key; ` +
            `give back the key it was stored under, or set a new ${what}`,
          error,
        );
      }
    },
  };
}
