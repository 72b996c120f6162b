import { deliverySchema } from '../../../contract/callback.js';
import { toWireDelivery } from '../../../delivery/to-wire-delivery.js';
import { readDelivery } from '../../../store/operations/delivery-log.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { callbackParams, unknownCallback } from './callback-params.js';

/** `GET /v1/callbacks/{id}` */
export const readCallbackEndpoint = endpoint({
  method: 'GET',
  path: '/v1/callbacks/{id}',
  scope: 'read',
  summary: 'One callback with every try to send it',
  params: callbackParams,
  reply: deliverySchema,
  refusals: [404],
  async handle({ room, identity, params }) {
    const found = await room.tasks.store.run(() => readDelivery(identity.accountId, params.id));
    return found === undefined ? unknownCallback() : answer(toWireDelivery(found));
  },
});
