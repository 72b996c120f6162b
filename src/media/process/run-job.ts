import type { BadEnding } from './ending-error.js';
import type { MediaProcess } from './media-process.js';
import { watchMemory } from './memory.js';
import type { RunRequest } from './messages.js';

/** What a job may use, and who listens. */
export interface JobLimits {
  readonly timeoutMs: number;
  readonly maxResidentBytes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: unknown) => void;
}

/** How a job ended, and what it was doing then (empty before its first step). */
export interface JobEnd {
  readonly ending: BadEnding | { readonly type: 'done'; readonly result: unknown };
  readonly step: string;
}

/**
 * Runs one job in a process and holds it to its limits. Whoever breaks one is killed, and gone when this answers.
 * Rejects only with what `onProgress` threw, which ends the job too.
 */
export async function runJob(media: MediaProcess, request: RunRequest, limits: JobLimits): Promise<JobEnd> {
  let step = '';
  let stopped: BadEnding | undefined;
  let thrown: { readonly error: unknown } | undefined;
  const stop = (ending: BadEnding): void => {
    stopped ??= ending;
    media.killNow();
  };
  const abort = (): void => stop({ type: 'aborted' });
  const { timeoutMs, maxResidentBytes } = limits;
  const timer = setTimeout(() => stop({ type: 'timeout', timeoutMs }), timeoutMs);
  const watch =
    media.pid === undefined
      ? undefined
      : watchMemory(media.pid, maxResidentBytes, (residentBytes) => {
          stop({ type: 'memory', residentBytes, maxBytes: maxResidentBytes });
        });
  limits.signal.addEventListener('abort', abort);
  if (limits.signal.aborted) abort();
  try {
    const end = await media.run(request, (reply) => {
      if (reply.type === 'step') step = reply.name;
      if (reply.type !== 'progress' || thrown !== undefined) return;
      try {
        limits.onProgress(reply.value);
      } catch (error) {
        thrown = { error };
        abort();
      }
    });
    // A job that ended at the very moment it was stopped: its process has been told to die.
    if (stopped !== undefined) await media.stop();
    if (thrown !== undefined) throw thrown.error;
    if (stopped !== undefined) return { ending: stopped, step };
    if (end.type !== 'gone') return { ending: end, step };
    return {
      ending: end.cause === undefined ? { ...end, type: 'crashed' } : { type: 'unstarted', cause: end.cause },
      step,
    };
  } finally {
    clearTimeout(timer);
    watch?.stop();
    limits.signal.removeEventListener('abort', abort);
  }
}
