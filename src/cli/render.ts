import { Option, type Command } from 'commander';
import { AppError } from '../contract/errors.js';
import type { RenderReport, RenderRequest } from '../tasks/render-still.js';
import type { CliDeps } from './cli-deps.js';
import { closingLines } from './closing-lines.js';
import { PRESETS } from '../tasks/render-request.js';
import { parseCrf, parseDurationSec, parseFocus, parseSeed } from './option-values.js';
import { nameOutput } from './output-path.js';
import { createProgressBar } from './progress-bar.js';

const EXAMPLES = `
Examples:
  $ firstframe render photo.jpg --prompt "Slow push in"
  $ firstframe render photo.jpg --prompt "Pan left" --duration 8 --resolution 1080p
  $ firstframe render product.png --prompt "Arc right" --aspect 9:16 --focus 0.5,0.4 -o story.mp4
  $ firstframe render logo.png --prompt "Static" --aspect 1:1 --fit pad --background "#101820"
  $ firstframe render photo.jpg --prompt "Pull out" --json > report.json

The clip is named after the still, in the current folder, and replaces nothing; -o FILE is replaced when the new clip is whole.`;

/** The options as commander hands them over: parsed by what is declared below, defaults filled in. */
interface RenderOptions {
  readonly prompt?: string;
  readonly model: string;
  readonly aspect: string;
  readonly duration: number;
  readonly resolution: RenderRequest['resolution'];
  readonly audio?: true;
  readonly seed: number;
  readonly fit: RenderRequest['fit'];
  readonly focus?: { readonly x: number; readonly y: number };
  readonly background?: string;
  readonly crf?: number;
  readonly preset?: string;
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `firstframe render`: a still and a prompt become a clip on this machine. */
export function addRenderCommand(program: Command, deps: CliDeps): void {
  program
    .command('render')
    .summary('make a clip from a still')
    .description('Makes a clip from a still: the camera moves as the prompt says, and the first frame is your still.')
    .argument('<still>', 'JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF')
    .option('-p, --prompt <text>', 'what changes over time: the camera move, its pace, how it ends (required)')
    .option('--model <id>', 'what renders', deps.defaultModel)
    .option('--aspect <ratio>', '16:9, 4:3, 1:1, 3:4, 9:16, 21:9, or adaptive: as the still', 'adaptive')
    .addOption(new Option('--duration <seconds>', 'length of the clip').argParser(parseDurationSec).default(5))
    .addOption(new Option('--resolution <tier>', 'size of the clip').choices(['480p', '720p', '1080p']).default('720p'))
    .option('--audio', 'ask for sound, of models that make it')
    .addOption(new Option('--seed <number>', 'another seed, another handheld shake').argParser(parseSeed).default(0))
    .addOption(
      new Option('--fit <how>', 'another ratio is cut from the still, or padded with a blurred copy')
        .choices(['crop', 'pad'])
        .default('crop'),
    )
    .addOption(
      new Option(
        '--focus <x,y>',
        'the point a crop keeps and a push-in closes in on, as shares of the still',
      ).argParser(parseFocus),
    )
    .option('--background <colour>', '#rrggbb, behind a transparent still (default: white)')
    .addOption(
      new Option('--crf <number>', 'rate factor of the encoder, 1 to 51: lower is larger and truer').argParser(
        parseCrf,
      ),
    )
    .addOption(new Option('--preset <name>', 'pace of the encoder: slower is smaller').choices([...PRESETS]))
    .option('-o, --output <file>', 'where the clip goes (default: the name of the still, .mp4)')
    .option('--json', 'print the whole report to stdout')
    .option('-q, --quiet', 'say nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action((still: string, options: RenderOptions) => render(still, options, deps));
}

async function render(stillPath: string, options: RenderOptions, deps: CliDeps): Promise<void> {
  // First of all: a media process needs longer to start than everything here takes.
  deps.warmMedia();
  const settings = toSettings(stillPath, options);
  const output = nameOutput(stillPath, options.output, deps.cwd);
  const bar =
    deps.barWidth === undefined || options.quiet === true
      ? undefined
      : createProgressBar(deps.stderr, deps.barWidth, deps.nowMs);
  let report: RenderReport;
  try {
    report = await deps.renderStill(
      { ...settings, outputPath: output.path },
      { signal: deps.signal, onProgress: (progress) => bar?.update(progress) },
    );
  } finally {
    bar?.clear();
    output.release();
  }
  if (options.quiet !== true) deps.stderr.write(closingLines(report, deps.cwd));
  if (options.json === true) deps.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}

function toSettings(stillPath: string, options: RenderOptions): Omit<RenderRequest, 'outputPath'> {
  const { prompt, focus, background, crf, preset } = options;
  if (prompt === undefined || prompt.trim() === '') {
    throw new AppError('bad_usage', `--prompt is ${prompt === undefined ? 'missing' : 'empty'}`, {
      field: '--prompt',
      todo: 'Say what changes over time, such as --prompt "Slow push in".',
    });
  }
  return {
    stillPath,
    prompt,
    model: options.model,
    aspect: options.aspect,
    durationSec: options.duration,
    resolution: options.resolution,
    audio: options.audio === true,
    seed: options.seed,
    fit: options.fit,
    ...(focus === undefined ? {} : { focus }),
    ...(background === undefined ? {} : { background }),
    ...(crf === undefined ? {} : { crf }),
    ...(preset === undefined ? {} : { preset }),
  };
}
