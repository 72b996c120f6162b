import { accountSchema, setAccountSchema } from '../../../contract/account.js';
import { setAccount } from '../../../tasks/accounts/set-account.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { accountParams } from './account-params.js';
import { settingDeps } from './setting-deps.js';
import { refuseUnlessOperator, unknownAccount } from './whose-account.js';

/** `PUT /v1/accounts/{id}`: what is not named stays. Tasks see it from their next step on. */
export const setAccountEndpoint = endpoint({
  method: 'PUT',
  path: '/v1/accounts/{id}',
  scope: 'admin',
  summary: 'Change an account: the operator only; what is not named stays',
  params: accountParams,
  body: setAccountSchema,
  reply: accountSchema,
  refusals: [404, 413, 415],
  async handle({ room, identity, params: { id }, body }) {
    const refused = refuseUnlessOperator({ identity }, id);
    if (refused !== undefined) return refused;
    const account = await setAccount(settingDeps(room), id, body, identity.keyId);
    return account === undefined ? unknownAccount() : answer(account);
  },
});
