import { z } from 'zod';
import { apiKeySchema } from '../../../contract/api-key.js';
import { listApiKeys } from '../../../store/operations/api-keys.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { toWireKey } from './to-wire-key.js';

/** `GET /v1/keys` */
export const listKeysEndpoint = endpoint({
  method: 'GET',
  path: '/v1/keys',
  scope: 'admin',
  summary: "The account's keys, newest first, revoked ones too",
  reply: z.array(apiKeySchema),
  async handle({ room, identity }) {
    const keys = await room.tasks.store.run(() => listApiKeys(identity.accountId));
    return answer(keys.map(toWireKey));
  },
});
