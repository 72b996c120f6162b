import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { unstartedError } from './ending-error.js';
import { MediaProcess } from './media-process.js';
import { readResidentBytes } from './memory.js';

/** When a process without a job is kept, and when it is let go. */
export interface StockLimits {
  /** Processes that may live at once. */
  readonly size: number;
  /** A process without a job ends after this long, in ms. */
  readonly idleMs: number;
  /** A process ends after this many jobs: what a decoder leaks must not add up. */
  readonly maxJobs: number;
  /** A process that holds more than this after a job, in bytes, ends. */
  readonly maxIdleBytes: number;
}

/** The processes of a pool: those with a job, and those that wait for one. */
export interface ProcessStock {
  /**
   * A process without a job: the one used last, whose code is warm, or a new one. Never more than `size` are out.
   * @throws MediaError `internal` where the system refuses to start one; what `makeFolder` throws.
   */
  take(): MediaProcess;
  /** Gives a process back after its job; `spoilt` when it must not be used again. */
  put(media: MediaProcess, spoilt: boolean): Promise<void>;
  /** Starts a process unless one is free or all are there, and has it import `module`. */
  warm(module: string | undefined): void;
  /** Kills every process and answers when they are gone. */
  stop(): Promise<void>;
  /** Kills every process without waiting. */
  stopNow(): void;
}

/** Makes an empty stock; `makeFolder` makes the folder that a new process works in, `fork` starts one there. */
export function createProcessStock(
  limits: StockLimits,
  makeFolder: () => string,
  fork: (folder: string) => MediaProcess = (folder) => new MediaProcess(folder),
): ProcessStock {
  const living = new Set<MediaProcess>();
  const idle = new Map<MediaProcess, NodeJS.Timeout>();

  function start(): MediaProcess {
    const folder = makeFolder();
    const media = forkIn(folder);
    living.add(media);
    void media.gone.then(async () => {
      living.delete(media);
      forget(media);
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    });
    return media;
  }

  /** Most refusals of the system are said later, by `gone`; some (no memory, no more open files) are thrown at once. */
  function forkIn(folder: string): MediaProcess {
    try {
      return fork(folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw unstartedError(error);
    }
  }

  function rest(media: MediaProcess): void {
    const timer = setTimeout(() => {
      idle.delete(media);
      media.killNow();
    }, limits.idleMs);
    idle.set(media, timer.unref());
  }

  function forget(media: MediaProcess): void {
    clearTimeout(idle.get(media));
    idle.delete(media);
  }

  /** The one that was put back last. */
  function newestIdle(): MediaProcess | undefined {
    return [...idle.keys()].filter((media) => media.alive).at(-1);
  }

  return {
    take() {
      const media = newestIdle();
      if (media === undefined) return start();
      forget(media);
      return media;
    },
    async put(media, spoilt) {
      const bytes = media.pid === undefined ? undefined : await readResidentBytes(media.pid);
      if (!media.alive) return;
      const worn = media.jobsDone >= limits.maxJobs || (bytes ?? 0) > limits.maxIdleBytes;
      if (spoilt || worn) await media.stop();
      else rest(media);
    },
    warm(module) {
      let media = newestIdle();
      if (media === undefined) {
        if (living.size >= limits.size) return;
        media = start();
        rest(media);
      }
      if (module !== undefined) media.load(module);
    },
    async stop() {
      await Promise.all([...living].map((media) => media.stop()));
    },
    stopNow() {
      for (const media of living) media.killNow();
    },
  };
}
