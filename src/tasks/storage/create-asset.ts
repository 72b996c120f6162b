import { ulid } from 'ulid';
import { ASSET_NAME_MAX, type Asset, assetUrlOf } from '../../contract/asset.js';
import { SNIFF_BYTES } from '../../media/image/sniff-image.js';
import { type AssetRecord, insertAsset } from '../../store/operations/assets.js';
import { keepBlob, type StorageDeps } from './keep-blob.js';
import { mediaTypeOf } from './media-type-of.js';

/** An upload. */
export interface NewUpload {
  readonly accountId: string;
  /** What a person calls it; a path is cut to its last part. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** How long it stays while no task refers to it; absent: until it is deleted. */
  readonly keepMs?: number;
  readonly signal?: AbortSignal;
  /** ULIDs. */
  readonly newId?: () => string;
}

/**
 * Takes bytes in as they come, and makes an asset of them. Never holds more than a few pieces of them in memory.
 * @throws BlobError (`too_large`, `full`…), StoreError, and what `bytes` throws; there is no asset then, but for `commit_unknown`
 */
export async function createAsset(deps: StorageDeps, upload: NewUpload): Promise<Asset> {
  const { accountId, bytes, maxBytes, keepMs, signal, newId = ulid } = upload;
  const id = newId();
  const head = new HeadReader(bytes);
  const staged = await deps.blobs.stage(head, { maxBytes, ...(signal === undefined ? {} : { signal }) });
  const { sha256, sizeBytes } = staged;
  const mediaType = mediaTypeOf(head.bytes());
  let record: AssetRecord | undefined;
  await keepBlob(deps, staged, { owner: `asset:${id}`, accountId }, function* (blobKey) {
    const name = cleanName(upload.name);
    record = yield* insertAsset({ id, accountId, blobKey, sha256, sizeBytes, mediaType, name, keepMs });
  });
  if (record === undefined) throw new Error('an asset was kept without a row');
  return toWireAsset(record);
}

/** An asset as its owner sees it. */
export function toWireAsset(asset: AssetRecord): Asset {
  const { id, name, mediaType, sizeBytes, sha256, createdAtMs, expiresAtMs } = asset;
  return {
    id: assetUrlOf(id),
    name,
    mediaType,
    sizeBytes,
    sha256,
    created: Math.floor(createdAtMs / 1000),
    ...(expiresAtMs === undefined ? {} : { expireAt: Math.floor(expiresAtMs / 1000) }),
  };
}

/** A name fit for messages and headers: its last part, without control characters, not longer than is sensible. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // Through UTF-8, which makes half a character a whole one.
  const clean = Buffer.from(last, 'utf8')
    .toString('utf8')
    .replace(/\p{Cc}/gu, '');
  const cut = Array.from(clean).slice(0, ASSET_NAME_MAX).join('');
  return cut === '' ? 'upload' : cut;
}

/** Passes bytes on and remembers the first of them. */
class HeadReader implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  #head = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  bytes(): Uint8Array {
    return this.#head;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      const missing = SNIFF_BYTES - this.#head.length;
      if (missing > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
      yield chunk;
    }
  }
}
