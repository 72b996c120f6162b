import { z } from 'zod';
import { WEBHOOK_SECRET_LENGTH } from '../../../contract/callback.js';
import { writeAudit } from '../../../store/operations/audit.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

const { min, max } = WEBHOOK_SECRET_LENGTH;

/** `POST /v1/webhook-secret`: the one before signs beside it for a day. */
export const rotateSecretEndpoint = endpoint({
  method: 'POST',
  path: '/v1/webhook-secret',
  scope: 'admin',
  summary: 'Give callbacks a new secret; it is shown this once',
  body: z.strictObject({ secret: z.string().min(min).max(max).optional().describe('Absent: a random one is made') }),
  reply: z.object({ secret: z.string() }),
  refusals: [413, 415],
  async handle({ room, identity, body }) {
    const { accountId, keyId } = identity;
    const secret = await room.secrets.rotate(accountId, body.secret, () =>
      writeAudit({ accountId, keyId, action: 'secret.rotate', subject: 'webhook_secret' }),
    );
    return answer({ secret });
  },
});
