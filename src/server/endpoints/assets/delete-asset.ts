import { z } from 'zod';
import { assetUrlOf } from '../../../contract/asset.js';
import { deleteAsset } from '../../../store/operations/assets.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { assetParams, unknownAsset } from './asset-params.js';

/** `DELETE /v1/assets/{id}`; the bytes go when no task and no other asset refers to them. */
export const deleteAssetEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/assets/{id}',
  scope: 'create',
  summary: 'Delete an upload',
  params: assetParams,
  reply: z.object({ id: z.string() }),
  refusals: [404, 409],
  async handle({ room, identity, params: { id } }) {
    const outcome = await room.tasks.store.run(() => deleteAsset(identity.accountId, id));
    if (outcome === 'unknown') return unknownAsset();
    if (outcome === 'deleted') return answer({ id: assetUrlOf(id) });
    return refuse(409, 'a task that has not ended is made from this asset; cancel it, or delete the asset afterwards');
  },
});
