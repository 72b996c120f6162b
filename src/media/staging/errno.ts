import { AppError, MediaError } from '../../contract/errors.js';

/** The system's code of an error (`ENOENT`, `EACCES`…), or undefined where it has none. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The error for a folder on a full disk, whoever found it full. */
export function noRoom(folder: string, cause: unknown): AppError {
  return new AppError('bad_output', `${folder}: no room left on the disk`, {
    todo: 'Free some space there, or choose another place.',
    cause,
  });
}

/** Whether an error says that a disk, or the caller's share of it, is full. */
export function isFull(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}

/** The error for a folder for temporary files that cannot be used; an AppError is passed on as it is. */
export function scratchError(root: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isFull(error)) return noRoom(root, error);
  return new MediaError(`${root}: the folder for temporary files cannot be used (${errnoOf(error) ?? String(error)})`, {
    reason: 'internal',
    step: 'start',
    todo: 'Set TMPDIR to a folder that you may write to.',
    cause: error,
  });
}
