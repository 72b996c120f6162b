import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { AppError } from '../contract/errors.js';
import { endingError } from './process/ending-error.js';
import type { Failure } from './process/failure.js';
import type { MediaJob } from './job.js';
import { createProcessStock } from './process/process-stock.js';
import { runJob } from './process/run-job.js';
import { scratchError } from './staging/errno.js';
import { checkInput } from './staging/input.js';
import { checkOutputs, type OutputPlace } from './staging/output.js';
import { createPoolFolder, type PoolFolder } from './staging/pool-folder.js';
import { layOutJob } from './staging/stage-job.js';
import { sweepPoolFolders } from './staging/sweep.js';
import { createTurns } from './turns.js';

/** How one job is run. */
export interface RunOptions {
  /** Inputs by the job's names for them: paths as the caller knows them; each is staged under a random name. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Where the job's outputs go when, and only when, it succeeds: moved into place in one rename, which replaces a file
   * that is there, and no input of the job.
   */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Aborting kills the process that runs the job and rejects with `AppError('aborted')`. */
  readonly signal?: AbortSignal;
  /** Wall-clock limit in ms, from the job's own start (waiting for a process does not count); default 120 000. */
  readonly timeoutMs?: number;
  /** Called with whatever the job reports, in order. What it throws ends the job and is what `run` rejects with. */
  readonly onProgress?: (progress: unknown) => void;
}

/** The media processes of this machine. */
export interface MediaPool {
  /**
   * Runs one job and answers with what its body returned. Jobs wait for a free process in the order in which they
   * were asked for; inputs and outputs are looked at before that.
   * @throws MediaError when it ended without an answer (damaged input, limit, timeout, crash); the pool goes on.
   * @throws AppError `bad_input` for an input path that is missing, a folder, empty or not readable; `bad_output`
   *   for an output that cannot be written, or that is one of the inputs; `aborted`.
   */
  run<Input, Output>(job: MediaJob<Input, Output>, input: Input, options?: RunOptions): Promise<Output>;
  /** Starts a process now, and has it load the code of `job`, so that the first job does not wait for either. */
  warm(job?: MediaJob<never, unknown>): void;
  /** Kills every process and removes every folder. Jobs under way reject as aborted, and so does every later one. */
  close(): Promise<void>;
}

/** How a pool is made. Every default suits one machine with one pool. */
export interface MediaPoolOptions {
  /** Media processes that work at once; default one less than the cores (the caller's own work needs one), 1 to 4. */
  readonly size?: number;
  /** Folder for temporary files: staged inputs and unfinished outputs; default the system's. */
  readonly rootFolder?: string;
  /** Resident memory a process may hold, in bytes, before it is killed; default 1.5 GiB. Not kept on Windows. */
  readonly maxResidentBytes?: number;
  /** A process without a job ends after this long, in ms; default 30 000. */
  readonly idleMs?: number;
  /** A process ends after this many jobs; default 100. */
  readonly maxJobsPerProcess?: number;
  /** A process that still holds more than this after a job, in bytes, ends; default 512 MiB. */
  readonly maxIdleBytes?: number;
  /** Time in ms since 1970, for the age of left-over folders; default the system's clock. */
  readonly now?: () => number;
  /** A name nobody can guess, of letters and digits, for staged files; default 16 random hex digits. */
  readonly randomName?: () => string;
}

/** A timer with a longer delay than this fires at once (Node's documentation of setTimeout). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Makes a pool. No process is started before the first job or `warm()`, and none keeps this process alive but while
 * it has a job. Folders that pools of dead processes left are removed in passing.
 */
