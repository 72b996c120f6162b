import { type Forwarded } from '../client/callbacks/listen/forward-callback.js';
import { listenCallbacks } from '../client/callbacks/listen/listen-callbacks.js';
import { ClientError } from '../client/client-error.js';
import { pauseByTimer } from '../client/pause.js';
import { AppError } from '../contract/errors.js';
import type { CliDeps } from './cli-deps.js';
import { failureLines, toFailure } from './failure.js';
import { withLine } from './line/line.js';

/**
 * Fetches callbacks as they come, from now on, and sends each to `url`, until this program is stopped. What the receiver does not take
 * is told of and passed over: `callbacks replay` sends it again.
 * @throws AppError `bad_usage` for what is no URL; ClientError for what does not pass by itself
 */
export async function forwardCallbacks(url: string, asJson: boolean, deps: CliDeps): Promise<void> {
  const { openLine, signal, stdout, stderr, fetch, nowMs } = deps;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    const todo = 'Give the whole of it, such as http://localhost:3000/hooks.';
    throw new AppError('bad_usage', `--forward "${url}" is not a URL`, { field: '--forward', todo });
  }
  await withLine(openLine, { works: true }, async ({ client }) => {
    const { cursor } = await client.callbacks.inbox({ cursor: 'end', signal });
    stderr.write(`waiting for callbacks, to be sent to ${url}; Ctrl-C ends it\n`);
    await listenCallbacks({
      ...{ inbox: client.callbacks, cursor, forwardUrl: url, fetch, pause: pauseByTimer, nowMs, signal },
      onForwarded: (forwarded) => stdout.write(asJson ? `${JSON.stringify(forwarded)}\n` : lineOf(forwarded)),
      onTrouble: (error) => {
        stderr.write(failureLines(toFailure(error)));
        return mayPass(error) ? 'again' : 'stop';
      },
    });
  });
}

function lineOf({ deliveryId, taskId, status, tries, tookMs }: Forwarded): string {
  const answer = status === undefined ? 'no answer' : String(status);
  return `${deliveryId}  ${taskId}  ${answer}  ${tries === 1 ? '1 try' : `${tries} tries`}  ${Math.round(tookMs)} ms\n`;
}

function mayPass(error: unknown): boolean {
  return error instanceof ClientError && (error.code === 'NETWORK' || error.status === 429 || error.status >= 500);
}
