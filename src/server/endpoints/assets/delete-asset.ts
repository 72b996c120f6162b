import { z } from 'zod';
import { assetUrlOf } from '../../../contract/asset.js';
import { deleteAsset } from '../../../store/operations/assets.js';
import { forgetAsset } from '../../../store/operations/forget-stills.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { assetParams, unknownAsset } from './asset-params.js';
import { madeQuery } from './made-query.js';

/** `DELETE /v1/assets/{id}`; the bytes go when no task and no other asset refers to them. With `made`, everything made from them goes too. */
export const deleteAssetEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/assets/{id}',
  scope: 'create',
  summary: 'Delete an upload, and with made=true all that was made from it',
  params: assetParams,
  query: z.object({ made: madeQuery }),
  reply: z.object({ id: z.string() }),
  refusals: [404, 409],
  async handle({ room, identity: { accountId }, params: { id }, query: { made } }) {
    const { store } = room.tasks;
    const outcome = made
      ? (await store.run(() => forgetAsset(accountId, id))).kind
      : await store.run(() => deleteAsset(accountId, id));
    if (outcome === 'unknown') return unknownAsset();
    if (outcome !== 'in_use') return answer({ id: assetUrlOf(id) });
    return refuse(409, 'a task that has not ended is made from this asset; cancel it, or delete the asset afterwards');
  },
});
