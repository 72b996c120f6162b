import { z } from 'zod';
import { modelListingSchema } from '../../../contract/model.js';
import { inAccount } from '../../../tasks/accounts/in-account.js';
import { listModels } from '../../../tasks/list-models.js';
import { readProven } from '../../../store/operations/proven-routes.js';
import { withProven } from '../../../tasks/rescue/with-proven.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';

/** `GET /v1/models` */
export const listModelsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/models',
  scope: 'read',
  summary: 'The models there are, what each takes and costs',
  reply: z.array(modelListingSchema),
  handle: async ({ room: { tasks }, identity }) => {
    const listings = await listModels(await inAccount(tasks, identity.accountId));
    return answer(withProven(listings, await tasks.store.runOne(readProven)));
  },
});
