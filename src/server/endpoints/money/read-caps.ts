import { z } from 'zod';
import { capsSchema } from '../../../contract/costs.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { tellCaps } from './tell-caps.js';
import { unknownAccount } from '../accounts/whose-account.js';
import { maySee } from './whose-money.js';

/** `GET /v1/caps` */
export const readCapsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/caps',
  scope: 'admin',
  summary: 'What may be spent by day, by month and by key, and what is',
  query: z.object({ account: z.string().max(100).optional().describe("The operator only; absent: the key's own") }),
  reply: capsSchema,
  refusals: [404],
  async handle({ room, identity, query: { account = identity.accountId } }) {
    if (!maySee(identity, account)) return unknownAccount();
    return answer(await room.tasks.store.run(() => tellCaps(account)));
  },
});
