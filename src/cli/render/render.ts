import type { Command } from 'commander';
import { checkClipPlace, type ClipPlace } from '../../clips/save-clip.js';
import { AppError } from '../../contract/errors.js';
import type { Client } from '../../client/client.js';
import { openStillFile, type StillFile } from '../../stills/still-file.js';
import type { CliDeps } from '../cli-deps.js';
import type { Line } from '../line/line.js';
import { fetchClip } from '../tasks/fetch-clip.js';
import { followTask } from '../tasks/follow-task.js';
import { closingLines } from './closing-lines.js';
import { clipOf, findTake } from './find-take.js';
import { nameOutput, type OutputName } from './output-path.js';
import { publishedLines } from './published-lines.js';
import { readReport } from './read-report.js';
import { addRenderOptions, checkTake, type RenderOptions, toSettings } from './render-options.js';
import { checkHere, sayAsTyped, toField } from './said-as-typed.js';
import { settingsOnWire, type TakeRequest } from './take-request.js';

const EXAMPLES = `
Examples:
  $ firstframe render photo.jpg --prompt "Slow push in"
  $ firstframe render photo.jpg --prompt "Pan left" --duration 8 --resolution 1080p
  $ firstframe render product.png --prompt "Arc right" --aspect 9:16 --focus 0.5,0.4 -o story.mp4
  $ firstframe render logo.png --prompt "Static" --aspect 1:1 --fit pad --background "#101820"
  $ firstframe render before.jpg --last after.jpg --preset before-after
  $ firstframe render product.png --preset hero-loop --aspect 21:9
  $ firstframe render photo.jpg --prompt "Pull out" --json > report.json
  $ firstframe render photo.jpg --prompt "Slow push in" --again
  $ firstframe render photo.jpg --prompt "Slow push in" --to "s3://my-clips/shop/{name}.mp4?region=eu-west-1"
  $ firstframe render --prompt "Tilt up" --explain
  $ firstframe render photo.jpg --prompt "Slow push in" --model seedance-2-0 --route ark,hiapi --budget 1.50

The clip is named after the still, in the current folder, and replaces nothing; -o FILE is replaced when the new clip is whole.
Run again with the same still and settings, it goes on with what was begun, and what is done is not made twice; --again makes
another take. Interrupted, it is paused: the task goes on with the next firstframe that waits for it.

Other models are run by vendors, for money and with a key of yours: firstframe models says which variable each waits for. --loop, --fit,
--focus, --background, --crf and --encoder-preset are local/motion's alone.`;

/** What is done before there are frames: of a pair, most of it is to find what has moved where. */
const READING = 'reading the still…';
const COMPARING = 'comparing the stills…';

/** Adds `firstframe render`: a still and a prompt become a clip. */
export function addRenderCommand(program: Command, deps: CliDeps): void {
  const command = program
    .command('render')
    .summary('make a clip from a still')
    .description('Makes a clip from a still: what the prompt says happens, and the first frame is your still.')
    .argument(
      '[still]',
      'JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF; needed but for --explain, and of models that make clips of text alone',
    );
  addRenderOptions(command, deps.defaultModel)
    .addHelpText('after', EXAMPLES)
    .action(async (still: string | undefined, options: RenderOptions) => {
      const isGiven = (option: string): boolean => command.getOptionValueSource(option) === 'cli';
      if (options.explain === true) return explain(options, isGiven, deps);
      if (!isBuiltIn(options.model)) {
        // Loaded when it is asked for: a clip of the built-in renderer has no use for it.
        const { renderHosted } = await import('./render-hosted.js');
        return renderHosted(still, options, isGiven, deps);
      }
      if (still === undefined) {
        const todo = 'Name the still to make a clip from, such as firstframe render photo.jpg --prompt "Slow push in".';
        throw new AppError('bad_usage', "missing required argument 'still'", { todo });
      }
      return render(still, options, isGiven, deps);
    });
}

/** The model of this machine's own, whatever route is written behind it. */
function isBuiltIn(model: string): boolean {
  return /^local\/motion(@|$)/.test(model);
}

