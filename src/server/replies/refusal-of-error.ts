import { BlobError, type BlobFailure } from '../../blobs/blob-error.js';
import { AppError, type ErrorCode } from '../../contract/errors.js';
import { StoreError, type StoreFailure } from '../../store/store.js';
import { type RefusalStatus, type Refused, refuse } from './refusal.js';

/** The one place where errors become statuses. */
const STATUS_OF_APP_ERROR: Readonly<Record<ErrorCode, RefusalStatus>> = {
  bad_usage: 400,
  bad_input: 400,
  bad_output: 500,
  media_failed: 500,
  aborted: 500,
};

/** What a store's failure means for a request that has written nothing, and for one that may have. */
const STATUS_OF_STORE_FAILURE: Readonly<Record<StoreFailure, RefusalStatus>> = {
  unavailable: 503,
  full: 503,
  closed: 503,
  // May have been written: 503 would promise that it was not.
  commit_unknown: 500,
  broken: 500,
};

/** A task is made after its bytes are kept: whatever goes wrong with them, there is none. */
const STATUS_OF_BLOB_FAILURE: Readonly<Record<BlobFailure, RefusalStatus>> = {
  missing: 404,
  bad_key: 500,
  bad_range: 416,
  too_large: 413,
  full: 503,
  aborted: 400,
  failed: 503,
};

const STORE_MESSAGES: Readonly<Record<StoreFailure, string>> = {
  unavailable: 'the store cannot be reached, and nothing was written; try again in a few seconds',
  full: 'the disk of the store is full, and nothing was written; free some room, then try again',
  closed: 'this server is stopping, and nothing was written; try again when it is back',
  commit_unknown:
    'the store was lost while it wrote, and whether it did is not known; list your tasks before sending this again, or send it again with the same Idempotency-Key',
  broken: 'the store refused in a way that it should not; the server log has more under this request id',
};

/** Seconds after which a store that was away is asked again. */
const RETRY_AFTER_SEC = 5;

/** Whether an error is one that a request can meet, or a fault of ours that belongs in the log. */
export interface ErrorReading {
  readonly refused: Refused;
  readonly isFault: boolean;
}

/** Reads what was thrown. Nothing of an error we do not know is told to the caller. */
export function refusalOfError(error: unknown): ErrorReading {
  if (error instanceof StoreError) {
    const status = STATUS_OF_STORE_FAILURE[error.reason];
    const facts = status === 503 ? { errorCode: 'STORAGE_UNAVAILABLE' as const, retryAfterSec: RETRY_AFTER_SEC } : {};
    return { refused: refuse(status, STORE_MESSAGES[error.reason], facts), isFault: status === 500 };
  }
  if (error instanceof BlobError && error.reason !== 'bad_key') return readBlobError(error);
  if (isOutOfRoom(error)) {
    const facts = { errorCode: 'STORAGE_UNAVAILABLE' as const, retryAfterSec: RETRY_AFTER_SEC };
    return { refused: refuse(503, STORE_MESSAGES.full, facts), isFault: true };
  }
  if (error instanceof AppError) {
    const status = STATUS_OF_APP_ERROR[error.code];
    if (status < 500) {
      const field = error.field === undefined ? '' : `${error.field}: `;
      const message = [`${field}${error.message}`, error.todo].filter((part) => part !== undefined).join('. ');
      return { refused: refuse(status, message, { errorCode: 'INVALID_REQUEST' }), isFault: false };
    }
  }
  const message = 'something went wrong on our side; the server log has more under this request id';
  return { refused: refuse(500, message), isFault: true };
}

function readBlobError({ reason, message, todo }: BlobError): ErrorReading {
  const status = STATUS_OF_BLOB_FAILURE[reason];
  const facts =
    status === 503
      ? { errorCode: 'STORAGE_UNAVAILABLE' as const, retryAfterSec: RETRY_AFTER_SEC }
      : { errorCode: 'INVALID_REQUEST' as const };
  // What the disk or the service said is for the log.
  const said =
    reason === 'failed' ? 'the store of files did not do its part; try again in a few seconds' : `${message}. ${todo}`;
  return { refused: refuse(status, said, facts), isFault: status === 503 };
}

/** No room on the disk, wherever along the causes the system said so. */
function isOutOfRoom(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { code } = cause as { readonly code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  }
  return false;
}
