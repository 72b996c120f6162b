import { createHash, type Hash } from 'node:crypto';
import { blobTooLarge } from './blob-error.js';
import type { StageOptions } from './blobs.js';

/** What was taken in. */
export interface TakenIn {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Hashes and counts bytes as they come in. */
export interface ByteCount {
  /** @throws BlobError `too_large` with the first byte past `maxBytes` */
  readonly add: (chunk: Uint8Array) => void;
  /** Once, at the end. */
  readonly result: () => TakenIn;
}

/** Begins at 0 bytes. */
export function countBytes({ maxBytes }: StageOptions): ByteCount {
  const hash: Hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    add: (chunk) => {
      sizeBytes += chunk.byteLength;
      if (maxBytes !== undefined && sizeBytes > maxBytes) throw blobTooLarge(maxBytes);
      hash.update(chunk);
    },
    result: () => ({ sha256: hash.digest('hex'), sizeBytes }),
  };
}
