import { z } from 'zod';
import { modelListingSchema } from '../../../contract/model.js';
import { inAccount } from '../../../tasks/accounts/in-account.js';
import { listModels } from '../../../tasks/list-models.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

/** `GET /v1/models` */
export const listModelsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/models',
  scope: 'read',
  summary: 'The models there are, what each takes and costs',
  reply: z.array(modelListingSchema),
  handle: async ({ room, identity }) => answer(await listModels(await inAccount(room.tasks, identity.accountId))),
});
