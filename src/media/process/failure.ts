import { AppError, MediaError, type ErrorCode, type MediaFailure } from '../../contract/errors.js';

interface Told {
  /** May name staged paths: the parent puts the caller's in their place. */
  readonly message: string;
  readonly todo?: string;
  readonly field?: string;
  /** The stack of the error or of what caused it, for logs. */
  readonly cause?: string;
}

/** An error of a job on its way to the parent: an error's class and own fields do not survive a structured clone. */
export type Failure =
  | (Told & { readonly kind: 'app'; readonly code: ErrorCode })
  | (Told & { readonly kind: 'media'; readonly reason: MediaFailure; readonly step: string; readonly file?: string })
  | (Told & { readonly kind: 'no_room' })
  | (Told & { readonly kind: 'foreign'; readonly reason: MediaFailure });

/**
 * Puts what a job threw into words for the parent. An error that is not ours is judged by what it is: a fault of
 * the program or the machine is `internal`; anything else that a decoder says of a job with inputs is
 * `unreadable`; a full disk is `no_room`.
 */
export function describeFailure(error: unknown, hasInputs: boolean): Failure {
  if (error instanceof MediaError) {
    if (isNoRoom(error.cause)) return { kind: 'no_room', ...tell(error) };
    const file = error.file === undefined ? {} : { file: error.file };
    return { kind: 'media', reason: error.reason, step: error.step, ...file, ...tell(error) };
  }
  if (error instanceof AppError) return { kind: 'app', code: error.code, ...tell(error) };
  if (!(error instanceof Error)) return { kind: 'foreign', reason: 'internal', message: String(error) };
  const message = error.message.trim() === '' ? error.name : error.message.trim();
  const told = { message, ...(error.stack === undefined ? {} : { cause: error.stack }) };
  const code = 'code' in error ? error.code : undefined;
  if (isNoRoom(error)) return { kind: 'no_room', ...told };
  return { kind: 'foreign', reason: hasInputs && !isOurs(error, code) ? 'unreadable' : 'internal', ...told };
}

/** Reads a failure as it arrives; undefined for anything else. By hand for the reason given at `readReply`. */
export function readFailure(value: unknown): Failure | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const text = (key: string): string | undefined => {
    const found: unknown = (value as Readonly<Record<string, unknown>>)[key];
    return typeof found === 'string' ? found : undefined;
  };
  const optional = <Key extends string>(key: Key): Readonly<Partial<Record<Key, string>>> => {
    const found = text(key);
    return (found === undefined ? {} : { [key]: found }) as Readonly<Partial<Record<Key, string>>>;
  };
  const told: Told = {
    message: text('message') ?? '',
    ...optional('todo'),
    ...optional('field'),
    ...optional('cause'),
  };
  const reason = REASONS.find((known) => known === text('reason')) ?? 'internal';
  switch (value.kind) {
    case 'app':
      return { kind: 'app', code: CODES.find((known) => known === text('code')) ?? 'media_failed', ...told };
    case 'media':
      return { kind: 'media', reason, step: text('step') ?? '', ...optional('file'), ...told };
    case 'no_room':
      return { kind: 'no_room', ...told };
    case 'foreign':
      return { kind: 'foreign', reason, ...told };
    default:
      return undefined;
  }
}

const CODES: readonly ErrorCode[] = ['bad_usage', 'bad_input', 'bad_output', 'media_failed', 'aborted'];
const REASONS: readonly MediaFailure[] = ['unreadable', 'limit', 'timeout', 'crashed', 'internal'];

/** FFmpeg's AVERROR(x) is -x; these two are the same number on every system FFmpeg runs on. */
const AVERROR_ENOSPC = -28;
const AVERROR_ENOMEM = -12;

function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === AVERROR_ENOSPC;
}

/** A fault of the program (`ERR_…`, a TypeError, a trap of its WebAssembly) or of the machine (`EIO`), not of the bytes that were read. */
function isOurs(error: Error, code: unknown): boolean {
  const faults = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, WebAssembly.RuntimeError];
  if (typeof code === 'string') return /^E[A-Z0-9_]+$/.test(code);
  return code === AVERROR_ENOMEM || faults.some((fault) => error instanceof fault);
}

function tell(error: AppError): Told {
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
  return {
    message: error.message,
    ...(error.todo === undefined ? {} : { todo: error.todo }),
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(cause === undefined ? {} : { cause }),
  };
}
