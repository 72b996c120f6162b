import { accountSchema, createAccountSchema } from '../../../contract/account.js';
import { createAccount } from '../../../tasks/accounts/set-account.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';
import { settingDeps } from './setting-deps.js';

/** `POST /v1/accounts` */
export const createAccountEndpoint = endpoint({
  method: 'POST',
  path: '/v1/accounts',
  scope: 'admin',
  summary: 'Make an account: the operator only',
  body: createAccountSchema,
  reply: accountSchema,
  refusals: [409, 413, 415],
  async handle({ room, identity, body: { id, ...settings } }) {
    // Whether there is one of that name is not told to others.
    if (!isOperator(identity)) return refuse(403, 'only the operator makes accounts');
    const account = await createAccount(settingDeps(room), id, settings, identity.keyId);
    if (account !== undefined) return answer(account);
    return refuse(
      409,
      `there is an account ${id}; change it with PUT /v1/accounts/${id}, or firstframe accounts set ${id}`,
    );
  },
});
