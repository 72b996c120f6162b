import { deliverySchema } from '../../../contract/callback.js';
import { toWireDelivery } from '../../../delivery/to-wire-delivery.js';
import { replayDelivery } from '../../../store/operations/delivery-log.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { callbackParams, unknownCallback } from './callback-params.js';

/** `POST /v1/callbacks/{id}/replay` */
export const replayCallbackEndpoint = endpoint({
  method: 'POST',
  path: '/v1/callbacks/{id}/replay',
  scope: 'create',
  summary: 'Send a callback again: the same id and body, signed anew',
  params: callbackParams,
  reply: deliverySchema,
  refusals: [404],
  async handle({ room, identity, params }) {
    const found = await room.tasks.store.run(() => replayDelivery(identity.accountId, params.id));
    return found === undefined ? unknownCallback() : answer(toWireDelivery(found));
  },
});
