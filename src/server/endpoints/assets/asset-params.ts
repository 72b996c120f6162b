import { z } from 'zod';
import { assetIdOf } from '../../../contract/asset.js';
import { type Refused, refuse } from '../../replies/refusal.js';

/** An asset's id in a path, with or without `asset://` (whose slashes have to be escaped there). */
export const assetParams = z.object({
  id: z
    .string()
    .transform((id) => assetIdOf(id))
    .pipe(z.string()),
});

/** Of an asset that is not there, and of another account's. */
export function unknownAsset(): Refused {
  return refuse(404, 'there is no such asset; it may have expired');
}
