import { createClient } from '../../client/client.js';
import { ClientError } from '../../client/client-error.js';
import { AppError } from '../../contract/errors.js';
import type { Line, LineAsked } from './line.js';
import { createOwnerCalls } from './owner-calls.js';

/** Sends requests as `fetch` does, to wherever it leads. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/** A system that this process owns. */
export interface OwnedSystem {
  readonly send: SendRequest;
  /** Lets other commands of this user in, by the folder's socket. */
  listen(): Promise<void>;
  /** Begins to work on what is due. */
  start(): void;
  /** Lets nobody in any more, though it be still letting in, gives back what is under way, closes everything; the folder is free then. */
  stop(): Promise<void>;
}

/** What a line to a data folder works with. */
export interface FolderLineDeps {
  /** Makes this process the owner; `undefined`: another process is. */
  readonly own: () => Promise<OwnedSystem | undefined>;
  /** Speaks with the owner by its socket; `undefined`: nobody listens there. */
  readonly reach: () => Promise<SendRequest | undefined>;
  readonly pause: (ms: number) => Promise<void>;
  /** Calls back in a while, for what is not urgent, unless the program has ended by then. */
  readonly later: (call: () => void) => void;
  readonly nowMs: () => number;
  /** Other commands of this user cannot get in. This one can go on all the same. */
  readonly onTrouble: (error: unknown) => void;
}

/** Of a folder that can neither be owned nor reached; the cause says why, and asking again does not help. */
export const NO_WAY = 'NO_WAY';

/** An owner that is starting, or ending, is one or the other within this time. */
const PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 500;

/** What a connection says that was not made: nothing was sent. */
const NOT_SENT: readonly string[] = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'];

interface Way {
  readonly send: SendRequest;
  /** Set when this process is the owner. */
  readonly owned?: OwnedSystem;
}

/**
 * A line to a data folder. Whoever owns the folder is talked to; when nobody does, this process becomes the owner, and lets others in
 * while the line is open. When an owner that was talked to goes, the next request finds its successor, or becomes it.
 */
export function createFolderLine(deps: FolderLineDeps, { works }: LineAsked): Line {
  let way: Promise<Way> | undefined;
  let closed = false;

  const currentWay = (): Promise<Way> => {
    if (closed) return Promise.reject(new Error('the line is closed'));
    const asked = (way ??= findWay(deps, works, () => closed));
    asked.catch(() => forget(asked));
    return asked;
  };
  const forget = (gone: Promise<Way>): void => {
    if (way === gone) way = undefined;
  };

  async function send(url: string, init: RequestInit): Promise<Response> {
    for (;;) {
      const asked = currentWay();
      const found = await asked.catch((cause: unknown) => {
        throw new ClientError('there is no way to the data folder', { status: 0, code: NO_WAY, cause });
      });
      try {
        return await found.send(url, init);
      } catch (error) {
        if (found.owned !== undefined || init.signal?.aborted === true) throw error;
        // The owner is gone. What was not sent goes to the next one; what may have been is for the client to judge.
        forget(asked);
        if (!wasNotSent(error) || init.body instanceof ReadableStream) throw error;
      }
    }
  }

  return {
    client: createClient({ baseUrl: 'http://localhost', fetch: send }),
    isRemote: false,
    owner: createOwnerCalls(send),
    async close() {
      closed = true;
      const found = await way?.catch(() => undefined);
      await found?.owned?.stop().catch(() => undefined);
    },
  };
}

async function findWay(
  { own, reach, pause, later, nowMs, onTrouble }: FolderLineDeps,
  works: boolean,
  isClosed: () => boolean,
): Promise<Way> {
  const giveUpMs = nowMs() + PATIENCE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    const send = await reach();
    if (send !== undefined) return { send };
    const owned = await own();
    if (owned !== undefined) {
      if (works) {
        owned.start();
        // After what the command itself waits for. Whoever only looks something up is gone before anybody could come in.
        later(() => {
          if (!isClosed()) owned.listen().catch(onTrouble);
        });
      }
      return { send: owned.send, owned };
    }
    // Owned, and nobody listens: it is on its way in, or out.
    if (nowMs() > giveUpMs) throw busy();
    await pause(pauseMs);
  }
}

function busy(): AppError {
  const message = 'another firstframe has the data folder, and does not answer';
  const todo = 'Let it end, or stop it; or use another folder: FIRSTFRAME_DATA=DIR.';
  return new AppError('bad_usage', message, { field: 'FIRSTFRAME_DATA', todo });
}

function wasNotSent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && NOT_SENT.includes(String(cause.code))) return true;
  }
  return false;
}
