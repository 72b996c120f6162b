import { AppError, MediaError, type MediaFailure } from '../../contract/errors.js';
import type { Failure } from './failure.js';
import { noRoom } from '../staging/errno.js';
import type { StagedJob } from '../staging/stage-job.js';

/** How a job ended when it did not end with a result. */
export type BadEnding =
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'aborted' }
  | { readonly type: 'timeout'; readonly timeoutMs: number }
  | { readonly type: 'memory'; readonly residentBytes: number; readonly maxBytes: number }
  | { readonly type: 'crashed'; readonly how: string; readonly lastWords: string }
  | { readonly type: 'unstarted'; readonly cause: unknown };

/**
 * The error for the caller of a job that ended badly. Every path in it is one the caller gave; a staged path, in
 * whatever text a decoder wrote, is replaced.
 */
export function endingError(ending: BadEnding, step: string, job: StagedJob): AppError {
  const file = job.inputs[0]?.asked ?? job.outputs[0]?.place.asked;
  const during = step === '' ? 'before its first step' : `while at "${step}"`;
  const media = (reason: MediaFailure, message: string, todo: string, cause?: unknown): MediaError =>
    new MediaError(`${file ?? 'media process'}: ${message}`, {
      reason,
      step: step === '' ? 'start' : step,
      todo,
      ...(file === undefined ? {} : { file }),
      ...(cause === undefined ? {} : { cause }),
    });
  switch (ending.type) {
    case 'failed':
      return failureError(ending.failure, step, job, media);
    case 'aborted':
      return new AppError('aborted', `${file ?? 'job'}: stopped by the caller ${during}`);
    case 'timeout':
      return media(
        'timeout',
        `no answer after ${ending.timeoutMs / 1000} s, stopped ${during}`,
        'Try a smaller or shorter file; on a busy machine, try again.',
      );
    case 'memory':
      return media(
        'limit',
        `${toMib(ending.residentBytes)} MiB of memory used, ${toMib(ending.maxBytes)} MiB allowed, stopped ${during}`,
        'Try a smaller or shorter file.',
      );
    case 'crashed':
      return media(
        'crashed',
        `the media process died (${ending.how}) ${during}`,
        'Export the file again and retry; a file that does this twice is damaged in a way worth reporting.',
        ending.lastWords === '' ? undefined : new Error(job.name(ending.lastWords)),
      );
    case 'unstarted':
      return media('internal', 'the media process could not be started', UNSTARTED_TODO, ending.cause);
  }
}

const UNSTARTED_TODO = 'The machine may be out of memory or processes; free some and try again.';

/** The error where the system refuses a process at once, before there is a job to speak of. */
export function unstartedError(cause: unknown): MediaError {
  const message = 'the media process could not be started';
  return new MediaError(message, { reason: 'internal', step: 'start', todo: UNSTARTED_TODO, cause });
}

const UNREADABLE_TODO = 'The file is damaged or not what its name says: open it elsewhere, or export it again.';
const INTERNAL_TODO =
  'This is a fault of Firstframe or of this machine, not of the file; try again, and report it if it stays.';

function failureError(
  failure: Failure,
  step: string,
  job: StagedJob,
  media: (reason: MediaFailure, message: string, todo: string, cause?: unknown) => MediaError,
): AppError {
  const message = job.name(failure.message);
  const cause = failure.cause === undefined ? undefined : causeOf(job.name(failure.cause), message);
  const facts = {
    ...(failure.todo === undefined ? {} : { todo: job.name(failure.todo) }),
    ...(failure.field === undefined ? {} : { field: failure.field }),
    ...(cause === undefined ? {} : { cause }),
  };
  switch (failure.kind) {
    case 'app':
      return new AppError(failure.code, message, facts);
    case 'media': {
      const only = job.inputs.length === 1 ? job.inputs[0]?.asked : undefined;
      const file = failure.file === undefined ? only : job.name(failure.file);
      return new MediaError(message, {
        reason: failure.reason,
        step: failure.step,
        ...(file === undefined ? {} : { file }),
        ...facts,
      });
    }
    case 'no_room':
      return noRoom(job.root, cause);
    case 'foreign':
      return media(
        failure.reason,
        `${step === '' ? 'start' : step} failed: ${withoutFile(message, job)}`,
        failure.reason === 'unreadable' ? UNREADABLE_TODO : INTERNAL_TODO,
        cause,
      );
  }
}

/** What a decoder says often begins with the file, which is named already. */
function withoutFile(message: string, job: StagedJob): string {
  const file = job.inputs.find(({ asked }) => message.startsWith(`${asked}: `))?.asked;
  return file === undefined ? message : message.slice(file.length + 2);
}

/** An error that only carries what was said in the media process, its stack included. */
function causeOf(stack: string, message: string): Error {
  const cause = new Error(message);
  cause.stack = stack;
  return cause;
}

function toMib(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
