import { z } from 'zod';
import { apiKeySchema } from '../../../contract/api-key.js';
import { type ApiKeyRecord, listApiKeys, revokeApiKey } from '../../../store/operations/api-keys.js';
import { writeAudit } from '../../../store/operations/audit.js';
import type { Operation } from '../../../store/statement.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { accountAsked, accountQuery } from '../accounts/whose-account.js';
import { toWireKey } from './to-wire-key.js';

/** `POST /v1/keys/{id}/revoke`: from now on in this process, within two seconds in every other. */
export const revokeKeyEndpoint = endpoint({
  method: 'POST',
  path: '/v1/keys/{id}/revoke',
  scope: 'admin',
  summary: 'Take a key back, for good',
  params: z.object({ id: z.string().max(100) }),
  query: z.object({ account: accountQuery }),
  reply: apiKeySchema,
  refusals: [404],
  async handle({ room, identity, params: { id }, query }) {
    const account = await accountAsked({ room, identity }, query.account);
    if (typeof account !== 'string') return account;
    const record = await room.tasks.store.run(() => revoke(account, id, identity.keyId));
    return record === undefined ? refuse(404, 'the account has no such key') : answer(toWireKey(record));
  },
});

/** A second time it changes nothing, and nothing is written down. */
function* revoke(accountId: string, id: string, keyId: string): Operation<ApiKeyRecord | undefined> {
  const before = (yield* listApiKeys(accountId)).find((key) => key.id === id);
  const record = yield* revokeApiKey(accountId, id);
  if (record === undefined || before?.revokedAtMs !== undefined) return record;
  yield* writeAudit({
    ...{ accountId, keyId, action: 'key.revoke', subject: id },
    ...{ before: { name: record.name, revoked: false }, after: { name: record.name, revoked: true } },
  });
  return record;
}
