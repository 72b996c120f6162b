import { z } from 'zod';
import { deliverySchema } from '../../../contract/callback.js';
import { toWireDelivery } from '../../../delivery/to-wire-delivery.js';
import { listDeliveries } from '../../../store/operations/delivery-log.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { pageQuery } from '../page-query.js';

/** `GET /v1/callbacks` */
export const listCallbacksEndpoint = endpoint({
  method: 'GET',
  path: '/v1/callbacks',
  scope: 'read',
  summary: 'What was, is and will be sent to callback URLs, newest first',
  query: z.object(pageQuery),
  reply: z.object({
    page: z.number().int(),
    size: z.number().int(),
    total: z.number().int(),
    callbacks: z.array(deliverySchema),
  }),
  async handle({ room, identity, query: { page, size } }) {
    const found = await room.tasks.store.run(() => listDeliveries(identity.accountId, { page, size }));
    return answer({ page, size, total: found.total, callbacks: found.deliveries.map(toWireDelivery) });
  },
});
