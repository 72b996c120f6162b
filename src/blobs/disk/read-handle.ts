import type { FileHandle } from 'node:fs/promises';
import { BlobError } from '../blob-error.js';
import type { ResolvedRange } from '../resolve-range.js';
import { diskFailure } from './disk-failure.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a range of an open file, each chunk in memory of its own. Leaves the file open.
 * Throws BlobError `failed` when the file is shorter than the range.
 */
export async function* readHandle(
  handle: FileHandle,
  range: ResolvedRange,
  place: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let position = range.start;
  const end = range.start + range.lengthBytes;
  while (position < end) {
    const room = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - position));
    const { bytesRead } = await handle.read(room, 0, room.byteLength, position).catch((error: unknown) => {
      throw diskFailure(place, error);
    });
    if (bytesRead === 0) {
      throw new BlobError(`${place} ends at byte ${position} of ${end}`, {
        reason: 'failed',
        todo: 'The file was cut off: restore it from a backup, and check the disk.',
      });
    }
    position += bytesRead;
    yield room.subarray(0, bytesRead);
  }
}
