import { storageIdsSchema, storageOutcomeSchema } from '../../../contract/storage.js';
import { deleteStorages } from '../../../store/operations/storages.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

/** `POST /v1/storages/delete`: their URLs end at once, their bytes when nothing else refers to them. */
export const deleteStoragesEndpoint = endpoint({
  method: 'POST',
  path: '/v1/storages/delete',
  scope: 'create',
  summary: 'Delete outputs',
  body: storageIdsSchema,
  reply: storageOutcomeSchema,
  refusals: [413, 415],
  async handle({ room, identity, body }) {
    return answer(await room.tasks.store.run(() => deleteStorages(identity.accountId, body)));
  },
});
