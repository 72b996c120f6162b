/**
 * The errors Firstframe throws. Only `Error` objects are thrown, and only these: what a caller can meet and
 * act on is in `code` (never branch on the text of a message); `message` is a noun, a fact and a number, and
 * `todo` says what to do about it.
 *
 * Expected endings (moderated, out of budget, cancelled) are values, not errors.
 */

/**
 * Why a call was refused or could not be done.
 *
 * - `bad_usage`: an option, ratio, duration, prompt or flag that cannot be honoured; nothing was read or made.
 * - `bad_input`: a file that cannot be used as asked (missing, a folder, not an image, truncated, too large…).
 * - `bad_output`: the place for the result cannot be written.
 * - `media_failed`: the media process gave up on a file ({@link MediaError}).
 * - `aborted`: the caller stopped it. Nothing half made is left behind.
 */
export type ErrorCode = 'bad_usage' | 'bad_input' | 'bad_output' | 'media_failed' | 'aborted';

/** What {@link AppError} carries beside its message. */
export interface ErrorFacts {
  /** What the reader should do next, as a full sentence. */
  readonly todo?: string;
  /** The option or field at fault, named as the caller wrote it (`--aspect`, `first_frame_url`). */
  readonly field?: string;
  /** The error underneath, kept for logs; never shown to a caller over HTTP. */
  readonly cause?: unknown;
}

/** The error of every refused or impossible call. Retrying unchanged does not help, but for `media_failed`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly todo: string | undefined;
  readonly field: string | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'AppError';
    this.code = code;
    this.todo = facts.todo;
    this.field = facts.field;
  }
}

/**
 * How the media process ended a job without an answer.
 *
 * - `unreadable`: the bytes are not what they say, or are damaged; the same file fails again.
 * - `limit`: more pixels, frames, bytes or memory than allowed; the same file fails again.
 * - `timeout`: the wall-clock limit passed; the process was killed.
 * - `crashed`: the process died (signal, exit or out of memory); other jobs were not touched.
 * - `internal`: a fault of ours or of the machine (no room on the disk, a missing native part).
 */
export type MediaFailure = 'unreadable' | 'limit' | 'timeout' | 'crashed' | 'internal';

/** What {@link MediaError} carries beside its message. */
export interface MediaErrorFacts extends ErrorFacts {
  readonly reason: MediaFailure;
  /** The file as the caller named it, never the staged copy. */
  readonly file?: string;
  /** What was being done: `inspect`, `decode`, `encode`, `probe`… */
  readonly step: string;
}

/** A job in the media process that ended without an answer; names the file and the step. */
export class MediaError extends AppError {
  readonly reason: MediaFailure;
  readonly file: string | undefined;
  readonly step: string;

  constructor(message: string, facts: MediaErrorFacts) {
    super('media_failed', message, facts);
    this.name = 'MediaError';
    this.reason = facts.reason;
    this.file = facts.file;
    this.step = facts.step;
  }
}
