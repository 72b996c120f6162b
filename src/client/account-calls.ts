import { z } from 'zod';
import { type Account, accountSchema, type CreateAccount, type SetAccount } from '../contract/account.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

/** Accounts; needs a key of the operator's that may `admin`. */
export interface AccountCalls {
  create(account: CreateAccount, options?: CallOptions): Promise<Account>;
  /** Changes one; what is not named stays. */
  set(accountId: string, change: SetAccount, options?: CallOptions): Promise<Account>;
  get(accountId: string, options?: CallOptions): Promise<Account>;
  /** Every one, by its name. */
  list(options?: CallOptions): Promise<readonly Account[]>;
}

const headers = { 'content-type': 'application/json' };

/** Makes {@link AccountCalls}. */
export function createAccountCalls(sender: Sender): AccountCalls {
  const pathOf = (accountId: string): string => `/v1/accounts/${encodeURIComponent(accountId)}`;
  return {
    create: (account, { signal } = {}) => {
      const body = JSON.stringify(account);
      return sender.ask({ method: 'POST', path: '/v1/accounts', headers, body: () => body, signal }, accountSchema);
    },
    set: (accountId, change, { signal } = {}) => {
      const body = JSON.stringify(change);
      // Set twice, it is the same.
      const call = { method: 'PUT', path: pathOf(accountId), headers, body: () => body, isRepeatable: true } as const;
      return sender.ask({ ...call, signal }, accountSchema);
    },
    get: (accountId, { signal } = {}) =>
      sender.ask({ path: pathOf(accountId), isRepeatable: true, signal }, accountSchema),
    async list({ signal } = {}) {
      const all: Account[] = [];
      for (;;) {
        const after = all.at(-1)?.id ?? '';
        const path = `/v1/accounts?after=${encodeURIComponent(after)}`;
        const page = await sender.ask({ path, isRepeatable: true, signal }, z.array(accountSchema));
        all.push(...page);
        if (page.length < PAGE || page.at(-1)?.id === after) return all;
      }
    },
  };
}

/** Accounts on a full page. */
const PAGE = 100;
