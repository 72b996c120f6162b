import type { InboxItem } from '../contract/callback.js';
import { AppError } from '../contract/errors.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';

/** A question is held open for this long; the server answers at once when there is something. */
const WAIT_SEC = 25;
/** As long as a server waits for a receiver. */
const FORWARD_TIMEOUT_MS = 15_000;

/**
 * Fetches callbacks as they come, from now on, and sends each to `url`, until this program is stopped. What the receiver does not take
 * is told of and not sent again: `callbacks replay` does that.
 * @throws AppError `bad_usage` for what is no URL; ClientError
 */
export async function forwardCallbacks(url: string, asJson: boolean, deps: CliDeps): Promise<void> {
  const { openLine, signal, stdout, stderr } = deps;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    const todo = 'Give the whole of it, such as http://localhost:3000/hooks.';
    throw new AppError('bad_usage', `--forward "${url}" is not a URL`, { field: '--forward', todo });
  }
  await withLine(openLine, { works: true }, async ({ client }) => {
    let cursor = (await client.callbacks.inbox({ cursor: 'end', signal })).cursor;
    stderr.write(`waiting for callbacks, to be sent to ${url}; Ctrl-C ends it\n`);
    while (!signal.aborted) {
      const page = await client.callbacks.inbox({ cursor, waitSec: WAIT_SEC, signal });
      for (const item of page.items) {
        const answer = await forward(item, url, deps);
        stdout.write(
          asJson ? `${JSON.stringify({ ...idsOf(item), answer })}\n` : `${item.id}  ${item.taskId}  ${answer}\n`,
        );
      }
      cursor = page.cursor;
    }
  }).catch((error: unknown) => {
    // Ctrl-C is how it ends.
    if (!signal.aborted) throw error;
  });
}

/** The status that the receiver answered with, or why it did not. */
async function forward({ headers, body }: InboxItem, url: string, { fetch, signal }: CliDeps): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(FORWARD_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
    await response.body?.cancel();
    return String(response.status);
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function idsOf({ id, taskId }: InboxItem): { readonly id: string; readonly taskId: string } {
  return { id, taskId };
}
