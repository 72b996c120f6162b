import { assetIdOf } from '../../contract/asset.js';
import { type AssetRecord, readAssetRow } from '../../store/operations/assets.js';
import type { Store } from '../../store/store.js';

/** An asset of the account, by its id or its `asset://` URL; `undefined` for what is none of the account's. @throws StoreError */
export async function readAsset(store: Store, accountId: string, id: string): Promise<AssetRecord | undefined> {
  const assetId = assetIdOf(id);
  return assetId === undefined ? undefined : store.run(() => readAssetRow(accountId, assetId));
}
