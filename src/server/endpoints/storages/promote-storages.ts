import { storageIdsSchema, storageOutcomeSchema } from '../../../contract/storage.js';
import { promoteStorages } from '../../../store/operations/storages.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

/** `POST /v1/storages/promote`, as HiAPI's: from temporary to persistent, and not back. */
export const promoteStoragesEndpoint = endpoint({
  method: 'POST',
  path: '/v1/storages/promote',
  scope: 'create',
  summary: 'Keep outputs until they are deleted',
  body: storageIdsSchema,
  reply: storageOutcomeSchema,
  refusals: [413, 415],
  async handle({ room, identity, body }) {
    const { tasks, persistentBytesMax } = room;
    return answer(await tasks.store.run(() => promoteStorages(identity.accountId, body, persistentBytesMax)));
  },
});
