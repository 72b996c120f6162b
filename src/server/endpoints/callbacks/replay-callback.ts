import { deliverySchema } from '../../../contract/callback.js';
import { toWireDelivery } from '../../../delivery/to-wire-delivery.js';
import { writeAudit } from '../../../store/operations/audit.js';
import { type DeliveryRecord, readDelivery, replayDelivery } from '../../../store/operations/delivery-log.js';
import type { Operation } from '../../../store/statement.js';
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
  async handle({ room, identity: { accountId, keyId }, params: { id } }) {
    const found = await room.tasks.store.run(function* (): Operation<DeliveryRecord | undefined> {
      const before = yield* readDelivery(accountId, id);
      const replayed = yield* replayDelivery(accountId, id);
      if (before === undefined || replayed === undefined) return replayed;
      const [was, is] = [before, replayed].map(({ state, tries, taskId }) => ({ state, tries, taskId }));
      yield* writeAudit({ accountId, keyId, action: 'callback.replay', subject: id, before: was, after: is });
      return replayed;
    });
    return found === undefined ? unknownCallback() : answer(toWireDelivery(found));
  },
});
