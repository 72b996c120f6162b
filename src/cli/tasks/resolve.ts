import { AppError } from '../../contract/errors.js';
import type { ResolveTask } from '../../contract/resolve-task.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines } from '../table.js';

/** What was said on the command line; exactly one of the first four. */
export interface ResolveOptions {
  readonly handle?: string;
  /** `false` for `--no-job`, as commander has it. */
  readonly job?: boolean;
  readonly giveUp?: true;
  readonly budget?: number;
  readonly json?: true;
}

/**
 * Resolves a held task.
 * @throws AppError `bad_usage` unless exactly one thing is said; ClientError
 */
export async function resolveTask(id: string, options: ResolveOptions, deps: CliDeps): Promise<void> {
  const ask = readAsk(options);
  const task = await withLine(deps.openLine, { works: true }, ({ client }) => client.resolve(id, ask, deps));
  if (options.json === true) deps.stdout.write(jsonLines(task));
  const next = task.status === 'fail' ? 'it has failed, as you said' : `goes on; firstframe tasks wait ${task.taskId}`;
  deps.stderr.write(`${task.taskId}: ${next}\n`);
}

function readAsk({ handle, job, giveUp, budget }: ResolveOptions): ResolveTask {
  const said: ResolveTask[] = [];
  if (handle !== undefined) said.push({ handle });
  if (job === false) said.push({ no_job: true });
  if (giveUp === true) said.push({ give_up: true });
  if (budget !== undefined) said.push({ budget_usd: budget });
  const [ask, another] = said;
  if (ask !== undefined && another === undefined) return ask;
  const todo = 'Give one of --handle ID, --no-job, --give-up, --budget USD.';
  throw new AppError('bad_usage', 'a held task is resolved in one way', { todo });
}
