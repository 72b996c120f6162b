import { z } from 'zod';
import { apiKeySchema } from '../../../contract/api-key.js';
import { listApiKeys } from '../../../store/operations/api-keys.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { accountAsked, accountQuery } from '../accounts/whose-account.js';
import { toWireKey } from './to-wire-key.js';

/** `GET /v1/keys` */
export const listKeysEndpoint = endpoint({
  method: 'GET',
  path: '/v1/keys',
  scope: 'admin',
  summary: "The account's keys, newest first, revoked ones too",
  query: z.object({ account: accountQuery }),
  reply: z.array(apiKeySchema),
  refusals: [404],
  async handle({ room, identity, query }) {
    const account = await accountAsked({ room, identity }, query.account);
    if (typeof account !== 'string') return account;
    const keys = await room.tasks.store.run(() => listApiKeys(account));
    return answer(keys.map(toWireKey));
  },
});
