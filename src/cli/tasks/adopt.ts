import { type Command, Option } from 'commander';
import type { Adoption } from '../../contract/adoption.js';
import { AppError } from '../../contract/errors.js';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { Client } from '../../client/client.js';
import type { CliDeps } from '../cli-deps.js';
import type { ExitCode } from '../failure.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines, timeTold } from '../table.js';

const EXAMPLES = `
Examples:
  $ firstframe tasks adopt --route ark --since 7d --dry-run
  $ firstframe tasks adopt --route hiapi --since 36h

Takes in whatever the account at the vendor has made, with any program and any key of it. Each clip becomes a task (reference
adopted:ID) and is kept until it is deleted. Run again, it takes in nothing twice. Exit code 1 when the list could not be read to its
end, or a clip could not be saved.`;

interface AdoptOptions {
  readonly route: string;
  readonly since: number;
  readonly dryRun?: boolean;
  readonly wait: boolean;
  readonly json?: true;
}

/** Adds `tasks adopt`: saves what was paid for at a vendor. */
export function addAdoptCommand(tasks: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  tasks
    .command('adopt')
    .description('Fetches the clips that a vendor has made and that are not known here, the most urgent first.')
    .requiredOption('--route <name>', 'a vendor that lists its tasks: hiapi, ark, dashscope')
    .addOption(new Option('--since <span>', 'how far back, such as 36h or 7d').argParser(readHours).default(168, '7d'))
    .option('--dry-run', 'only say what would be taken in')
    .option('--no-wait', 'do not wait until the clips are here; for a server that goes on with them')
    .option('--json', 'print all of it to stdout as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ route, since, dryRun = false, wait, json }: AdoptOptions) => {
      const { openLine, stdout, stderr, signal } = deps;
      await withLine(openLine, { works: true }, async ({ client }) => {
        const asked = { route, since_hours: since, dry_run: dryRun };
        const adoption = await client.rescue.adopt(asked, { signal });
        stdout.write(json === true ? jsonLines(adoption) : toTable(adoption));
        stderr.write(linesOf(adoption).join(''));
        const isSaved = dryRun || !wait || (await save(client, adoption, deps));
        if (!isSaved || adoption.trouble !== undefined) end(1);
      });
    });
}

/** Waits until every clip is here or lost. */
async function save(client: Client, { adopted }: Adoption, { stderr, signal }: CliDeps): Promise<boolean> {
  let saved = 0;
  for (const { taskId, handle } of adopted) {
    if (taskId === undefined) continue;
    const task = await client.wait(taskId, { signal });
    if (task.status === 'success') saved += 1;
    else stderr.write(`${handle}: ${task.failure?.say ?? task.error?.message ?? 'it failed'}\n`);
  }
  if (adopted.length > 0) stderr.write(`${saved} of ${adopted.length} saved\n`);
  return saved === adopted.length;
}

function toTable({ adopted }: Adoption): string {
  return tableLines(
    ['VENDOR ID', 'TASK', 'MODEL', 'STATUS', 'MADE (UTC)', 'URL DIES', 'COST'],
    adopted.map(({ handle, taskId = '-', model, status, created, expires, costUsd }) => [
      ...[handle, taskId, model, status, timeTold(created), timeTold(expires)],
      costUsd === undefined ? 'not told' : sayUsd(microUsdOf(costUsd)),
    ]),
  );
}

function linesOf(adoption: Adoption): string[] {
  const { route, dryRun, listed, adopted, known, failed, noClip, expired, mayBe, reachHours, trouble } = adoption;
  const left = [
    [known, 'known here'],
    [failed, 'failed'],
    [noClip, 'without a clip'],
    [expired.length, 'expired'],
  ].filter(([count]) => count !== 0);
  const leftOut = left.length === 0 ? '' : `; left out: ${left.map((words) => words.join(' ')).join(', ')}`;
  return [
    `${route} lists ${listed}: ${adopted.length} ${dryRun ? 'would be taken in' : 'taken in'}${leftOut}\n`,
    ...expired.map((handle) => `${handle}: its URL is dead; it cannot be saved from here\n`),
    ...mayBe.map(
      ({ handle, taskId }) =>
        `${handle} may be the render of ${taskId}: firstframe tasks resolve ${taskId} --handle ${handle}\n`,
    ),
    ...(reachHours === undefined
      ? []
      : [`The list of ${route} goes back ${Math.round(reachHours)} h, and no further.\n`]),
    ...(trouble === undefined ? [] : [`The list was not read to its end: ${trouble} Run it again.\n`]),
  ];
}

const HOURS_A: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24 };

/** `90m`, `36h`, `7d` in hours. @throws AppError `bad_usage` */
function readHours(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const hours = Number(count) * (HOURS_A[unit] ?? 0);
  if (hours > 0) return hours;
  throw new AppError('bad_usage', `--since "${text}" is no span of time`, {
    field: '--since',
    todo: 'Give one such as 90m, 36h or 7d.',
  });
}
