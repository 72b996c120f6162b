import { randomBytes, randomUUID } from 'node:crypto';
import { WEBHOOK_SECRET_LENGTH } from '../contract/callback.js';
import { AppError } from '../contract/errors.js';
import { SECRET_PREFIX } from '../contract/webhook-key.js';
import { readSecrets, removeSecrets, rotateSecret } from '../store/operations/webhook-secrets.js';
import type { Operation } from '../store/statement.js';
import type { Store } from '../store/store.js';
import { createSecretSeal } from './secret-seal.js';

/** The secrets that callbacks are signed with, by account. */
export interface WebhookSecrets {
  /**
   * Those that sign now, the current one first, two at most; none: callbacks go unsigned. Read anew each time, for another process may
   * have changed them.
   * @throws SealError StoreError
   */
  liveOf(accountId: string): Promise<readonly string[]>;
  /**
   * Makes `secret`, or a new random one, the account's current secret and answers with it; it is shown this once. The one before signs
   * beside it for 24 h. `also` runs in the same transaction.
   * @throws AppError `bad_usage`: its length, or the account's secret is set by the operator. StoreError
   */
  rotate(accountId: string, secret?: string, also?: () => Operation<void>): Promise<string>;
  /** Takes all away: callbacks go unsigned. `also` runs in the same transaction. @throws AppError `bad_usage` for the operator's. StoreError */
  remove(accountId: string, also?: () => Operation<void>): Promise<void>;
}

/** What {@link createWebhookSecrets} is made of. */
export interface WebhookSecretsDeps {
  readonly store: Store;
  /** The installation's; other keys are derived from it too. */
  readonly secretKey: Uint8Array;
  /** The default account's, as the operator set it; it wins over what is stored. */
  readonly fixedSecret?: string | undefined;
}

const DEFAULT_ACCOUNT = 'default';

/** Bytes of a secret that we make: Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/**
 * Makes the keeper of webhook secrets.
 * @throws AppError `bad_usage` when the operator's secret is too short or too long
 */
export function createWebhookSecrets({ store, secretKey, fixedSecret }: WebhookSecretsDeps): WebhookSecrets {
  const seal = createSecretSeal(secretKey);
  if (fixedSecret !== undefined) checkLength(fixedSecret, 'FIRSTFRAME_WEBHOOK_SECRET');
  const refuseFixed = (accountId: string): void => {
    if (accountId !== DEFAULT_ACCOUNT || fixedSecret === undefined) return;
    throw new AppError('bad_usage', 'The webhook secret of the default account is set by FIRSTFRAME_WEBHOOK_SECRET', {
      todo: 'Change that variable and start again, or take it away to keep the secret in the store.',
    });
  };
  return {
    liveOf: async (accountId) => {
      if (accountId === DEFAULT_ACCOUNT && fixedSecret !== undefined) return [fixedSecret];
      const kept = await store.run(() => readSecrets(accountId));
      return kept.map(({ id, sealed }) => seal.open(sealed, ownerOf(accountId, id)));
    },
    rotate: async (accountId, secret = makeSecret(), also = nothing) => {
      refuseFixed(accountId);
      checkLength(secret, 'secret');
      const id = randomUUID();
      const sealed = seal.seal(secret, ownerOf(accountId, id));
      await store.run(function* (): Operation<void> {
        yield* rotateSecret({ id, accountId, sealed });
        yield* also();
      });
      return secret;
    },
    remove: async (accountId, also = nothing) => {
      refuseFixed(accountId);
      await store.run(function* (): Operation<void> {
        yield* removeSecrets(accountId);
        yield* also();
      });
    },
  };
}

function* nothing(): Operation<void> {
  // Nothing else is to be written.
}

function makeSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

function ownerOf(accountId: string, id: string): string {
  return `account ${accountId}, secret ${id}`;
}

function checkLength(secret: string, field: string): void {
  const { min, max } = WEBHOOK_SECRET_LENGTH;
  if (secret.length >= min && secret.length <= max) return;
  throw new AppError('bad_usage', `The webhook secret has ${secret.length} characters, not ${min} to ${max}`, {
    field,
    todo: 'Take a random one: openssl rand -base64 32',
  });
}
