import type { Command } from 'commander';
import { AppError } from '../contract/errors.js';
import type { RenderReport } from '../tasks/render-still.js';
import type { CliDeps } from './cli-deps.js';
import { closingLines } from './closing-lines.js';
import { nameOutput } from './output-path.js';
import { createProgressBar } from './progress-bar.js';
import { addRenderOptions, type RenderOptions, toSettings } from './render-options.js';

const EXAMPLES = `
Examples:
  $ firstframe render photo.jpg --prompt "Slow push in"
  $ firstframe render photo.jpg --prompt "Pan left" --duration 8 --resolution 1080p
  $ firstframe render product.png --prompt "Arc right" --aspect 9:16 --focus 0.5,0.4 -o story.mp4
  $ firstframe render logo.png --prompt "Static" --aspect 1:1 --fit pad --background "#101820"
  $ firstframe render before.jpg --last after.jpg --preset before-after
  $ firstframe render product.png --preset hero-loop --aspect 21:9
  $ firstframe render photo.jpg --prompt "Pull out" --json > report.json
  $ firstframe render --prompt "Tilt up" --explain

The clip is named after the still, in the current folder, and replaces nothing; -o FILE is replaced when the new clip is whole.`;

/** What is done before there are frames: of a pair, most of it is to find what has moved where. */
const READING = 'reading the still…';
const COMPARING = 'comparing the stills…';

/** Adds `firstframe render`: a still and a prompt become a clip on this machine. */
export function addRenderCommand(program: Command, deps: CliDeps): void {
  const command = program
    .command('render')
    .summary('make a clip from a still')
    .description('Makes a clip from a still: what the prompt says happens, and the first frame is your still.')
    .argument('[still]', 'JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF; needed but for --explain');
  addRenderOptions(command, deps.defaultModel)
    .addHelpText('after', EXAMPLES)
    .action(async (still: string | undefined, options: RenderOptions) => {
      const isGiven = (option: string): boolean => command.getOptionValueSource(option) === 'cli';
      if (options.explain === true) return explain(options, isGiven, deps);
      if (still === undefined) {
        const todo = 'Name the still to make a clip from, such as firstframe render photo.jpg --prompt "Slow push in".';
        throw new AppError('bad_usage', "missing required argument 'still'", { todo });
      }
      return render(still, options, isGiven, deps);
    });
}

/** Touches no file; a still or an output that is named all the same is left alone. */
async function explain(
  options: RenderOptions,
  isGiven: (option: string) => boolean,
  { stdout }: CliDeps,
): Promise<void> {
  // Loaded when it is asked for: reading prompts takes tables that a render loads elsewhere.
  const { explainPrompt } = await import('../tasks/explain-prompt.js');
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
  const output = nameOutput(stillPath, options.output, deps.cwd);
  const bar =
    deps.barWidth === undefined || options.quiet === true
      ? undefined
      : createProgressBar(
          deps.stderr,
          deps.barWidth,
          deps.nowMs,
          settings.lastPath === undefined ? READING : COMPARING,
        );
  let report: RenderReport;
  try {
    report = await deps.renderStill(
      { stillPath, ...settings, outputPath: output.path },
      { signal: deps.signal, onProgress: (progress) => bar?.update(progress) },
    );
  } finally {
    bar?.clear();
    output.release();
  }
  if (options.quiet !== true) deps.stderr.write(closingLines(report, deps.cwd));
  if (options.json === true) deps.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
