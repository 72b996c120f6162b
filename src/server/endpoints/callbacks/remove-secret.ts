import { z } from 'zod';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

/** `DELETE /v1/webhook-secret` */
export const removeSecretEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/webhook-secret',
  scope: 'admin',
  summary: 'Take the secrets of callbacks away: they go unsigned',
  reply: z.object({ removed: z.literal(true) }),
  async handle({ room, identity }) {
    await room.secrets.remove(identity.accountId);
    return answer({ removed: true });
  },
});
