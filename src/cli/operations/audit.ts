import { type Command, Option } from 'commander';
import type { AuditEntry } from '../../contract/operations.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines, timeTold } from '../table.js';
import { wholeNumber } from '../whole-number.js';

interface AuditOptions {
  readonly account?: string;
  readonly action?: string;
  readonly size: number;
  readonly after?: string;
  readonly json?: true;
}

/** Adds `firstframe audit`: who changed what. */
export function addAuditCommand(program: Command, { openLine, stdout, stderr, signal }: CliDeps): void {
  program
    .command('audit')
    .summary('show who changed caps, keys, pauses, prices and accounts')
    .description(
      'Shows what was changed by hand, newest first: by which key, from what, to what. Nothing of it is ever changed or deleted.',
    )
    .option('--account <id>', 'of one account; else of all')
    .option('--action <name>', 'such as caps.set, or caps for all of them')
    .addOption(new Option('--size <number>', 'entries a page').argParser(wholeNumber('--size', 1, 500)).default(50))
    .option('--after <place>', 'goes on after a page, by what it said last')
    .option('--json', 'print the page to stdout as JSON')
    .action(async ({ json, ...asked }: AuditOptions) => {
      const page = await withLine(openLine, { works: false }, ({ client }) =>
        client.operations.audit({ ...asked, signal }),
      );
      const headings = ['AT (UTC)', 'ACCOUNT', 'KEY', 'WHAT', 'OF', 'BEFORE', 'AFTER'];
      stdout.write(json === true ? jsonLines(page) : tableLines(headings, page.entries.map(rowOf)));
      if (json !== true && page.next !== undefined) stderr.write(`There are older ones: --after ${page.next}\n`);
    });
}

function rowOf({ at, account, keyId, action, subject, before, after }: AuditEntry): string[] {
  const told = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value));
  return [timeTold(at), account, keyId, action, subject, told(before), told(after)];
}
