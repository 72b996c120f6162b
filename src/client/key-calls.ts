import { z } from 'zod';
import {
  type ApiKey,
  apiKeySchema,
  type CreatedApiKey,
  createdApiKeySchema,
  type createApiKeySchema,
} from '../contract/api-key.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

/** A key to be made. */
export type NewApiKey = z.input<typeof createApiKeySchema>;

/** Whose keys. */
export interface KeyOptions extends CallOptions {
  /** The operator only; default: the account of the key that is used. */
  readonly account?: string;
}

/** The account's keys. */
export interface KeyCalls {
  /** Makes one; the answer is the only place where the key itself stands. */
  create(key: NewApiKey, options?: CallOptions): Promise<CreatedApiKey>;
  list(options?: KeyOptions): Promise<readonly ApiKey[]>;
  /** Takes a key back, for good. */
  revoke(keyId: string, options?: KeyOptions): Promise<ApiKey>;
}

/** Makes {@link KeyCalls}. */
export function createKeyCalls(sender: Sender): KeyCalls {
  return {
    create: (key, { signal } = {}) => {
      const body = JSON.stringify(key);
      const headers = { 'content-type': 'application/json' };
      return sender.ask({ method: 'POST', path: '/v1/keys', headers, body: () => body, signal }, createdApiKeySchema);
    },
    list: ({ account, signal } = {}) =>
      sender.ask({ path: `/v1/keys${whose(account)}`, isRepeatable: true, signal }, z.array(apiKeySchema)),
    revoke: (keyId, { account, signal } = {}) => {
      const path = `/v1/keys/${encodeURIComponent(keyId)}/revoke${whose(account)}`;
      return sender.ask({ method: 'POST', path, isRepeatable: true, signal }, apiKeySchema);
    },
  };
}

function whose(account: string | undefined): string {
  return account === undefined ? '' : `?account=${encodeURIComponent(account)}`;
}
