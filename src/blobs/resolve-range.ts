import { BlobError } from './blob-error.js';
import type { ByteRange } from './blobs.js';

/** The bytes that a range means of `sizeBytes`: where they begin, and how many they are. */
export interface ResolvedRange {
  readonly start: number;
  readonly lengthBytes: number;
}

/**
 * Fits a range to what is there; undefined means all of it.
 * @throws BlobError `bad_range`: for HTTP, status 416. No range fits an empty blob.
 */
export function resolveRange(range: ByteRange | undefined, sizeBytes: number): ResolvedRange {
  if (range === undefined) return { start: 0, lengthBytes: sizeBytes };
  const { start, end } = range;
  const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start;
  if (!isRange || start >= sizeBytes) {
    throw new BlobError(`Bytes ${start} to ${end} are not in a blob of ${sizeBytes}`, {
      reason: 'bad_range',
      todo: 'Ask for bytes between 0 and the last one.',
    });
  }
  return { start, lengthBytes: Math.min(end, sizeBytes - 1) - start + 1 };
}
