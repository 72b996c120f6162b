import { type Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../contract/errors.js';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { Reconciliation } from '../../contract/reconciliation.js';
import type { CliDeps } from '../cli-deps.js';
import type { ExitCode } from '../failure.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines } from '../table.js';
import { csvLines } from './csv-lines.js';
import { readInvoice } from './read-invoice.js';

interface ReconcileOptions {
  readonly route: string;
  readonly month: string;
  readonly invoice?: string;
  readonly apply?: true;
  readonly csv?: true;
  readonly json?: true;
}

/** Adds `costs reconcile`: the vendor's word against the ledger. */
export function addReconcileCommand(costs: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  costs
    .command('reconcile')
    .description(
      "Holds a month against the vendor's list, or its invoice as CSV. Exit code 1 when a charge is unexplained.",
    )
    .requiredOption('--route <name>', 'the vendor: hiapi, ark, dashscope, runway')
    .addOption(new Option('--month <month>', 'such as 2026-11, UTC').argParser(readMonth).makeOptionMandatory())
    .option('--invoice <file>', 'CSV with columns id, date and amount, by their headings')
    .option('--apply', 'enter what is proven of amounts that nobody knew')
    // --csv and --json are of `costs` itself, which reads them first.
    .action(async (_own: unknown, command: Command) => {
      const { route, month, invoice: file, apply, csv, json } = command.optsWithGlobals<ReconcileOptions>();
      const invoice = file === undefined ? undefined : readInvoice(await readText(path.resolve(deps.cwd, file)));
      const ask = { route, month, apply: apply === true, ...(invoice === undefined ? {} : { invoice: [...invoice] }) };
      const { openLine, stdout, stderr, signal } = deps;
      const found = await withLine(openLine, { works: false }, ({ client }) =>
        client.rescue.reconcile(ask, { signal }),
      );
      stdout.write(json === true ? jsonLines(found) : csv === true ? toCsv(found) : toTable(found));
      stderr.write(closingLine(found));
      if (found.unexplained > 0) end(1);
    });
}

function rowsOf({ charges }: Reconciliation): string[][] {
  const say = (usd: number | undefined): string => (usd === undefined ? '-' : sayUsd(microUsdOf(usd)));
  return charges.map(({ verdict, handle = '-', taskId = '-', hereUsd, thereUsd, applied, say: words }) => [
    ...[applied === true ? `${verdict}, entered` : verdict, handle, taskId, say(hereUsd), say(thereUsd), words],
  ]);
}

function toTable(found: Reconciliation): string {
  const rows = rowsOf(found).filter(([verdict]) => verdict !== 'matched');
  return tableLines(['VERDICT', 'VENDOR ID', 'TASK', 'HERE', 'THERE', 'WHAT'], rows);
}

function toCsv({ charges }: Reconciliation): string {
  return csvLines(
    ['verdict', 'vendor_id', 'task', 'here_usd', 'there_usd', 'applied', 'what'],
    charges.map(({ verdict, handle = '', taskId = '', hereUsd = '', thereUsd = '', applied = false, say }) => [
      ...[verdict, handle, taskId, hereUsd, thereUsd, String(applied), say],
    ]),
  );
}

function closingLine({ route, month, source, charges, unexplained }: Reconciliation): string {
  const matched = charges.filter(({ verdict }) => verdict === 'matched').length;
  return `${route}, ${month}, by its ${source}: ${matched} matched, ${unexplained} unexplained\n`;
}

function readMonth(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new AppError('bad_usage', `--month "${text}" is no month`, {
    field: '--month',
    todo: 'Give one such as 2026-11.',
  });
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const todo = 'Name a file that can be read.';
    throw new AppError('bad_input', `the invoice ${file} cannot be read`, { field: '--invoice', todo, cause: error });
  });
}
