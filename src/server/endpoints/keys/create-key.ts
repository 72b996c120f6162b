import { createApiKeySchema, createdApiKeySchema } from '../../../contract/api-key.js';
import { endpoint } from '../../endpoint.js';
import { createKey } from '../../keys/create-key.js';
import { answer } from '../../replies/reply.js';
import { accountAsked } from '../accounts/whose-account.js';
import { toWireKey } from './to-wire-key.js';

/** `POST /v1/keys`: the one answer in which the key itself stands. */
export const createKeyEndpoint = endpoint({
  method: 'POST',
  path: '/v1/keys',
  scope: 'admin',
  summary: 'Make a key; it is shown this once',
  body: createApiKeySchema,
  reply: createdApiKeySchema,
  refusals: [404, 413, 415],
  async handle({ room, identity, body }) {
    const account = await accountAsked({ room, identity }, body.account);
    if (typeof account !== 'string') return account;
    const { key, record } = await createKey(room.tasks, account, body, identity.keyId);
    return answer({ ...toWireKey(record), key });
  },
});
