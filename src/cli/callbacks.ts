import { type Command, Option } from 'commander';
import type { Delivery } from '../contract/callback.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';
import { forwardCallbacks } from './forward-callbacks.js';
import { jsonLines, tableLines, timeTold } from './table.js';
import { wholeNumber } from './whole-number.js';

const EXAMPLES = `
Examples:
  $ firstframe callbacks list
  $ firstframe callbacks replay msg_01HZTQ8BX2N3GM3YFK4Z9D7VQR
  $ firstframe callbacks listen --forward http://localhost:3000/hooks/firstframe
  $ firstframe callbacks secret

listen is for a receiver that cannot be reached from outside: it fetches what would be sent there, and sends it.`;

interface ListOptions {
  readonly page: number;
  readonly size: number;
  readonly json?: true;
}

/** Adds `firstframe callbacks`: what was sent to callback URLs, and sending it again or from here. */
export function addCallbacksCommand(program: Command, deps: CliDeps): void {
  const { openLine, stdout, stderr, signal } = deps;
  const callbacks = program
    .command('callbacks')
    .summary('list, replay and forward callbacks')
    .description('What was sent to callback URLs when tasks ended.')
    .addHelpText('after', EXAMPLES);
  callbacks
    .command('list')
    .description('Lists callbacks, newest first.')
    .addOption(new Option('--page <number>', 'from 1').argParser(wholeNumber('--page', 1, 1_000_000)).default(1))
    .addOption(new Option('--size <number>', 'callbacks a page').argParser(wholeNumber('--size', 1, 100)).default(20))
    .option('--json', 'print the page to stdout as JSON')
    .action(async ({ page, size, json }: ListOptions) => {
      const asked = { page, size, signal };
      const found = await withLine(openLine, { works: false }, ({ client }) => client.callbacks.list(asked));
      const headings = ['CALLBACK', 'TASK', 'STATE', 'TRIES', 'LAST', 'NEXT TRY (UTC)', 'URL'];
      stdout.write(json === true ? jsonLines(found) : tableLines(headings, found.callbacks.map(rowOf)));
    });
  callbacks
    .command('replay')
    .description('Sends a callback again: the same body and id, a new timestamp.')
    .argument('<id>', 'of the callback, from callbacks list')
    .option('--json', 'print it to stdout as JSON')
    .action(async (id: string, { json }: { readonly json?: true }) => {
      // Sent by whoever works on the folder: by this process, it would be cut off half way.
      const again = await withLine(openLine, { works: false }, ({ client }) => client.callbacks.replay(id, { signal }));
      if (json === true) stdout.write(jsonLines(again));
      stderr.write(`${again.id} will be sent to ${again.url} again\n`);
    });
  callbacks
    .command('listen')
    .description(
      'Fetches callbacks as tasks end, and sends each to a URL near you, signed as it would be. Ctrl-C ends it.',
    )
    .requiredOption('--forward <url>', 'where they go, such as http://localhost:3000/hooks')
    .option('--json', 'print a line of JSON for each')
    .action(({ forward, json }: { readonly forward: string; readonly json?: true }) =>
      forwardCallbacks(forward, json === true, deps),
    );
  callbacks
    .command('secret')
    .description(
      'Makes the secret that callbacks are signed with and prints it, this once; an older one signs beside it for a day.',
    )
    .option('--remove', 'take every secret away: callbacks go unsigned')
    .option('--json', 'print it to stdout as JSON')
    .action(async ({ remove, json }: { readonly remove?: true; readonly json?: true }) => {
      if (remove === true) {
        await withLine(openLine, { works: false }, ({ client }) => client.callbacks.removeSecret({ signal }));
        if (json === true) stdout.write(jsonLines({ removed: true }));
        stderr.write('callbacks go unsigned from now on\n');
        return;
      }
      const secret = await withLine(openLine, { works: false }, ({ client }) =>
        client.callbacks.rotateSecret({ signal }),
      );
      stdout.write(json === true ? jsonLines({ secret }) : `${secret}\n`);
      stderr.write('Keep it: it is not shown again.\n');
    });
}

function rowOf({ id, taskId, state, tries, lastStatus, lastError, nextTry, url }: Delivery): string[] {
  const last = lastError ?? (lastStatus === null ? '-' : String(lastStatus));
  return [id, taskId, state, String(tries), last, timeTold(nextTry), url];
}
