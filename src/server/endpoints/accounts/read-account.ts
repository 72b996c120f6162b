import { accountSchema } from '../../../contract/account.js';
import { readAccount } from '../../../tasks/accounts/set-account.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { maySee } from '../money/whose-money.js';
import { accountParams } from './account-params.js';
import { unknownAccount } from './whose-account.js';

/** `GET /v1/accounts/{id}`: an admin sees its own. */
export const readAccountEndpoint = endpoint({
  method: 'GET',
  path: '/v1/accounts/{id}',
  scope: 'admin',
  summary: 'What an account may use and spend, without its keys',
  params: accountParams,
  reply: accountSchema,
  refusals: [404],
  async handle({ room, identity, params: { id } }) {
    if (!maySee(identity, id)) return unknownAccount();
    const account = await room.tasks.store.run(() => readAccount(id));
    return account === undefined ? unknownAccount() : answer(account);
  },
});
