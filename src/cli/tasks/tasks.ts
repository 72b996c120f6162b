import { type Command, Option } from 'commander';
import type { Task } from '../../contract/task.js';
import type { CliDeps } from '../cli-deps.js';
import { dollars } from '../costs/dollars.js';
import { withLine } from '../line/line.js';
import { jsonLines, tableLines, timeTold } from '../table.js';
import { wholeNumber } from '../whole-number.js';
import type { ExitCode } from '../failure.js';
import { addAdoptCommand } from './adopt.js';
import { cancelTask } from './cancel.js';
import { describeTask } from './describe-task.js';
import { promptOf } from './prompt-of.js';
import { type ResolveOptions, resolveTask } from './resolve.js';
import { waitForClip } from './wait.js';

const EXAMPLES = `
Examples:
  $ firstframe tasks list
  $ firstframe tasks list --size 50 --json
  $ firstframe tasks show tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR
  $ firstframe tasks wait tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR -o clip.mp4
  $ firstframe tasks cancel tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR
  $ firstframe tasks resolve tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR --no-job`;

/** Options that several of the commands have. */
interface Options {
  readonly json?: true;
}

/** Adds `firstframe tasks`: what was asked for, and what became of it. */
export function addTasksCommand(program: Command, deps: CliDeps, end: (code: ExitCode) => void): void {
  const tasks = program
    .command('tasks')
    .summary('list, show, wait for, cancel, resolve and adopt tasks')
    .description('What was asked for, and what became of it.')
    .addHelpText('after', EXAMPLES);
  addList(tasks, deps);
  addAdoptCommand(tasks, deps, end);
  tasks
    .command('show')
    .description('Shows all that is known of a task.')
    .argument('<id>', 'of the task')
    .option('--json', 'print it to stdout as JSON')
    .action(async (id: string, { json }: Options) => {
      const task = await withLine(deps.openLine, { works: false }, ({ client }) => client.get(id, deps));
      deps.stdout.write(json === true ? jsonLines(task) : describeTask(task));
    });
  tasks
    .command('wait')
    .description(
      'Waits until a task has ended; works on it, if nobody else does. Interrupted, it can be waited for again.',
    )
    .argument('<id>', 'of the task')
    .option('-o, --output <file>', 'save the clip')
    .option('--json', 'print the task to stdout as JSON')
    .option('-q, --quiet', 'say nothing but errors')
    .action((id: string, options: Parameters<typeof waitForClip>[1]) => waitForClip(id, options, deps));
  tasks
    .command('cancel')
    .description('Gives a task up. What a provider is at already may go on, and cost: the answer says.')
    .argument('<id>', 'of the task')
    .option('--json', 'print the task to stdout as JSON')
    .action((id: string, { json }: Options) => cancelTask(id, json === true, deps));
  tasks
    .command('resolve')
    .description('Ends the wait of a held task: its `hold` says what it waits for.')
    .argument('<id>', 'of the task')
    .option('--handle <id>', 'the provider has the render, under this id of its own')
    .option('--no-job', 'the provider has no such render: it is sent again')
    .option('--give-up', 'the task fails; what it may have cost stays counted')
    .addOption(new Option('--budget <usd>', 'what the task may cost now, in dollars').argParser(dollars('--budget')))
    .option('--json', 'print the task to stdout as JSON')
    .action((id: string, options: ResolveOptions) => resolveTask(id, options, deps));
}

interface ListOptions extends Options {
  readonly page: number;
  readonly size: number;
  readonly reference?: string;
}

function addList(tasks: Command, deps: CliDeps): void {
  tasks
    .command('list')
    .description('Lists tasks, newest first.')
    .addOption(new Option('--page <number>', 'from 1').argParser(wholeNumber('--page', 1, 1_000_000)).default(1))
    .addOption(new Option('--size <number>', 'tasks a page').argParser(wholeNumber('--size', 1, 100)).default(20))
    .option('--reference <name>', 'only those created with it')
    .option('--json', 'print the page to stdout as JSON')
    .action(async ({ page, size, reference, json }: ListOptions) => {
      const asked = { page, size, signal: deps.signal, ...(reference === undefined ? {} : { reference }) };
      const found = await withLine(deps.openLine, { works: false }, ({ client }) => client.list(asked));
      if (json === true) {
        deps.stdout.write(jsonLines(found));
        return;
      }
      deps.stdout.write(tableLines(['TASK', 'STATUS', 'CREATED (UTC)', 'MODEL', 'PROMPT'], found.tasks.map(rowOf)));
      const shown = (page - 1) * size + found.tasks.length;
      if (found.tasks.length === 0 && found.total > 0)
        deps.stderr.write(`Page ${page} is past the last: there are ${found.total}.\n`);
      else if (found.total === 0) deps.stderr.write('No tasks yet: firstframe render STILL --prompt TEXT makes one.\n');
      else if (shown < found.total) deps.stderr.write(`${shown} of ${found.total}; --page ${page + 1} has more.\n`);
    });
}

/** A prompt's beginning is enough to know it by. */
const PROMPT_SHOWN = 40;

function rowOf({ taskId, status, hold, created, model, input }: Task): string[] {
  const prompt = promptOf(input);
  const words = prompt.length > PROMPT_SHOWN ? `${prompt.slice(0, PROMPT_SHOWN - 1)}…` : prompt;
  return [taskId, hold === undefined ? status : 'held', timeTold(created), model, words];
}
