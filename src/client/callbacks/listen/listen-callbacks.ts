import type { InboxPage } from '../../../contract/callback.js';
import { forwardCallback, type Forwarded, type ForwardDeps } from './forward-callback.js';

/** What the inbox is read through: `client.callbacks` is one. */
export interface InboxSource {
  inbox(request: {
    readonly cursor?: string;
    readonly waitSec?: number;
    readonly signal?: AbortSignal;
  }): Promise<InboxPage>;
}

/** How callbacks are listened for. */
export interface ListenOptions extends ForwardDeps {
  readonly inbox: InboxSource;
  /** Where to go on; absent: with what comes from now on. */
  readonly cursor?: string;
  /** Called when one has been dealt with, and again for each. */
  readonly onForwarded: (forwarded: Forwarded) => void;
  /** Called with the cursor behind what has been dealt with: kept, it goes on there after an interruption. */
  readonly onCursor?: (cursor: string) => void;
  /** Called when the inbox cannot be read, before the next try. `stop` ends the listening with this error. Default: `again`. */
  readonly onTrouble?: (error: unknown) => 'again' | 'stop';
}

/** The server holds the question open for this long when there is nothing. */
const WAIT_SEC = 20;

/** Between questions, for a server that answers at once. */
const PAUSE_MS = 1_000;

const TROUBLE_PAUSE_MAX_MS = 30_000;

/** The signatures of a page are made when it is answered and good for 300 s: what is older than this is asked for anew. */
const PAGE_GOOD_MS = 60_000;

/**
 * Brings an account's callbacks to a receiver that the server cannot reach: reads the inbox and posts each to `forwardUrl`, one after
 * the other, with signatures made when the page was answered, so that the receiver verifies as it will in production. One that the
 * receiver does not take is told of and passed over; replay it.
 *
 * Goes on until `signal` is aborted, and then resolves. Rejects with the error that `onTrouble` called a stop for.
 */
export async function listenCallbacks(options: ListenOptions): Promise<void> {
  const { inbox, pause, nowMs, signal, onForwarded, onCursor, onTrouble } = options;
  let cursor = options.cursor ?? 'end';
  let troubles = 0;
  while (!signal.aborted) {
    try {
      const askedMs = nowMs();
      const page = await inbox.inbox({ cursor, waitSec: WAIT_SEC, signal });
      troubles = 0;
      for (const item of page.items) {
        if (nowMs() - askedMs > PAGE_GOOD_MS && item !== page.items[0]) break;
        onForwarded(await forwardCallback(options, item));
        cursor = item.cursor;
        onCursor?.(cursor);
      }
      if (page.items.length > 0) continue;
      if (page.cursor !== cursor) onCursor?.(page.cursor);
      cursor = page.cursor;
      // A server that holds the question open has made the pause already.
      if (nowMs() - askedMs < PAUSE_MS) await pause(PAUSE_MS, signal);
    } catch (error) {
      if (isAborted(signal)) return;
      if (onTrouble?.(error) === 'stop') throw error;
      troubles += 1;
      await pause(Math.min(PAUSE_MS * 2 ** troubles, TROUBLE_PAUSE_MAX_MS), signal).catch(() => undefined);
    }
  }
}

/** A call, so that the compiler does not take the loop's own look for the last word. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
