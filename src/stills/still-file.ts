import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AppError } from '../contract/errors.js';
import { checkInput, inputError } from '../media/staging/input.js';

/** A still on a disk of the caller's, to be sent to whoever works on it. */
export interface StillFile {
  /** As the caller wrote it. */
  readonly path: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
  /** Its bytes, read anew with each call. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Few reads and little memory, whatever is sent. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Looks at a still as a file, not as a picture.
 * @throws AppError `bad_input`, its field `field`, for a path that is missing, a folder, empty or not readable.
 */
export async function openStillFile(path: string, field: string): Promise<StillFile> {
  try {
    await checkInput(path);
    const hash = createHash('sha256');
    const read = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: CHUNK_BYTES });
    for await (const chunk of read()) hash.update(chunk);
    return { path, sha256: hash.digest('hex'), read };
  } catch (error) {
    const { message, todo, cause } = inputError(path, error);
    throw new AppError('bad_input', message, { field, cause, ...(todo === undefined ? {} : { todo }) });
  }
}
