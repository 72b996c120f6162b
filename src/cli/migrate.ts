import type { Command } from 'commander';
import type { CliDeps } from './cli-deps.js';
import { jsonLines } from './table.js';

/** What became of a schema. */
export interface MigrateReport {
  readonly database: 'postgres' | 'sqlite';
  /** The steps that were applied now, in order; none: the schema had them all. */
  readonly applied: readonly string[];
  /** Another process has the data folder: it brought the schema up to date when it started, to its own version. */
  readonly isInUse: boolean;
}

const EXAMPLES = `
Examples:
  $ firstframe migrate
  $ FIRSTFRAME_DATABASE_URL=postgres://… firstframe migrate

serve does it too as it starts, one process at a time. By itself it has all the time that a large table takes, and the servers of the
version before go on meanwhile: run the new version's migrate first, then restart the servers one after another.`;

/** Adds `firstframe migrate`: the schema, and nothing else. */
export function addMigrateCommand(program: Command, { migrate, stdout, stderr }: CliDeps): void {
  program
    .command('migrate')
    .summary('bring the schema of the database up to date')
    .description('Brings the schema of the database up to date, and ends. Run again it does nothing.')
    .option('--json', 'print what was applied as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: true }) => {
      const report = await migrate();
      if (json === true) stdout.write(jsonLines(report));
      stderr.write(`${sayOf(report)}\n`);
    });
}

function sayOf({ database, applied, isInUse }: MigrateReport): string {
  if (isInUse) return 'another firstframe has the data folder: its schema is the one of that version';
  if (applied.length === 0) return 'the schema is up to date';
  return `${database === 'postgres' ? 'Postgres' : 'SQLite'} now has ${applied.join(', ')}`;
}
