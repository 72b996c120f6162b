import { z } from 'zod';
import { apiKeySchema } from '../../../contract/api-key.js';
import { revokeApiKey } from '../../../store/operations/api-keys.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { toWireKey } from './to-wire-key.js';

/** `POST /v1/keys/{id}/revoke`: from now on in this process, within two seconds in every other. */
export const revokeKeyEndpoint = endpoint({
  method: 'POST',
  path: '/v1/keys/{id}/revoke',
  scope: 'admin',
  summary: 'Take a key back, for good',
  params: z.object({ id: z.string().max(100) }),
  reply: apiKeySchema,
  refusals: [404],
  async handle({ room, identity, params }) {
    const record = await room.tasks.store.run(() => revokeApiKey(identity.accountId, params.id));
    return record === undefined ? refuse(404, 'the account has no such key') : answer(toWireKey(record));
  },
});
