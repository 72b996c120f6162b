import { z } from 'zod';
import { writeAudit } from '../../../store/operations/audit.js';
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
    const { accountId, keyId } = identity;
    await room.secrets.remove(accountId, () =>
      writeAudit({ accountId, keyId, action: 'secret.remove', subject: 'webhook_secret' }),
    );
    return answer({ removed: true });
  },
});
