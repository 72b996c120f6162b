import { BlobError } from '../blob-error.js';

/** The system's code of an error (`ENOENT`, `EACCES`…), or undefined where it has none. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What the system said about the folder of a store, in words; a BlobError is passed on as it is. */
export function diskFailure(root: string, error: unknown): BlobError {
  if (error instanceof BlobError) return error;
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    const todo = 'Free some space there; what is stored is safe, and work goes on by itself.';
    return new BlobError(`${root}: no room left on the disk (${errno})`, { reason: 'full', todo, cause: error });
  }
  return new BlobError(`${root}: the folder for blobs cannot be used (${errno ?? String(error)})`, {
    reason: 'failed',
    todo: 'Check that the disk is there and sound, and that this user may write to the folder.',
    cause: error,
  });
}
