/**
 * What crosses between the parent and one media process, both ways, over Node's IPC channel with the structured
 * clone algorithm (`serialization: 'advanced'`). One job at a time: no message carries a job's name.
 */
import { readFailure, type Failure } from './failure.js';

/** Import a job's module now, so that the job itself starts at once. Never answered; a failing import shows later. */
export interface LoadRequest {
  readonly type: 'load';
  readonly module: string;
}

/** Run one job; answered by one {@link Done} or {@link Failed}. Every path is absolute and inside `folder`. */
export interface RunRequest {
  readonly type: 'run';
  readonly module: string;
  readonly export: string;
  readonly input: unknown;
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Parent to media process. */
export type Request = LoadRequest | RunRequest;

/** The job's body returned. */
export interface Done {
  readonly type: 'done';
  readonly result: unknown;
}

/** The job's body threw. */
export interface Failed {
  readonly type: 'failed';
  readonly failure: Failure;
}

/** Media process to parent. */
export type Reply =
  | Done
  | Failed
  | { readonly type: 'step'; readonly name: string }
  | { readonly type: 'progress'; readonly value: unknown };

/**
 * Reads what a media process sent; undefined for anything else, which the parent ignores. By hand and not with
 * zod: loading zod takes 85 ms, twice what starting a media process takes, and this is all it would check.
 */
export function readReply(message: unknown): Reply | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'step' && 'name' in message && typeof message.name === 'string') {
    return { type: 'step', name: message.name };
  }
  if (message.type === 'progress' && 'value' in message) return { type: 'progress', value: message.value };
  if (message.type === 'done' && 'result' in message) return { type: 'done', result: message.result };
  if (message.type === 'failed' && 'failure' in message) {
    const failure = readFailure(message.failure);
    return failure === undefined ? undefined : { type: 'failed', failure };
  }
  return undefined;
}
