import type { Command } from 'commander';
import type { CliDeps } from '../cli-deps.js';
import type { MachineCheck } from './examine-machine.js';
import type { ExitCode } from '../failure.js';

const EXAMPLES = `
Examples:
  $ firstframe doctor
  $ firstframe doctor --json

Exit code 1 when something that a render needs does not work; each such line says what to do.`;

/** Adds `firstframe doctor`: what works on this machine, tried and not guessed. */
export function addDoctorCommand(program: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .summary('say what works on this machine')
    .description('Tries what a render needs on this machine, a short render included, and says what works.')
    .option('--json', 'print the report to stdout as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: true }) => {
      deps.warmMedia();
      const report = await deps.examineMachine();
      deps.stdout.write(
        json === true ? `${JSON.stringify(report, undefined, 2)}\n` : report.checks.map(checkLines).join(''),
      );
      if (!report.works) end(1);
    });
}

function checkLines({ name, state, found, todo }: MachineCheck): string {
  const mark = { works: 'ok  ', doubtful: 'warn', broken: 'FAIL' }[state];
  return `${mark}  ${name.padEnd(10)} ${found}\n${todo === undefined ? '' : `      ${' '.repeat(10)} ${todo}\n`}`;
}
