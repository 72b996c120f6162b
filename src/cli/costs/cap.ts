import { type Command, Option } from 'commander';
import type { NewCaps } from '../../client/money-calls.js';
import type { Caps } from '../../contract/costs.js';
import { AppError } from '../../contract/errors.js';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines } from '../table.js';
import { dollars } from './dollars.js';

interface CapOptions {
  readonly account?: string;
  readonly day?: number;
  readonly month?: number;
  readonly key?: string;
  readonly total?: number;
  readonly none?: true;
  /** Of `costs`, and of no use here. */
  readonly from?: string;
  readonly to?: string;
  readonly csv?: true;
  readonly json?: true;
}

/** Adds `costs cap`: shows caps, sets them, takes them away. */
export function addCapCommand(costs: Command, { openLine, stdout, signal }: CliDeps): void {
  costs
    .command('cap')
    .description(
      'Shows what may be spent, and sets it. What would pass a cap is refused, or waits where it was taken before.',
    )
    .addOption(new Option('--day <usd>', 'in a day, from 00:00 UTC').argParser(dollars('--day')))
    .addOption(new Option('--month <usd>', 'in a calendar month').argParser(dollars('--month')))
    .option('--key <id>', 'of a key, from keys list; with --total')
    .addOption(new Option('--total <usd>', 'in all, by the key').argParser(dollars('--total')))
    .option('--none', "take the account's caps away; with --key: the key's")
    // --account and --json are of `costs` itself, which reads them first.
    .action(async (_own: unknown, command: Command) => {
      const { json, ...options } = command.optsWithGlobals<CapOptions>();
      const change = changeOf(options);
      const { account } = options;
      const whose = account === undefined ? {} : { account };
      const caps = await withLine(openLine, { works: false }, ({ client: { money } }) =>
        change === undefined ? money.caps({ ...whose, signal }) : money.setCaps({ ...whose, ...change }, { signal }),
      );
      stdout.write(json === true ? jsonLines(caps) : toTable(caps));
    });
}

/** What is to be set; `undefined`: nothing, they are looked at. */
function changeOf({ day, month, key, total, none, ...rest }: CapOptions): NewCaps | undefined {
  const idle = (['from', 'to', 'csv'] as const).find((name) => rest[name] !== undefined);
  if (idle !== undefined) throw misuse(`--${idle}`, `--${idle} says nothing of caps`, 'Leave it out.');
  const isAmount = day !== undefined || month !== undefined || total !== undefined;
  if (none === true && isAmount)
    throw misuse('--none', '--none takes caps away, and an amount sets one', 'Give one of them.');
  if (none === true) return key === undefined ? { dayUsd: null, monthUsd: null } : { keys: { [key]: null } };
  if ((key === undefined) !== (total === undefined)) {
    throw misuse('--key', '--key and --total belong together', 'Such as --key key-01HZ… --total 50.');
  }
  if (!isAmount) return undefined;
  return {
    ...(day === undefined ? {} : { dayUsd: day }),
    ...(month === undefined ? {} : { monthUsd: month }),
    ...(key === undefined || total === undefined ? {} : { keys: { [key]: total } }),
  };
}

function misuse(field: string, message: string, todo: string): AppError {
  return new AppError('bad_usage', message, { field, todo });
}

function toTable({ account, day, month, keys }: Caps): string {
  const say = (usd: number): string => sayUsd(microUsdOf(usd));
  const row = (what: string, { capUsd, spentUsd, heldUsd }: Caps['keys'][number] | Caps['day'] | Caps['month']) => [
    ...[what, capUsd === undefined ? 'none' : say(capUsd), say(spentUsd), say(heldUsd)],
  ];
  return tableLines(
    ['WHAT', 'CAP', 'SPENT', 'HELD'],
    [
      row(`${account}, ${day.date}`, day),
      row(`${account}, ${month.month}`, month),
      ...keys.map((key) => row(`${key.id}, in all`, key)),
    ],
  );
}