export function createMediaPool(options: MediaPoolOptions = {}): MediaPool {
  const size = options.size ?? Math.min(4, Math.max(1, availableParallelism() - 1));
  const root = options.rootFolder ?? tmpdir();
  const randomName = options.randomName ?? (() => randomBytes(8).toString('hex'));
  const turns = createTurns(size);
  const running = new Map<AbortController, Promise<unknown>>();
  const sweeping = sweepPoolFolders(root, (options.now ?? Date.now)());
  let folder: PoolFolder | undefined;
  let closed = false;

  const stock = createProcessStock(
    {
      size,
      idleMs: options.idleMs ?? 30_000,
      maxJobs: options.maxJobsPerProcess ?? 100,
      maxIdleBytes: options.maxIdleBytes ?? 512 * 1024 ** 2,
    },
    makeProcessFolder,
  );

  /** Made when first needed, and again when a cleaner of temporary files has removed it. */
  function currentFolder(): PoolFolder {
    if (folder !== undefined && existsSync(folder.path)) return folder;
    const isFirst = folder === undefined;
    try {
      folder = createPoolFolder(root, randomName);
    } catch (error) {
      throw scratchError(root, error);
    }
    if (isFirst) process.once('exit', leave);
    return folder;
  }

  function makeProcessFolder(): string {
    try {
      return currentFolder().makeProcessFolder();
    } catch (error) {
      throw scratchError(root, error);
    }
  }

  function leave(): void {
    stock.stopNow();
    folder?.removeNow();
  }

  async function work<Input, Output>(
    job: MediaJob<Input, Output>,
    input: Input,
    asked: RunOptions,
    signal: AbortSignal,
  ): Promise<Output> {
    const turn = turns.take();
    try {
      const files = Object.values(asked.files ?? {});
      for (const file of files) await checkInput(file);
      const places = await checkOutputs(asked.outputs ?? {}, files, randomName);
      await Promise.race([turn.reached, whenAborted(signal)]);
      refuseAborted(signal, files[0]);
      return await workInTurn(job, input, asked, places, signal);
    } finally {
      turn.leave();
    }
  }

  async function workInTurn<Input, Output>(
    job: MediaJob<Input, Output>,
    input: Input,
    asked: RunOptions,
    places: Readonly<Record<string, OutputPlace>>,
    signal: AbortSignal,
  ): Promise<Output> {
    const staged = layOutJob(currentFolder().path, asked.files ?? {}, places, randomName);
    // Taken before the inputs are copied: a new process starts meanwhile.
    const media = stock.take();
    let spoilt = false;
    try {
      await staged.stage();
      const { folder: jobFolder, files, outputFiles: outputs } = staged;
      const request = { module: job.module, export: job.export, input, folder: jobFolder, files, outputs };
      const { ending, step } = await runJob(
        media,
        { type: 'run', ...request },
        {
          timeoutMs: Math.min(asked.timeoutMs ?? 120_000, LONGEST_TIMER_MS),
          maxResidentBytes: options.maxResidentBytes ?? 1.5 * 1024 ** 3,
          signal,
          onProgress: asked.onProgress ?? (() => undefined),
        },
      );
      if (ending.type !== 'done') {
        spoilt = ending.type === 'failed' && isOurFault(ending.failure);
        throw endingError(ending, step, staged);
      }
      await staged.place();
      // The job's types are those of the body behind `job`: the compiler saw both in `mediaJob`.
      return ending.result as Output;
    } finally {
      await Promise.all([stock.put(media, spoilt), staged.remove().catch(() => undefined)]);
    }
  }

  return {
    async run(job, input, asked = {}) {
      const stop = new AbortController();
      const abort = (): void => stop.abort();
      if (closed || asked.signal?.aborted === true) abort();
      asked.signal?.addEventListener('abort', abort);
      try {
        refuseAborted(stop.signal, Object.values(asked.files ?? {})[0]);
        const result = work(job, input, asked, stop.signal);
        running.set(stop, result);
        return await result;
      } finally {
        running.delete(stop);
        asked.signal?.removeEventListener('abort', abort);
      }
    },
    warm(job) {
      if (closed) return;
      try {
        stock.warm(job?.module);
      } catch {
        // Whatever keeps a process from starting is told by the first job.
      }
    },
    async close() {
      closed = true;
      const under = [...running.values()];
      for (const stop of running.keys()) stop.abort();
      await Promise.allSettled(under);
      await stock.stop();
      await sweeping;
      await folder?.remove();
      process.removeListener('exit', leave);
    },
  };
}

function refuseAborted(signal: AbortSignal, file: string | undefined): void {
  if (signal.aborted) throw new AppError('aborted', `${file ?? 'job'}: stopped by the caller before it began`);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** After a fault of ours, or half way through an output, nobody knows what a process still holds. */
function isOurFault(failure: Failure): boolean {
  if (failure.kind === 'no_room') return true;
  return (failure.kind === 'foreign' || failure.kind === 'media') && failure.reason === 'internal';
}
