import { type Command, Option } from 'commander';
import type { CliDeps } from '../cli-deps.js';
import { dollars } from '../costs/dollars.js';
import { type LiveOptions, tryLive } from './live.js';
import type { MachineCheck } from './examine-machine.js';
import type { ExitCode } from '../failure.js';

const EXAMPLES = `
Examples:
  $ firstframe doctor
  $ firstframe doctor --json
  $ firstframe doctor --live --route ark --max-usd 0.50

Exit code 1 when something that a render needs does not work; each such line says what to do.`;

/** Adds `firstframe doctor`: what works on this machine, tried and not guessed. */
export function addDoctorCommand(program: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .summary('say what works on this machine')
    .description('Tries what a render needs on this machine, a short render included, and says what works.')
    .option('--live', 'order one real clip of a route, the cheapest, and say what came of it; costs money')
    .option('--route <name>', 'with --live: the vendor')
    .addOption(new Option('--max-usd <usd>', 'with --live: the most it may cost').argParser(dollars('--max-usd')))
    .option('--model <id>', 'with --live: not the cheapest')
    .option('--save <file>', 'with --live: where call and reply are saved, without stills and keys')
    .option('--json', 'print the report to stdout as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json, live, ...asked }: LiveOptions & { readonly json?: true; readonly live?: true }) => {
      if (live === true) {
        end(await tryLive(asked, deps));
        return;
      }
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
