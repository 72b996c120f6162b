import type { MediaJob } from './job.js';

/** How one job is run. */
export interface RunOptions {
  /** Inputs by the job's names for them: paths as the caller knows them; each is staged under a random name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where the job's outputs go when, and only when, it succeeds: moved into place in one rename. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Aborting kills the process that runs the job and rejects with `AppError('aborted')`. */
  readonly signal?: AbortSignal;
  /** Wall-clock limit in ms; default 120 000. */
  readonly timeoutMs?: number;
  /** Called with whatever the job reports, in order. */
  readonly onProgress?: (progress: unknown) => void;
}

/** The media processes of this machine. */
export interface MediaPool {
  /**
   * Runs one job and answers with what its body returned.
   * @throws MediaError when it ended without an answer (damaged input, limit, timeout, crash); the pool goes on.
   * @throws AppError `bad_input` for an input path that is missing, a folder, empty or not readable; `bad_output`
   *   for an output that cannot be written; `aborted`.
   */
  run<Input, Output>(job: MediaJob<Input, Output>, input: Input, options?: RunOptions): Promise<Output>;
  /** Starts a process now, so that the first job does not wait for one. */
  warm(): void;
  /** Kills every process and removes every folder. Jobs under way reject as aborted. */
  close(): Promise<void>;
}
