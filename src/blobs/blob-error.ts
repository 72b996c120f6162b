/**
 * Why a blob store could not do what it was asked.
 *
 * - `missing`: there are no bytes under this key.
 * - `bad_key`: this is not a key at all.
 * - `bad_range`: the range begins after the last byte, or ends before it begins.
 * - `too_large`: more bytes than `maxBytes`.
 * - `full`: no room, or no more of our share of it. A server answers 503 and takes no new work.
 * - `aborted`: the caller stopped it.
 * - `failed`: the disk or the service did not do its part.
 */
export type BlobFailure = 'missing' | 'bad_key' | 'bad_range' | 'too_large' | 'full' | 'aborted' | 'failed';

/** What {@link BlobError} carries beside its message. */
export interface BlobErrorFacts {
  readonly reason: BlobFailure;
  /** What to do next, as a full sentence. */
  readonly todo: string;
  readonly cause?: unknown;
}

/** The error of every blob store. */
export class BlobError extends Error {
  readonly reason: BlobFailure;
  readonly todo: string;

  constructor(message: string, facts: BlobErrorFacts) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'BlobError';
    this.reason = facts.reason;
    this.todo = facts.todo;
  }

  /** Whether the same call may go through later, with nothing changed but the state of the disk or the service. */
  get retryable(): boolean {
    return this.reason === 'full' || this.reason === 'failed';
  }
}

/** The error for a key that nothing is stored under. */
export function blobMissing(key: string, cause?: unknown): BlobError {
  const todo = 'Forget this key; the bytes were removed, or never kept.';
  return new BlobError(`Blob ${key} is not there`, { reason: 'missing', todo, cause });
}

/** The error for more bytes than were to be taken. */
export function blobTooLarge(maxBytes: number): BlobError {
  const todo = 'Send something smaller.';
  return new BlobError(`The bytes are more than ${maxBytes}`, { reason: 'too_large', todo });
}

/** The error for a call that its caller stopped. */
export function blobAborted(cause: unknown): BlobError {
  return new BlobError('Storing was stopped', { reason: 'aborted', todo: 'Nothing needs to be done.', cause });
}