/** Touches no file; a still or an output that is named all the same is left alone. */
async function explain(
  options: RenderOptions,
  isGiven: (option: string) => boolean,
  { stdout }: CliDeps,
): Promise<void> {
  // Loaded when it is asked for: reading prompts takes tables that a render loads elsewhere.
  const { explainPrompt } = await import('../../tasks/local/explain-prompt.js');
  stdout.write(`${JSON.stringify(explainPrompt(toSettings(options, isGiven)), undefined, 2)}\n`);
}

async function render(
  stillPath: string,
  options: RenderOptions,
  isGiven: (option: string) => boolean,
  deps: CliDeps,
): Promise<void> {
  // First of all: a media process needs longer to start than everything here takes.
  deps.warmMedia();
  const settings = toSettings(options, isGiven);
  checkTake(options);
  const line = deps.openLine({ works: true });
  try {
    // What this version knows to be wrong need not be sent; another server's models are its own to judge.
    if (!line.isRemote) checkHere(settings);
    const output = nameOutput(stillPath, options.output, deps.cwd);
    try {
      const paths = settings.lastPath === undefined ? [stillPath] : [stillPath, settings.lastPath];
      const stills = await openStills(paths);
      const place = await checkClipPlace(output.path, paths);
      const request: TakeRequest = {
        ...{ model: settings.model, settings: settingsOnWire(settings, isGiven), stills },
        ...(options.key === undefined ? {} : { key: options.key }),
        ...(options.route === undefined ? {} : { route: options.route }),
        ...(options.to === undefined ? {} : { publishTo: options.to }),
      };
      await makeClip(request, { options, output, place, paths }, line, deps);
    } finally {
      output.release();
    }
  } finally {
    await line.close();
  }
}

/** Looks at the stills as files, before anything is sent. @throws AppError `bad_input` */
export async function openStills(paths: readonly string[]): Promise<readonly StillFile[]> {
  const stills: StillFile[] = [];
  // One after the other: of two that cannot be used, the first is told of.
  for (const [index, file] of paths.entries()) stills.push(await openStillFile(file, index === 0 ? 'still' : 'last'));
  return stills;
}

interface ClipOrder {
  readonly options: RenderOptions;
  readonly output: OutputName;
  readonly place: ClipPlace;
  readonly paths: readonly string[];
}

async function makeClip(request: TakeRequest, order: ClipOrder, { client }: Line, deps: CliDeps): Promise<void> {
  const { options, output, place, paths } = order;
  const { signal, stderr, stdout, cwd } = deps;
  const isQuiet = options.quiet === true;
  const { taskId, how } = await findTake(client, request, {
    ...{ again: options.again === true, nowMs: deps.unixMs(), signal },
  }).catch((error: unknown) => {
    throw sayAsTyped(error, paths);
  });
  if (how === 'found' && !isQuiet) stderr.write(`firstframe: going on with ${taskId}\n`);
  const opening = paths.length === 1 ? READING : COMPARING;
  const task = await followTask(deps, client, taskId, { opening: isQuiet ? undefined : opening, toField }).catch(
    (error: unknown) => {
      throw sayAsTyped(error, paths);
    },
  );
  const [report] = await Promise.all([
    readReport(client, taskId, output.path),
    fetchTaken(client, clipOf(task, deps.unixMs())?.url, place, signal),
  ]);
  if (!isQuiet) {
    stderr.write(closingLines(report, cwd));
    stderr.write(publishedLines(task));
    if (how === 'stored') stderr.write('note: it was made before; --again makes another take.\n');
  }
  if (options.json === true) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}

/** Fetches the clip of a task that has one. @throws AppError where it is not stored any more; ClientError */
export async function fetchTaken(
  client: Client,
  url: string | undefined,
  place: ClipPlace,
  signal: AbortSignal,
): Promise<void> {
  if (url === undefined) {
    throw new AppError('media_failed', 'the clip is not stored any more', { todo: 'Make another take: --again.' });
  }
  await fetchClip(client, url, place, signal);
}
