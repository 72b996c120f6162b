import { type Command, Option } from 'commander';
import { AppError } from '../../contract/errors.js';
import { findPreset } from '../../tasks/local/find-preset.js';
import { ENCODER_PRESETS, LOOPS, type RenderSettings } from '../../tasks/local/render-request.js';
import { parseBudgetUsd, parseCrf, parseDurationSec, parseFocus, parsePublishTo, parseSeed } from './option-values.js';

/** The options as commander hands them over: parsed by what is declared below, defaults filled in. */
export interface RenderOptions {
  readonly prompt?: string;
  readonly preset?: string;
  readonly last?: string;
  readonly model: string;
  readonly aspect: string;
  readonly duration: number;
  readonly resolution: RenderSettings['resolution'] | '4k';
  readonly route?: string;
  readonly budget?: number;
  readonly loop: NonNullable<RenderSettings['loop']>;
  readonly audio?: true;
  readonly seed: number;
  readonly fit: RenderSettings['fit'];
  readonly focus?: { readonly x: number; readonly y: number };
  readonly background?: string;
  readonly crf?: number;
  readonly encoderPreset?: string;
  readonly key?: string;
  readonly again?: true;
  readonly output?: string;
  readonly to?: string;
  readonly explain?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Declares every option of `firstframe render`. */
export function addRenderOptions(command: Command, defaultModel: string): Command {
  return command
    .option('-p, --prompt <text>', 'what changes over time: the camera, the light, the focus, and how it ends')
    .option('--preset <name>', 'a prompt with its settings, by name: see firstframe presets')
    .option('--last <still>', 'a second still: the clip ends on it, exactly; a loop shows it on its way and returns')
    .option('--model <id>', 'what renders: see firstframe models', defaultModel)
    .option('--route <names>', 'who runs a hosted model; ark,hiapi: the second takes what the first has refused')
    .addOption(
      new Option('--budget <usd>', 'refuse to make a clip that may cost more dollars').argParser(parseBudgetUsd),
    )
    .option('--aspect <ratio>', '16:9, 4:3, 1:1, 3:4, 9:16, 21:9, or adaptive: as the still', 'adaptive')
    .addOption(new Option('--duration <seconds>', 'length of the clip').argParser(parseDurationSec).default(5))
    .addOption(
      new Option('--resolution <tier>', 'size of the clip').choices(['480p', '720p', '1080p', '4k']).default('720p'),
    )
    .addOption(new Option('--loop <how>', 'how the end meets the beginning').choices([...LOOPS]).default('none'))
    .option('--audio', 'ask for sound, of models that make it')
    .addOption(new Option('--seed <number>', 'another seed, another handheld shake').argParser(parseSeed).default(0))
    .addOption(
      new Option('--fit <how>', 'another ratio is cut from the still, or padded with a blurred copy')
        .choices(['crop', 'pad'])
        .default('crop'),
    )
    .addOption(
      new Option('--focus <x,y>', 'what a crop keeps and camera and focus go to, as shares of the still').argParser(
        parseFocus,
      ),
    )
    .option('--background <colour>', '#rrggbb, behind a transparent still (default: white)')
    .addOption(
      new Option('--crf <number>', 'rate factor of the encoder, 1 to 51: lower is larger and truer').argParser(
        parseCrf,
      ),
    )
    .addOption(
      new Option('--encoder-preset <name>', 'pace of the encoder: slower is smaller').choices([...ENCODER_PRESETS]),
    )
    .option('--again', 'make another take of what was made before')
    .option('--key <name>', 'a name for this take: the same name, still and settings never make two')
    .option('-o, --output <file>', 'where the clip goes (default: the name of the still, .mp4)')
    .addOption(
      new Option('--to <url>', 'also write it to a bucket: s3://bucket/folder/{name}.mp4').argParser(parsePublishTo),
    )
    .option('--explain', 'print how each phrase of the prompt is read, as JSON, and make no clip')
    .option('--json', 'print the whole report to stdout')
    .option('-q, --quiet', 'say nothing but errors');
}

/**
 * Refuses what would ask for a new take and for the one of before in one breath.
 * @throws AppError `bad_usage`
 */
export function checkTake({ again, key }: Pick<RenderOptions, 'again' | 'key'>): void {
  const field = '--key';
  if (again === true && key !== undefined) {
    const todo = 'Give --key a new name instead: that is another take.';
    throw new AppError('bad_usage', '--again and --key ask for opposite things', { field, todo });
  }
  // A number may be added, for takes of that name that failed.
  if (key === undefined || /^[\x20-\x7e]{1,200}$/.test(key)) return;
  throw new AppError('bad_usage', '--key is not a name', { field, todo: 'Give 1 to 200 printable ASCII characters.' });
}

/**
 * What the options ask for. A preset gives what they leave open; `isGiven` says of an option whether it was typed, for a default is
 * no answer to a preset.
 * @throws AppError `bad_usage` without a prompt, and for a preset that there is not or that cannot be used so.
 */
export function toSettings(options: RenderOptions, isGiven: (option: string) => boolean): RenderSettings {
  const { focus, background, crf, encoderPreset, last } = options;
  const preset = options.preset === undefined ? undefined : findPreset(options.preset, { hasLast: last !== undefined });
  const settled = preset?.settings;
  const prompt = options.prompt ?? preset?.prompt;
  if (prompt === undefined || prompt.trim() === '') {
    throw new AppError('bad_usage', `--prompt is ${prompt === undefined ? 'missing' : 'empty'}`, {
      field: '--prompt',
      todo: 'Say what changes over time, such as --prompt "Slow push in".',
    });
  }
  return {
    prompt,
    model: options.model,
    aspect: isGiven('aspect') ? options.aspect : (settled?.aspect ?? options.aspect),
    durationSec: isGiven('duration') ? options.duration : (settled?.durationSec ?? options.duration),
    // The built-in renderer's own check says that it has no 4k.
    resolution: options.resolution as RenderSettings['resolution'],
    loop: isGiven('loop') ? options.loop : (settled?.loop ?? options.loop),
    audio: options.audio === true,
    seed: options.seed,
    fit: options.fit,
    ...(last === undefined ? {} : { lastPath: last }),
    ...(focus === undefined ? {} : { focus }),
    ...(background === undefined ? {} : { background }),
    ...(crf === undefined ? {} : { crf }),
    ...(encoderPreset === undefined ? {} : { encoderPreset }),
  };
}
