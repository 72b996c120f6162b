import { type Command, Option } from 'commander';
import { API_KEY_SCOPES, type ApiKey, type ApiKeyScope } from '../contract/api-key.js';
import { AppError } from '../contract/errors.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';
import { jsonLines, tableLines, timeTold } from './table.js';
import { dollars } from './costs/dollars.js';
import { wholeNumber } from './whole-number.js';

const EXAMPLES = `
Examples:
  $ firstframe keys create --name shop --scope create --tasks-in-flight 20
  $ firstframe keys list
  $ firstframe keys revoke 01HZTQ8BX2N3GM3YFK4Z9D7VQR

A key is shown when it is made, and never again: what is stored is its hash.`;

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly ApiKeyScope[];
  readonly requestsPerMinute?: number;
  readonly tasksInFlight?: number;
  readonly maxUsd?: number;
  readonly account?: string;
  readonly json?: true;
}

/** Adds `firstframe keys`: who may use the server over the network. */
export function addKeysCommand(program: Command, deps: CliDeps): void {
  const { openLine, stdout, stderr, signal } = deps;
  const keys = program
    .command('keys')
    .summary('create, list and revoke API keys')
    .description('Who may use the server over the network. Commands on the data folder itself need no key.')
    .addHelpText('after', EXAMPLES);
  addCreate(keys, deps);
  keys
    .command('list')
    .description('Lists the keys, without the keys themselves.')
    .addOption(accountOption())
    .option('--json', 'print them to stdout as JSON')
    .action(async ({ json, account }: KeyOptions) => {
      const whose = account === undefined ? {} : { account };
      const found = await withLine(openLine, { works: false }, ({ client }) => client.keys.list({ ...whose, signal }));
      if (json !== true && found.length === 0) stderr.write('No keys yet: firstframe keys create --name NAME.\n');
      const headings = ['ID', 'NAME', 'MAY', 'CREATED (UTC)', 'REVOKED'];
      stdout.write(json === true ? jsonLines(found) : tableLines(headings, found.map(rowOf)));
    });
  keys
    .command('revoke')
    .description('Takes a key back, for good and at once.')
    .argument('<id>', 'of the key, from keys list')
    .addOption(accountOption())
    .option('--json', 'print it to stdout as JSON')
    .action(async (id: string, { json, account }: KeyOptions) => {
      const whose = account === undefined ? {} : { account };
      const key = await withLine(openLine, { works: false }, ({ client }) =>
        client.keys.revoke(id, { ...whose, signal }),
      );
      if (json === true) stdout.write(jsonLines(key));
      stderr.write(`${key.id} (${key.name}) is revoked\n`);
    });
}

function addCreate(keys: Command, { openLine, stdout, stderr, signal }: CliDeps): void {
  keys
    .command('create')
    .description('Makes a key and prints it to stdout, this once.')
    .requiredOption('--name <name>', 'who uses it')
    .addOption(
      new Option('--scope <scopes>', `of ${API_KEY_SCOPES.join(', ')}, with commas between them`)
        .argParser(parseScopes)
        .default(['create', 'read'], 'create,read'),
    )
    .addOption(
      new Option('--requests-per-minute <number>', 'no more than so many').argParser(
        wholeNumber('--requests-per-minute', 1, 1_000_000),
      ),
    )
    .addOption(
      new Option('--tasks-in-flight <number>', 'no more at a time').argParser(
        wholeNumber('--tasks-in-flight', 1, 1_000_000),
      ),
    )
    .addOption(new Option('--max-usd <usd>', 'what its tasks may cost in all').argParser(dollars('--max-usd')))
    .addOption(accountOption())
    .option('--json', 'print all of it to stdout as JSON')
    .action(async ({ name, scope, requestsPerMinute, tasksInFlight, maxUsd, account, json }: CreateOptions) => {
      const wish = {
        ...{ name, scopes: [...scope] },
        ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
        ...(tasksInFlight === undefined ? {} : { tasksInFlight }),
        ...(maxUsd === undefined ? {} : { maxUsd }),
        ...(account === undefined ? {} : { account }),
      };
      const made = await withLine(openLine, { works: false }, ({ client }) => client.keys.create(wish, { signal }));
      stdout.write(json === true ? jsonLines(made) : `${made.key}\n`);
      stderr.write(`Keep it: it is not shown again. Its id is ${made.id}.\n`);
    });
}

interface KeyOptions {
  readonly json?: true;
  readonly account?: string;
}

function accountOption(): Option {
  return new Option('--account <id>', 'of this account, from accounts list; the operator only');
}

function parseScopes(text: string): readonly ApiKeyScope[] {
  const scopes = text.split(',').map((word) => API_KEY_SCOPES.find((scope) => scope === word.trim()));
  const known = scopes.filter((scope) => scope !== undefined);
  if (known.length === scopes.length && known.length > 0) return known;
  const todo = `Give one or more of ${API_KEY_SCOPES.join(', ')}, such as create,read.`;
  throw new AppError('bad_usage', `--scope "${text}" is unknown`, { field: '--scope', todo });
}

function rowOf({ id, name, scopes, created, revoked }: ApiKey): string[] {
  return [id, name, scopes.join(','), timeTold(created), revoked === undefined ? '' : timeTold(revoked)];
}
