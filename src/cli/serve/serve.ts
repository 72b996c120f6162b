import { type Command, Option } from 'commander';
import { AppError } from '../../contract/errors.js';
import type { CliDeps } from '../cli-deps.js';
import { jsonLines } from '../table.js';
import { wholeNumber } from '../whole-number.js';
import type { OpenedServer } from './open-server.js';

const EXAMPLES = `
Examples:
  $ firstframe serve
  $ FIRSTFRAME_ADMIN_KEY=$(openssl rand -hex 32) firstframe serve --host 0.0.0.0 --port 80
  $ firstframe serve --data /srv/firstframe

It listens on this machine alone unless --host says otherwise. Ctrl-C, or SIGTERM, lets what is under way be gone on with by the next
start; the second one ends it at once.`;

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly data?: string;
  readonly log?: 'json' | 'off';
  readonly restored?: true;
  readonly json?: true;
}

/** Adds `firstframe serve`: the task API for other programs, until it is stopped. */
export function addServeCommand(program: Command, deps: CliDeps): void {
  program
    .command('serve')
    .summary('run the task API for other programs')
    .description('Runs the task API, and works on what it is asked for, until it is stopped.')
    .addOption(
      new Option('--port <number>', 'where it listens; 0: any that is free')
        .argParser(wholeNumber('--port', 0, 65_535))
        .default(8787),
    )
    .option('--host <address>', 'of which network of this machine; 0.0.0.0: of all', '127.0.0.1')
    .option('--data <folder>', 'where it keeps everything (default: FIRSTFRAME_DATA)')
    .addOption(
      new Option(
        '--log <form>',
        'a line of JSON on stderr for each move of a task (default: unless that is a terminal)',
      ).choices(['json', 'off']),
    )
    .option(
      '--restored',
      'the database came out of a backup: nothing of it is sent that may have been sent since; for the first start after',
    )
    .option('--json', 'print a line of JSON to stdout when it is up')
    .addHelpText('after', EXAMPLES)
    .action((options: ServeOptions) => serve(options, deps));
}

/** What is found out late, when a second server is refused, costs the clips that there are by then. */
const ALONE =
  'clips are kept on this machine, and the database takes no other place from now on: no second server can join. Where one is to, ' +
  'make the database anew and set FIRSTFRAME_BLOBS first\n';

async function serve({ host, port, data, log, restored, json }: ServeOptions, deps: CliDeps): Promise<void> {
  const { openServer, signal, stdout, stderr } = deps;
  deps.warmMedia();
  const logsMoves = log === undefined ? !deps.isTerminal : log === 'json';
  const server = await openServer({
    ...{ host, port, logsMoves },
    ...(data === undefined ? {} : { dataFolder: data }),
    ...(restored === true ? { isRestored: true } : {}),
  });
  try {
    const isFirst = await hasNoKey(server);
    if (isFirst && !deps.isTerminal) throw noAdminKey();
    const { url, at } = await server.listen();
    if (json === true) stdout.write(jsonLines({ url, dataFolder: server.dataFolder }));
    stderr.write(`listening on ${at}, ${url === at ? '' : `called ${url}, `}data in ${server.dataFolder}\n`);
    if (!server.isShareable) stderr.write(ALONE);
    if (server.restored !== undefined) stderr.write(restoredLine(server.restored.held));
    if (isFirst) {
      const { key } = await server.client.keys.create({ name: 'admin', scopes: ['admin'] });
      stderr.write(`\nThe admin key, shown this once:\n\n  ${key}\n\n`);
    }
    await whenAborted(signal);
    stderr.write('stopping…\n');
  } finally {
    await server.stop();
  }
}

function restoredLine(held: number): string {
  return (
    `the database came out of a backup: ${held} tasks are held that may have been sent since it was taken; ` +
    'firstframe tasks show ID says how each is resolved\n'
  );
}

async function hasNoKey({ client, hasAdminKey }: OpenedServer): Promise<boolean> {
  if (hasAdminKey) return false;
  return (await client.keys.list()).every(({ revoked }) => revoked !== undefined);
}

/** A key in the log of a container is a key that everybody has who reads the log. */
function noAdminKey(): AppError {
  const todo =
    'Set FIRSTFRAME_ADMIN_KEY to a random text, such as what openssl rand -hex 32 prints; or make a key first: firstframe keys create --name admin --scope admin.';
  return new AppError('bad_usage', 'there is no API key yet, and no terminal to show a new one on', {
    field: 'FIRSTFRAME_ADMIN_KEY',
    todo,
  });
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
