import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { blobTooLarge } from '../blob-error.js';
import type { StageOptions } from '../blobs.js';
import { countBytes, type TakenIn } from '../count-bytes.js';
import { stoppable } from '../stoppable.js';
import { diskFailure, errnoOf } from './disk-failure.js';
import { FILE_MODE } from './disk-layout.js';
import { readHandle } from './read-handle.js';

/**
 * Writes bytes into a new file, hashed and synced. When this throws, the file is gone; what `bytes` throws is passed on as
 * it is.
 */
export async function takeInBytes(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions,
): Promise<TakenIn> {
  const handle = await open(file, 'wx', FILE_MODE).catch((error: unknown) => {
    throw diskFailure(file, error);
  });
  const counted = countBytes(options);
  try {
    for await (const chunk of stoppable(bytes, options.signal)) {
      // The disk writes while the processor hashes.
      const written = writeAll(handle, chunk);
      try {
        counted.add(chunk);
      } finally {
        await onDisk(file, written);
      }
    }
    await onDisk(file, handle.sync());
    await onDisk(file, handle.close());
    return counted.result();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(file, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Moves a file of ours from `from` to `file`, hashes and syncs it there; from another file system it is copied, and then removed.
 * When this throws, `file` is gone.
 */
export async function takeInFile(
  { file, from, atMs }: { readonly file: string; readonly from: string; readonly atMs: number },
  options: StageOptions,
): Promise<TakenIn> {
  // A link is not a file of ours: what it leads to would be served as a blob.
  const source = await open(from, constants.O_RDWR | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw diskFailure(from, error);
  });
  try {
    const facts = await onDisk(from, source.stat());
    if (!facts.isFile()) throw diskFailure(from, new Error('not a regular file'));
    const { size } = facts;
    if (options.maxBytes !== undefined && size > options.maxBytes) throw blobTooLarge(options.maxBytes);
    if (!(await moved(from, file))) {
      const taken = await takeInBytes(file, readHandle(source, { start: 0, lengthBytes: size }, from), options);
      await onDisk(from, rm(from, { force: true }));
      return taken;
    }
    const counted = countBytes(options);
    for await (const chunk of stoppable(readHandle(source, { start: 0, lengthBytes: size }, from), options.signal)) {
      counted.add(chunk);
    }
    const after = await onDisk(file, source.stat());
    if (after.size !== size) throw diskFailure(from, new Error('written to while it was taken in'));
    await onDisk(file, source.chmod(FILE_MODE));
    await onDisk(file, source.utimes(atMs / 1000, atMs / 1000));
    await onDisk(file, source.sync());
    return counted.result();
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await source.close().catch(() => undefined);
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EXDEV') return false;
    throw diskFailure(from, error);
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, written, chunk.byteLength - written);
    written += bytesWritten;
  }
}

async function onDisk<T>(place: string, doing: Promise<T>): Promise<T> {
  return await doing.catch((error: unknown) => {
    throw diskFailure(place, error);
  });
}
