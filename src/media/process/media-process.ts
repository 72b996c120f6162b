import { fork, type ChildProcess } from 'node:child_process';
import { builtUrl } from '../job.js';
import { readReply, type Done, type Failed, type Reply, type Request, type RunRequest } from './messages.js';

/** How a media process went, before it answered. */
export interface Gone {
  readonly type: 'gone';
  /** As a reader knows it: `signal SIGSEGV`, `exit code 1`, or why it could not be started. */
  readonly how: string;
  /** The end of what it wrote to stdout and stderr. */
  readonly lastWords: string;
  /** Set when there never was a process. */
  readonly cause?: Error;
}

/** Characters of a process's output that are kept, for the cause of a crash. */
const LAST_WORDS_LENGTH = 2000;

/**
 * The parent's handle on one media process. While it has no job it does not keep the parent alive, and it ends by
 * itself when the parent does.
 *
 * No limit on V8's heap is given to Node: that would change V8's flags, with which Node's built-in code cache is not
 * used, and starting takes 57 ms in place of 40. The watch on resident memory sees the heap too.
 */
export class MediaProcess {
  readonly #child: ChildProcess;
  /** Resolves when the process has ended and all it said was read. */
  readonly gone: Promise<Gone>;
  #alive = true;
  #lastWords = '';
  #onReply: ((reply: Reply) => void) | undefined;
  /** Jobs answered so far. */
  jobsDone = 0;

  /** Starts a process that works in `folder`, an empty one of its own. */
  constructor(folder: string) {
    this.#child = fork(builtUrl(new URL('./entry.js', import.meta.url)), [], {
      cwd: folder,
      env: {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.gone = this.#waitUntilGone();
    this.#child.on('message', (message) => {
      const reply = readReply(message);
      if (reply !== undefined) this.#onReply?.(reply);
    });
    // The process let go of the parent: nothing more can be asked of it.
    this.#child.once('disconnect', () => this.#child.kill('SIGKILL'));
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
      });
    }
    this.#hold(false);
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Has the process import a job's module ahead of the job. */
  load(module: string): void {
    this.#send({ type: 'load', module });
  }

  /**
   * Runs one job; a second one may be run only after the first has settled. Answers with the job's end, or with how
   * the process went. Throws only for an input that cannot be cloned.
   */
  async run(request: RunRequest, onSaid: (reply: Reply) => void): Promise<Done | Failed | Gone> {
    this.#hold(true);
    this.#lastWords = '';
    try {
      const answered = new Promise<Done | Failed>((resolve) => {
        this.#onReply = (reply) => {
          if (reply.type === 'done' || reply.type === 'failed') resolve(reply);
          else onSaid(reply);
        };
      });
      this.#send(request);
      return await Promise.race([answered, this.gone]);
    } finally {
      this.#onReply = undefined;
      this.jobsDone += 1;
      this.#hold(false);
    }
  }

  /** Kills the process and answers when it is gone. */
  async stop(): Promise<void> {
    this.#hold(true);
    this.killNow();
    await this.gone;
  }

  /** Kills the process without waiting; for a parent that is exiting. */
  killNow(): void {
    this.#child.kill('SIGKILL');
  }

  /** A message to a process that has died is lost; that it died is told by `gone`. */
  #send(request: Request): void {
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  /** Whether the parent's event loop waits for this process: for its answer, its exit and its last words. */
  #hold(held: boolean): void {
    const { channel, stdout, stderr } = this.#child;
    for (const handle of [this.#child, channel, stdout, stderr]) {
      if (handle === null || handle === undefined || !('ref' in handle && 'unref' in handle)) continue;
      if (held) handle.ref();
      else handle.unref();
    }
  }

  #waitUntilGone(): Promise<Gone> {
    const child = this.#child;
    return new Promise((resolve) => {
      const leave = (gone: Omit<Gone, 'type' | 'lastWords'>): void => {
        this.#alive = false;
        resolve({ type: 'gone', lastWords: this.#lastWords.trim(), ...gone });
      };
      child.on('error', (cause) => {
        // Also said of a process that lives and could not be sent a message.
        if (child.pid === undefined) leave({ how: cause.message, cause });
      });
      // `exit` may come before the last messages and the last output have been read; both come before `close`.
      let exited: Omit<Gone, 'type' | 'lastWords'> | undefined;
      const settle = (): void => {
        if (exited !== undefined && !child.connected) leave(exited);
      };
      child.once('close', (code, signal) => {
        exited = { how: signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}` };
        settle();
      });
      child.once('disconnect', settle);
    });
  }
}
