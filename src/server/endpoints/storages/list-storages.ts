import { z } from 'zod';
import { type StoredItem, storagePageSchema } from '../../../contract/storage.js';
import type { OutputRecord } from '../../../store/operations/outputs.js';
import { listStorages } from '../../../store/operations/storages.js';
import type { FileUrls } from '../../../tasks/file-urls.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { pageQuery } from '../page-query.js';

/** `GET /v1/storages` */
export const listStoragesEndpoint = endpoint({
  method: 'GET',
  path: '/v1/storages',
  scope: 'read',
  summary: 'What the account has stored, newest first',
  query: z.object(pageQuery),
  reply: storagePageSchema,
  async handle({ room: { tasks }, identity, query: { page, size } }) {
    const { total, outputs } = await tasks.store.run(() => listStorages(identity.accountId, page, size));
    return answer({ page, size, total, storages: outputs.map((output) => toWireStorage(output, tasks.fileUrls)) });
  },
});

function toWireStorage(output: OutputRecord, fileUrls: FileUrls): StoredItem {
  const { id, tier, taskId, type, sizeBytes = 0, mediaType = '', createdAtMs, expiresAtMs } = output;
  return {
    id,
    storage_tier: tier,
    taskId,
    type,
    url: fileUrls.urlOf(output).url,
    sizeBytes,
    mediaType,
    created: Math.floor(createdAtMs / 1000),
    ...(expiresAtMs === undefined ? {} : { expireAt: Math.floor(expiresAtMs / 1000) }),
  };
}
