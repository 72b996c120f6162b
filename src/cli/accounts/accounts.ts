import type { Command } from 'commander';
import type { Account } from '../../contract/account.js';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines } from '../table.js';
import { type AccountOptions, addAccountOptions, changeOf } from './account-options.js';

const EXAMPLES = `
Examples:
  $ firstframe accounts create shop --day 20 --month 300 --route local,ark
  $ firstframe accounts set shop --vendor-key ark=ark-key.txt --own-keys-only
  $ firstframe accounts set shop --model all --day none
  $ firstframe keys create --account shop --name "their server"
  $ firstframe accounts list

Keys at vendors are read from files, are stored encrypted, and are told to nobody again. docs/accounts.md has the rest.`;

/** Adds `firstframe accounts`: teams apart, each with what it may use and spend. */
export function addAccountsCommand(program: Command, deps: CliDeps): void {
  const { openLine, stdout, stderr, signal } = deps;
  const accounts = program
    .command('accounts')
    .summary('make accounts, and set what each may use and spend')
    .description('Teams apart: each has its own tasks, keys, files and money. Only the operator makes and sets them.')
    .addHelpText('after', EXAMPLES);
  addAccountOptions(accounts.command('create'))
    .description('Makes an account.')
    .argument('<id>', 'small letters, digits, - and _')
    .action(async (id: string, options: AccountOptions) => {
      const wish = { id, ...(await changeOf(options, deps.stdin)) };
      const made = await withLine(openLine, { works: false }, ({ client }) => client.accounts.create(wish, { signal }));
      if (options.json === true) stdout.write(jsonLines(made));
      stderr.write(`${made.id} is there. A key of it: firstframe keys create --account ${made.id} --name NAME\n`);
    });
  addAccountOptions(accounts.command('set'))
    .description('Changes an account; what is not named stays.')
    .argument('<id>', 'of the account, from accounts list')
    .action(async (id: string, options: AccountOptions) => {
      const change = await changeOf(options, deps.stdin);
      const account = await withLine(openLine, { works: false }, ({ client }) =>
        client.accounts.set(id, change, { signal }),
      );
      stdout.write(options.json === true ? jsonLines(account) : toTable([account]));
    });
  accounts
    .command('list')
    .description('Lists the accounts with what each may use and spend.')
    .option('--json', 'print them to stdout as JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const found = await withLine(openLine, { works: false }, ({ client }) => client.accounts.list({ signal }));
      if (json !== true && found.length === 0) stderr.write('No account but the default one.\n');
      stdout.write(json === true ? jsonLines(found) : toTable(found));
    });
}

function toTable(accounts: readonly Account[]): string {
  const headings = ['ID', 'NAME', 'MODELS', 'ROUTES', 'OWN KEYS', 'SHARE', 'A DAY', 'A MONTH'];
  const usd = (amount: number | undefined): string => (amount === undefined ? 'no cap' : sayUsd(microUsdOf(amount)));
  return tableLines(
    headings,
    accounts.map(({ id, name, models, routes, ownKeysOnly, share, vendorKeys, dayUsd, monthUsd }) => [
      ...[id, name, models?.join(',') ?? 'all', routes?.join(',') ?? 'all'],
      `${vendorKeys.map(({ provider, fingerprint }) => `${provider} ${fingerprint}`).join(', ')}${ownKeysOnly ? ' (only)' : ''}`,
      ...[String(share), usd(dayUsd), usd(monthUsd)],
    ]),
  );
}
