import { z } from 'zod';

/** How an asset is named wherever a URL of a still is asked for. */
export const ASSET_URL = /^asset:\/\/([0-9A-HJKMNP-TV-Z]{26})$/;

/** Bytes of one upload; a still of more pixels than the media process opens is smaller than this. */
export const ASSET_MAX_BYTES = 100_000_000;

/** Characters of an asset's name. */
export const ASSET_NAME_MAX = 255;

/** What `POST /v1/assets` answers: bytes that are ours now, by an id that goes wherever a still's URL goes. */
export const assetSchema = z.object({
  id: z.string().describe('asset://…, to be written where a URL of a still is asked for'),
  name: z.string(),
  mediaType: z.string().describe('By the magic bytes; application/octet-stream for what is not known'),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string(),
  created: z.number().int().describe('Unix seconds'),
  expireAt: z.number().int().optional().describe('Unix seconds; later while a task refers to it; absent: it stays'),
});

/** {@link assetSchema} */
export type Asset = z.infer<typeof assetSchema>;

/** Writes an asset's id as a caller does. */
export function assetUrlOf(assetId: string): string {
  return `asset://${assetId}`;
}

/** The id in an asset's URL; `undefined` for any other URL. A bare id is understood too. */
export function assetIdOf(url: string): string | undefined {
  return (ASSET_URL.exec(url) ?? ASSET_URL.exec(assetUrlOf(url)))?.[1];
}
