import { AppError } from '../../contract/errors.js';
import { checkLocalMotion, LOCAL_MOTION } from '../../models/local-motion.js';
import type { Tier } from '../../models/rasters.js';
import type { Loop } from '../../motion/directions.js';

/** A still to become a clip, as a person asks for it. */
export interface RenderRequest extends RenderSettings {
  readonly stillPath: string;
  /** Where the clip goes; replaced only by a whole clip. */
  readonly outputPath: string;
}

/** All that is asked of a clip, but for the still it begins with and the place it goes to. */
export interface RenderSettings {
  /** A second still, which the clip is to end on. Absent: what comes of the first. */
  readonly lastPath?: string;
  /** The change over time, in words. */
  readonly prompt: string;
  /** `local/motion` is the one this version runs. */
  readonly model: string;
  /** A named ratio such as `16:9`, or `adaptive`: as the still. */
  readonly aspect: string;
  /** 1 to 15; held to whole frames. */
  readonly durationSec: number;
  readonly resolution: Tier;
  /** Asked for, not promised: the built-in renderer makes no sound. */
  readonly audio: boolean;
  /** How the clip's end meets its beginning; `none` where absent. */
  readonly loop?: Loop;
  /** Of the handheld shake; a whole number. */
  readonly seed: number;
  /** How a still fills a ratio that is not its own. */
  readonly fit: 'crop' | 'pad';
  /**
   * The point that a crop keeps, a push-in closes in on and a focus pull takes for its subject, as shares of the still. Absent: what
   * draws the eye, and for a push-in the centre.
   */
  readonly focus?: { readonly x: number; readonly y: number };
  /** `#rrggbb`, behind a transparent still; white where absent. */
  readonly background?: string;
  /** Of x264, {@link CRF_RANGE}; 18 where absent. */
  readonly crf?: number;
  /** Of x264, one of {@link ENCODER_PRESETS}; `veryfast` where absent. */
  readonly encoderPreset?: string;
}

/** x264's rate factors that its High profile takes: 0 would be lossless, which few players show. */
export const CRF_RANGE = { min: 1, max: 51 } as const;

/** Characters of a prompt: as many as the most generous of hosted models takes. */
export const PROMPT_MAX = 6000;

/** x264's presets, fastest first. */
export const ENCODER_PRESETS = [
  ...(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'] as const),
  ...(['medium', 'slow', 'slower', 'veryslow'] as const),
];

/** The ways in which a clip's end can meet its beginning; see {@link Loop}. */
export const LOOPS: readonly Loop[] = ['none', 'seam', 'pingpong', 'crossfade'];

/**
 * Refuses what no still could make right, before a file is touched.
 * @throws AppError `bad_usage`, naming the field as the command line knows it.
 */
export function checkRequest(request: RenderSettings): void {
  const { model, prompt, lastPath, loop, seed, fit, crf, encoderPreset } = request;
  if (model !== LOCAL_MOTION.id) {
    throw refusal('--model', `the model ${model} is unknown`, `This version runs ${LOCAL_MOTION.id}.`);
  }
  if (prompt.trim() === '') {
    const todo = 'Say what changes over time, such as --prompt "Slow push in".';
    throw refusal('--prompt', 'the prompt is empty', todo);
  }
  if (prompt.length > PROMPT_MAX) {
    const message = `the prompt is ${prompt.length} characters long`;
    throw refusal('--prompt', message, `Say it in ${PROMPT_MAX} characters or fewer: a few sentences are enough.`);
  }
  if (lastPath === '') throw refusal('--last', '--last is empty', 'Name the still that the clip is to end on.');
  checkLocalMotion(request);
  if (loop !== undefined && !LOOPS.includes(loop)) {
    throw refusal('--loop', `the loop ${loop} is unknown`, `Use one of ${LOOPS.join(', ')}.`);
  }
  if (!Number.isSafeInteger(seed)) throw refusal('--seed', `the seed is ${seed}`, 'Give a whole number.');
  if (!(['crop', 'pad'] as readonly string[]).includes(fit)) {
    throw refusal('--fit', `the fit ${fit} is unknown`, 'Use crop or pad.');
  }
  const { min, max } = CRF_RANGE;
  if (crf !== undefined && !(crf >= min && crf <= max)) {
    throw refusal('--crf', `the rate factor is ${crf}`, `Give ${min} (large and true) to ${max} (small and coarse).`);
  }
  if (encoderPreset !== undefined && !(ENCODER_PRESETS as readonly string[]).includes(encoderPreset)) {
    const todo = `Use one of ${ENCODER_PRESETS.join(', ')}.`;
    throw refusal('--encoder-preset', `the encoder preset ${encoderPreset} is unknown`, todo);
  }
}

function refusal(field: string, message: string, todo: string): AppError {
  return new AppError('bad_usage', message, { field, todo });
}
