import type { Command } from 'commander';
import path from 'node:path';
import type { Backup } from '../contract/backup.js';
import { AppError } from '../contract/errors.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';
import { jsonLines } from './table.js';

const EXAMPLES = `
Examples:
  $ firstframe backup
  $ firstframe backup -o /mnt/backups/monday

It is a data folder itself: to restore it, put it in the place of the one that is lost, or use it where it is with --data or
FIRSTFRAME_DATA. Tasks go on while it is written. It holds keys and clips as the data folder does: keep it as private. On the same disk
clips take no room again, which also means that one lost disk takes both.`;

interface BackupOptions {
  readonly output?: string;
  readonly json?: true;
}

/** Adds `firstframe backup`: a copy of everything, whichever process is at work on it. */
export function addBackupCommand(program: Command, deps: CliDeps): void {
  const { openLine, stdout, stderr, signal, cwd } = deps;
  program
    .command('backup')
    .summary('copy the data folder while it is in use')
    .description(
      'Copies the data folder, tasks, clips and keys, to a new folder, though another process be at work on it.',
    )
    .option('-o, --output <folder>', 'a folder that is not there yet (default: firstframe-backup-DATE-TIME here)')
    .option('--json', 'print what it came to as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ output = nameBy(deps.unixMs()), json }: BackupOptions) => {
      const folder = path.resolve(cwd, output);
      const backup = await withLine(openLine, { works: false }, ({ owner }) => {
        if (owner === undefined) throw notHere();
        return owner.backUp(folder, { signal });
      });
      stdout.write(json === true ? jsonLines(backup) : `${backup.folder}\n`);
      stderr.write(linesOf(backup).join(''));
    });
}

/** What is in it, what is not, and how it is restored. */
function linesOf({ folder, database, secretKey, blobs, sizeBytes, missing }: Backup): string[] {
  const files = blobs === 1 ? '1 file' : `${blobs} files`;
  const megabytes = `${(sizeBytes / 1e6).toFixed(1)} MB`;
  const isWhole = database === 'copied';
  return [
    `copied ${isWhole ? `the database and ${files}` : files}, ${megabytes} in all\n`,
    ...(missing === 0 ? [] : [`${missing} more are known to the database and are not there; what needs them fails\n`]),
    ...(isWhole
      ? []
      : [`The database is not in it. Run pg_dump on it BEFORE this command, so that it names nothing newer.\n`]),
    ...(secretKey === 'copied'
      ? []
      : ['FIRSTFRAME_SECRET_KEY is not in it: keep it, or callback secrets and accounts’ vendor keys are lost.\n']),
    isWhole
      ? `To restore it: firstframe serve --data ${quoted(folder)}, or put it in the place of the data folder\n`
      : `To restore it: pg_restore the dump into an empty database, then, without FIRSTFRAME_BLOBS, firstframe serve --restored --data ${quoted(folder)}\n`,
  ];
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `firstframe-backup-20261122-184500`, in UTC. */
function nameBy(unixMs: number): string {
  const [date = '', time = ''] = new Date(unixMs)
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T');
  return `firstframe-backup-${date}-${time}`;
}

function notHere(): AppError {
  const todo =
    'Run it there, as the user who runs the server; or unset FIRSTFRAME_URL to copy the data folder of this machine.';
  return new AppError('bad_usage', 'a data folder is copied on its own machine, and FIRSTFRAME_URL is set', { todo });
}
