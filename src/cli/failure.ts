import { inspect } from 'node:util';
import { AppError, MediaError } from '../contract/errors.js';
import { printable } from './printable.js';

/**
 * How the program ends: 0 done, 1 failed, 2 bad usage or input, 130 interrupted. Scripts rely on them.
 */
export type ExitCode = 0 | 1 | 2 | 130;

/** An error as the command line tells it. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** An `ErrorCode`, or `internal` for a fault of ours. */
  readonly code: string;
  readonly message: string;
  readonly todo: string | undefined;
  readonly field: string | undefined;
  /** The message of the error underneath. */
  readonly cause: string | undefined;
}

/** What anything thrown means to the one who typed the command. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) {
    const { code, message, todo, field } = error;
    return { exitCode: exitCodeOf(error), code, message, todo, field, cause: messageOf(error.cause) };
  }
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
  if (failure.exitCode === 130) return 'firstframe: stopped; nothing was written\n';
  const lines = [`firstframe: ${failure.message}`, ...(failure.todo === undefined ? [] : [failure.todo])];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The failure as the object that `--json` prints; absent facts are left out. */
export function failureJson({ code, message, todo, field, cause }: Failure): string {
  return `${JSON.stringify({ error: { code, message, todo, field, cause } }, undefined, 2)}\n`;
}

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

function messageOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return error instanceof Error ? error.message : inspect(error);
}
