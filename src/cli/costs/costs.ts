import { type Command, Option } from 'commander';
import { COST_GROUPS, type CostGroup, type CostRow, type Costs } from '../../contract/costs.js';
import { AppError } from '../../contract/errors.js';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { CliDeps } from '../cli-deps.js';
import type { ExitCode } from '../failure.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines } from '../table.js';
import { addCapCommand } from './cap.js';
import { addReconcileCommand } from './reconcile.js';
import { csvLines } from './csv-lines.js';

const EXAMPLES = `
Examples:
  $ firstframe costs
  $ firstframe costs --by day --from 2026-11-01 --to 2026-11-30 --csv > november.csv
  $ firstframe costs cap --day 20 --month 300
  $ firstframe costs cap --key key-01HZTQ8BX2N3GM3YFK4Z9D7VQR --total 50

SPENT has in it what nobody knows yet (UNCERTAIN); HELD is set aside for renders under way. Days are UTC's.`;

interface CostsOptions {
  readonly by: CostGroup;
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly csv?: true;
  readonly json?: true;
}

/** Adds `firstframe costs`: what renders have cost, and caps on what they may. */
export function addCostsCommand(program: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  const { openLine, stdout, stderr, signal } = deps;
  const costs = program
    .command('costs')
    .summary('what renders have cost, and may cost')
    .description('What renders have cost: this month, or from one day to another.')
    .addHelpText('after', EXAMPLES)
    .addOption(new Option('--by <group>', 'added up by').choices(COST_GROUPS).default('model'))
    .addOption(new Option('--from <date>', 'the first day, such as 2026-11-01').argParser(dateOf('--from')))
    .addOption(new Option('--to <date>', 'the last day; default: today').argParser(dateOf('--to')))
    .option('--account <id>', 'whose; default: all that you may see; of cap: your own')
    .addOption(new Option('--csv', 'print rows to stdout as CSV').conflicts('json'))
    .option('--json', 'print all of it to stdout as JSON')
    .action(async ({ csv, json, ...asked }: CostsOptions) => {
      const found = await withLine(openLine, { works: false }, ({ client }) =>
        client.money.costs({ ...asked, signal }),
      );
      stdout.write(json === true ? jsonLines(found) : csv === true ? toCsv(found) : toTable(found));
      if (json !== true && csv !== true) stderr.write(closingLine(found));
    });
  addCapCommand(costs, deps);
  addReconcileCommand(costs, deps, end);
}

/** Reads a day. The parser throws AppError `bad_usage`. */
function dateOf(field: string): (text: string) => string {
  return (text) => {
    if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
    throw new AppError('bad_usage', `${field} "${text}" is not a day`, { field, todo: 'Write it like 2026-11-01.' });
  };
}

function toTable({ by, rows }: Costs): string {
  const headings = [by.toUpperCase(), ...(by === 'model' ? ['PROVIDER'] : []), 'RENDERS', 'SPENT', 'HELD', 'UNCERTAIN'];
  return tableLines(
    headings,
    rows.map((row) => [
      ...namesOf(by, row),
      String(row.renders),
      ...[row.spentUsd, row.heldUsd, row.uncertainUsd].map((usd) => sayUsd(microUsdOf(usd))),
    ]),
  );
}

function toCsv({ by, rows }: Costs): string {
  const headings = [by, ...(by === 'model' ? ['provider'] : []), 'renders', 'spent_usd', 'held_usd', 'uncertain_usd'];
  return csvLines(
    headings,
    rows.map((row) => [...namesOf(by, row), row.renders, row.spentUsd, row.heldUsd, row.uncertainUsd]),
  );
}

function namesOf(by: CostGroup, { name, provider = '' }: CostRow): readonly string[] {
  return by === 'model' ? [name, provider] : [name];
}

function closingLine({ from, to, total }: Costs): string {
  const say = (usd: number): string => sayUsd(microUsdOf(usd));
  const unsure = total.uncertainUsd === 0 ? '' : `, of which nobody knows ${say(total.uncertainUsd)}`;
  const held = total.heldUsd === 0 ? '' : `; ${say(total.heldUsd)} is held for renders under way`;
  return `${from} to ${to}: ${say(total.spentUsd)} spent${unsure}${held}.\n`;
}
