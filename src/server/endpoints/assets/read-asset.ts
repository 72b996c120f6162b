import { assetSchema } from '../../../contract/asset.js';
import { toWireAsset } from '../../../tasks/storage/create-asset.js';
import { readAsset } from '../../../tasks/storage/read-asset.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { assetParams, unknownAsset } from './asset-params.js';

/** `GET /v1/assets/{id}` */
export const readAssetEndpoint = endpoint({
  method: 'GET',
  path: '/v1/assets/{id}',
  scope: 'read',
  summary: 'What is known of an upload',
  params: assetParams,
  reply: assetSchema,
  refusals: [404],
  async handle({ room, identity, params }) {
    const asset = await readAsset(room.tasks.store, identity.accountId, params.id);
    return asset === undefined ? unknownAsset() : answer(toWireAsset(asset));
  },
});
