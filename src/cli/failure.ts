import { inspect } from 'node:util';
import { ClientError } from '../client/client-error.js';
import { AppError, MediaError } from '../contract/errors.js';
import { NO_WAY } from './line/folder-line.js';
import { printable } from './printable.js';
import { TaskError } from './task-error.js';

/**
 * How the program ends: 0 done, 1 failed, 2 bad usage or input, 3 held, 130 interrupted. Scripts rely on them.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** An error as the command line tells it. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** An `ErrorCode`, how a task ended, a server's code in lower case, or `internal` for a fault of ours. */
  readonly code: string;
  readonly message: string;
  readonly todo: string | undefined;
  readonly field: string | undefined;
  /** The task that it is about; absent where there is none. */
  readonly taskId?: string;
  /** The message of the error underneath. */
  readonly cause: string | undefined;
}

/** What anything thrown means to the one who typed the command. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) {
    const { code, message, todo, field } = error;
    return { exitCode: exitCodeOf(error), code, message, todo, field, cause: messageOf(error.cause) };
  }
  if (error instanceof TaskError) {
    const { ending: code, message, todo, field, taskId } = error;
    return { exitCode: TASK_EXIT_CODES[code], code, message, todo, field, taskId, cause: undefined };
  }
  if (error instanceof ClientError) return error.code === NO_WAY ? toFailure(error.cause) : refusalOf(error);
  return {
    exitCode: 1,
    code: 'internal',
    message: messageOf(error) ?? 'something that is not an error was thrown',
    todo: 'This is a fault of Firstframe, not of your still. Run it again with --debug and report what it prints.',
    field: undefined,
    cause: error instanceof Error ? messageOf(error.cause) : undefined,
  };
}

/** The failure as lines for stderr: what is wrong, then what to do. */
export function failureLines(failure: Failure): string {
  if (failure.code === 'aborted') return 'firstframe: stopped; nothing was written\n';
  const { message, todo } = failure;
  const lines = [`firstframe: ${message}`, ...(todo === undefined || todo === message ? [] : [todo])];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Errors that are nobody's word: what throws them is a fault of ours. Those with a name of their own say themselves what is wrong. */
const NAMELESS: readonly string[] = [
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'AssertionError',
];

/** What went wrong behind the scenes, as lines for stderr: nobody typed it, and it is tried again by itself. */
export function troubleLines(error: unknown): string {
  const failure = toFailure(error);
  const saysItself = error instanceof Error && !NAMELESS.includes(error.name);
  return failureLines(failure.code === 'internal' && saysItself ? { ...failure, todo: undefined } : failure);
}

/** The failure as the object that `--json` prints; absent facts are left out. */
export function failureJson({ code, message, todo, field, taskId, cause }: Failure): string {
  return `${JSON.stringify({ error: { code, message, todo, field, taskId, cause } }, undefined, 2)}\n`;
}

const TASK_EXIT_CODES = { bad_input: 2, failed: 1, held: 3, paused: 130 } as const;

function exitCodeOf(error: AppError): ExitCode {
  switch (error.code) {
    case 'bad_usage':
    case 'bad_input':
    case 'bad_output':
      return 2;
    case 'media_failed':
      // A file that is damaged or too large is the caller's to change; a crash or a timeout is not.
      return error instanceof MediaError && (error.reason === 'unreadable' || error.reason === 'limit') ? 2 : 1;
    case 'aborted':
      return 130;
  }
}

/** Statuses that say that the request, or the key it came with, has to change. */
const THEIRS_TO_CHANGE: readonly number[] = [400, 401, 403, 404, 413, 415, 422];

const TODOS: Readonly<Record<number, string>> = {
  0: 'Is it running, and is FIRSTFRAME_URL its address?',
  401: 'Set FIRSTFRAME_API_KEY to a key of that server.',
  402: 'Top up, or raise the limit; nothing was created.',
  403: 'Use a key that may do this: firstframe keys create --scope admin.',
  404: 'What there is: firstframe tasks list, keys list, callbacks list, accounts list.',
  429: 'Try again later; nothing was created.',
  503: 'Try again in a while; nothing was created.',
};

/** The server's own words say what to do; where they are few, so do ours. */
function refusalOf({ status, code, message, findings, cause }: ClientError): Failure {
  const [finding] = findings;
  const todo =
    finding?.repair ?? TODOS[status] ?? (status >= 500 ? 'Run it again with --debug to see more.' : undefined);
  return {
    exitCode: THEIRS_TO_CHANGE.includes(status) || code === 'INVALID_REQUEST' ? 2 : 1,
    code: code.toLowerCase(),
    ...wordsOf(message, todo, status),
    field: finding?.field,
    cause: messageOf(cause),
  };
}

/** "What is wrong. What to do." in two. */
function wordsOf(message: string, todo: string | undefined, status: number): Pick<Failure, 'message' | 'todo'> {
  const end = message.indexOf('. ');
  if (end === -1 || status === 0) return { message: message.replace(/\.$/, ''), todo };
  return { message: message.slice(0, end), todo: message.slice(end + 2) };
}

function messageOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return error instanceof Error ? error.message : inspect(error);
}
