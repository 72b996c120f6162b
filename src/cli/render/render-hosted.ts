import { stat } from 'node:fs/promises';
import { checkClipPlace } from '../../clips/save-clip.js';
import type { Client } from '../../client/client.js';
import { ClientError } from '../../client/client-error.js';
import { AppError } from '../../contract/errors.js';
import { checkHostedInput, findHosted, type HostedOptions } from '../../tasks/hosted/hosted-options.js';
import type { CliDeps } from '../cli-deps.js';
import { followTask } from '../tasks/follow-task.js';
import { clipOf, findTake, type Take } from './find-take.js';
import { hostedLines } from './hosted-lines.js';
import { hostedSettings } from './hosted-settings.js';
import { nameOutput } from './output-path.js';
import { fetchTaken, openStills } from './render.js';
import { publishedLines } from './published-lines.js';
import { checkTake, type RenderOptions, toSettings } from './render-options.js';
import { sayAsTyped, toField } from './said-as-typed.js';
import { settingsOnWire, stillFields, type TakeRequest } from './take-request.js';

/** What stands in for an upload where an input is only looked at. */
const ANY_ASSET = 'asset://00000000000000000000000000';

/** What a clip without a still is named after. */
const NAMELESS = 'clip';

/** What is said before the vendor has anything to tell. */
const WAITING = 'preparing the order…';

/**
 * `firstframe render` of a model that a vendor runs: the same line of still, task and clip, its money told of before and after.
 * @throws AppError, TaskError (held: exit 3), ClientError
 */
export async function renderHosted(
  stillPath: string | undefined,
  options: RenderOptions,
  isGiven: (option: string) => boolean,
  deps: CliDeps,
): Promise<void> {
  const { model, last, key, route, budget } = options;
  const known = findHosted(model);
  checkTake(options);
  const paths = pathsOf(stillPath, last, known, model);
  const line = deps.openLine({ works: true });
  try {
    if (known === undefined && !line.isRemote) throw unknownModel(model);
    // What this version does not know is another server's to judge.
    const settings =
      known === undefined
        ? settingsOnWire(toSettings(options, isGiven), isGiven)
        : hostedSettings(known, options, { isGiven, hasStill: paths.length > 0 });
    if (!line.isRemote) checkInput(model, settings, paths);
    if (paths.length > 0) deps.warmMedia();
    const output = nameOutput(stillPath ?? NAMELESS, options.output, deps.cwd);
    try {
      const stills = await openStills(paths);
      const place = await checkClipPlace(output.path, paths);
      const request: TakeRequest = {
        ...{ model, settings, stills },
        ...(key === undefined ? {} : { key }),
        ...(route === undefined ? {} : { route }),
        ...(budget === undefined ? {} : { budgetUsd: budget }),
        ...(options.to === undefined ? {} : { publishTo: options.to }),
      };
      const { client } = line;
      const task = await makeTask(client, request, { options, paths }, deps);
      await fetchTaken(client, clipOf(task, deps.unixMs())?.url, place, deps.signal);
      // The clip is there, which is what matters; a report that is not to be had is none.
      const report: unknown = await client.report(task.taskId).catch(() => undefined);
      const { size: sizeBytes } = await stat(place.path);
      if (options.quiet !== true) {
        deps.stderr.write(hostedLines({ task, report, outputPath: output.path, sizeBytes, cwd: deps.cwd }));
        deps.stderr.write(publishedLines({ ...task, adjustments: [] }));
        if (task.how === 'stored') deps.stderr.write('note: it was made before; --again makes another take.\n');
      }
      if (options.json === true) {
        const { how: _how, ...told } = task;
        deps.stdout.write(
          `${JSON.stringify({ outputPath: output.path, sizeBytes, task: told, report }, undefined, 2)}\n`,
        );
      }
    } finally {
      output.release();
    }
  } finally {
    await line.close();
  }
}

/** Finds or makes the task and follows it to its end. */
async function makeTask(
  client: Client,
  request: TakeRequest,
  { options, paths }: { readonly options: RenderOptions; readonly paths: readonly string[] },
  deps: CliDeps,
): Promise<Awaited<ReturnType<typeof followTask>> & Pick<Take, 'how'>> {
  const isQuiet = options.quiet === true;
  try {
    const { taskId, how } = await findOrAsk(client, request, options, deps);
    if (how === 'found' && !isQuiet) deps.stderr.write(`firstframe: going on with ${taskId}\n`);
    const task = await followTask(deps, client, taskId, {
      ...{ opening: isQuiet ? undefined : WAITING, toField, isHosted: true },
    });
    return { ...task, how };
  } catch (error) {
    throw sayAsTyped(error, paths);
  }
}

/** What a command line can do; what the server says is for programs. */
const UNPRICED_TODO =
  'Name a --route that has a price (firstframe models), set one in the file that FIRSTFRAME_PRICES names, or run it in a terminal, where it asks whether to go on.';

/** Where nobody has published a price, a person may go on without one; nobody else is asked. */
async function findOrAsk(
  client: Client,
  request: TakeRequest,
  { again }: RenderOptions,
  { confirm, unixMs, signal }: CliDeps,
): Promise<Take> {
  const look = { again: again === true, nowMs: unixMs(), signal };
  try {
    return await findTake(client, request, look);
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'UNPRICED') throw error;
    const [why = error.message] = error.message.split('. ');
    if (confirm === undefined)
      throw new ClientError(`${why.replace(/\.$/, '')}. ${UNPRICED_TODO}`, {
        ...{ status: error.status, code: error.code, cause: error },
      });
    if (!(await confirm(`${why.replace(/\.$/, '')}. So nobody can say what it will cost. Go on?`))) throw error;
    return findTake(client, { ...request, allowUnpriced: true }, look);
  }
}

function pathsOf(
  still: string | undefined,
  last: string | undefined,
  known: HostedOptions | undefined,
  model: string,
): readonly string[] {
  if (still !== undefined) return last === undefined ? [still] : [still, last];
  if (last !== undefined) {
    const todo = 'Name the still that the clip begins with too: firstframe render FIRST --last LAST.';
    throw new AppError('bad_usage', 'there is a --last and no still to begin with', { field: 'still', todo });
  }
  if (known?.frames.includes('none') === true) return [];
  const todo = `${model} makes clips from stills: firstframe render photo.jpg --model ${model} --prompt "Slow push in".`;
  throw new AppError('bad_usage', "missing required argument 'still'", { field: 'still', todo });
}

/** As the server will read it, before megabytes are sent. @throws AppError */
function checkInput(model: string, settings: TakeRequest['settings'], paths: readonly string[]): void {
  try {
    checkHostedInput(model, { ...settings, ...stillFields(paths.map(() => ANY_ASSET)) });
  } catch (error) {
    if (!(error instanceof AppError) || error.field === undefined) throw error;
    const { code, message, todo, field } = error;
    throw new AppError(code, message, { field: toField(field), ...(todo === undefined ? {} : { todo }) });
  }
}

function unknownModel(model: string): AppError {
  const todo = 'firstframe models lists those that there are.';
  return new AppError('bad_usage', `the model ${model} is unknown`, { field: '--model', todo });
}
