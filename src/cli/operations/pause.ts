import type { Command } from 'commander';
import { AppError } from '../../contract/errors.js';
import type { PauseScope, Pauses } from '../../contract/operations.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines, timeTold } from '../table.js';

const EXAMPLES = `
Examples:
  $ firstframe pause --reason "the month's budget is being talked about"
  $ firstframe pause --route ark --reason "they are down"
  $ firstframe pause --account team-b --model seedance-2-0 --reason "wrong prices"
  $ firstframe pause
  $ firstframe resume --route ark

Tasks are accepted and wait, two days at most; what was sent before is asked about and fetched as ever.`;

interface PauseOptions extends PauseScope {
  readonly reason?: string;
  readonly json?: true;
}

/** Adds `firstframe pause` and `firstframe resume`: the stop button. */
export function addPauseCommands(program: Command, { openLine, stdout, stderr, signal }: CliDeps): void {
  scoped(program.command('pause'))
    .summary('send nothing more, of everything or of a part; without options: show what is paused')
    .description(
      'Sends nothing more to who renders, of all that the options name. Without any option it shows what is paused.',
    )
    .option('--reason <text>', 'why, for whoever waits and for the audit log')
    .addHelpText('after', EXAMPLES)
    .action(async ({ reason, json, ...scope }: PauseOptions) => {
      if (reason !== undefined) {
        const ask = { ...scope, reason };
        const made = await withLine(openLine, { works: false }, ({ client }) =>
          client.operations.pause(ask, { signal }),
        );
        if (json === true) stdout.write(jsonLines(made));
        stderr.write(`${nameOf(made)} is paused: ${made.reason}\n`);
        return;
      }
      if (Object.keys(scope).length > 0) throw nothingPaused(scope);
      const found = await withLine(openLine, { works: false }, ({ client }) => client.operations.pauses({ signal }));
      if (json !== true && found.pauses.length + found.keys.length === 0) stderr.write('Nothing is paused.\n');
      stdout.write(json === true ? jsonLines(found) : toTable(found));
    });
  scoped(program.command('resume'))
    .summary('send again what was paused, and try keys again that a vendor refused')
    .description(
      'Ends a pause, by the options it was made with. With --route, or without any, it tries keys again that were refused.',
    )
    .action(async ({ json, ...scope }: PauseOptions) => {
      const ended = await withLine(openLine, { works: false }, ({ client }) =>
        client.operations.resume(scope, { signal }),
      );
      if (json === true) stdout.write(jsonLines(ended));
      for (const pause of ended.pauses) stderr.write(`${nameOf(pause)} is not paused any more\n`);
      for (const { route } of ended.keys) stderr.write(`the key of ${route} is tried again\n`);
      if (ended.pauses.length + ended.keys.length === 0) {
        stderr.write(`${nameOf(scope)} was not paused; firstframe pause shows what is\n`);
      }
    });
}

/** Whoever names what is to stop believes that it has. */
function nothingPaused(scope: PauseScope): AppError {
  const todo = 'Say why: --reason TEXT. firstframe pause, without any option, shows what is paused.';
  return new AppError('bad_usage', `${nameOf(scope)} is not paused: there is no reason`, { field: '--reason', todo });
}

function scoped(command: Command): Command {
  return command
    .option('--account <id>', 'of one account; else of all')
    .option('--route <route>', 'of one provider: hiapi, ark, dashscope, runway, local')
    .option('--model <id>', 'of one model')
    .option('--json', 'print it to stdout as JSON');
}

function nameOf({ account, route, model }: PauseScope): string {
  const parts = [
    ...(model === undefined ? [] : [`the model ${model}`]),
    ...(route === undefined ? [] : [`the route ${route}`]),
    ...(account === undefined ? [] : [`the account ${account}`]),
  ];
  return parts.length === 0 ? 'everything' : parts.join(' of ');
}

function toTable({ pauses, keys }: Pauses): string {
  const rows = [
    ...pauses.map((pause) => [nameOf(pause), timeTold(pause.since), 'until resumed', pause.reason]),
    ...keys.map(({ route, since, tryAt, say }) => [`the key of ${route}`, timeTold(since), timeTold(tryAt), say]),
  ];
  return tableLines(['NOT SENT', 'SINCE (UTC)', 'TRIED AGAIN (UTC)', 'WHY'], rows);
}
