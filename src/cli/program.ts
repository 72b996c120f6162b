import { Command, CommanderError } from 'commander';
import { inspect } from 'node:util';
import { AppError } from '../contract/errors.js';
import type { CliDeps } from './cli-deps.js';
import { addAccountsCommand } from './accounts/accounts.js';
import { addBackupCommand } from './backup.js';
import { addCallbacksCommand } from './callbacks.js';
import { addCostsCommand } from './costs/costs.js';
import { addDoctorCommand } from './doctor/doctor.js';
import { failureJson, failureLines, toFailure, type ExitCode } from './failure.js';
import { addKeysCommand } from './keys.js';
import { addMigrateCommand } from './migrate.js';
import { addModelsCommand } from './models.js';
import { addAuditCommand } from './operations/audit.js';
import { addPauseCommands } from './operations/pause.js';
import { addPresetsCommand } from './presets.js';
import { addRenderCommand } from './render/render.js';
import { addServeCommand } from './serve/serve.js';
import { TaskError } from './task-error.js';
import { addTasksCommand } from './tasks/tasks.js';

const EXAMPLES = `
Examples:
  $ firstframe render photo.jpg --prompt "Slow push in"
  $ firstframe presets
  $ firstframe tasks list
  $ firstframe serve
  $ firstframe doctor
  $ firstframe render --help

Commands work on your data folder; with FIRSTFRAME_URL (and FIRSTFRAME_API_KEY) set, on that server.`;

/**
 * The whole command line as a tree of commands. Nothing in it exits: bad usage is thrown, for {@link runProgram}, and a
 * command that ends without an error and yet not well says so through `end`.
 */
export function createProgram(deps: CliDeps, end: (code: ExitCode) => void): Command {
  const program = new Command('firstframe')
    .description('Turns a still you own into a video clip you can ship.')
    .version(deps.version, '-V, --version')
    .option('--debug', 'print the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
      // Said once, by runProgram, in the form of every other error.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXAMPLES);
  addRenderCommand(program, deps);
  addPresetsCommand(program, deps);
  addModelsCommand(program, deps);
  addTasksCommand(program, deps, end);
  addServeCommand(program, deps);
  addKeysCommand(program, deps);
  addAccountsCommand(program, deps);
  addCostsCommand(program, deps, end);
  addCallbacksCommand(program, deps);
  addPauseCommands(program, deps);
  addAuditCommand(program, deps);
  addBackupCommand(program, deps);
  addMigrateCommand(program, deps);
  addDoctorCommand(program, deps, end);
  return program;
}

/**
 * Runs one command line (without `node` and the script) to its end and answers with the exit code. Every error is told
 * here and nowhere else: two lines on stderr, and with `--json` an object on stdout.
 */
export async function runProgram(args: readonly string[], deps: CliDeps): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(deps, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // `firstframe` alone: the help is on stderr already, and it is not what anybody meant to run.
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    return tell(error instanceof CommanderError ? toUsageError(error) : error, args, deps);
  }
}

function tell(error: unknown, args: readonly string[], deps: CliDeps): ExitCode {
  // Once stopped, whatever fell over on the way out is an echo of that; but for a task, which goes on without its command.
  const isEcho = deps.signal.aborted && !(error instanceof TaskError);
  const failure = toFailure(isEcho ? new AppError('aborted', 'stopped', { cause: error }) : error);
  // Read from the words themselves: when they cannot be parsed, there are no options to ask.
  if (args.includes('--json')) deps.stdout.write(failureJson(failure));
  deps.stderr.write(failureLines(failure));
  if (args.includes('--debug')) deps.stderr.write(`${inspect(error)}\n`);
  return failure.exitCode;
}

/** "error: unknown option '--promt'\n(Did you mean --prompt?)", as commander puts it, in our own form. */
function toUsageError(error: CommanderError): AppError {
  const [first = '', ...rest] = error.message.split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  return new AppError('bad_usage', first.replace(/^error: /, '').replace(/\.$/, ''), {
    todo: suggestion === '' ? 'See firstframe --help, or firstframe COMMAND --help.' : suggestion,
    cause: error,
  });
}
