import { AppError } from '../contract/errors.js';
import { checkLocalMotion, LOCAL_MOTION } from '../models/local-motion.js';
import type { Tier } from '../models/rasters.js';

/** A still to become a clip, as a person asks for it. */
export interface RenderRequest {
  readonly stillPath: string;
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
  /** Of the handheld shake; a whole number. */
  readonly seed: number;
  /** How a still fills a ratio that is not its own. */
  readonly fit: 'crop' | 'pad';
  /** The point that a crop keeps and a push-in closes in on, as shares of the still. Absent: what draws the eye, and the centre. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** `#rrggbb`, behind a transparent still; white where absent. */
  readonly background?: string;
  /** Of x264, {@link CRF_RANGE}; 18 where absent. */
  readonly crf?: number;
  /** Of x264, one of {@link PRESETS}; `veryfast` where absent. */
  readonly preset?: string;
  /** Where the clip goes; replaced only by a whole clip. */
  readonly outputPath: string;
}

/** x264's rate factors that its High profile takes: 0 would be lossless, which few players show. */
export const CRF_RANGE = { min: 1, max: 51 } as const;

/** Characters of a prompt: as many as the most generous of hosted models takes. */
export const PROMPT_MAX = 6000;

/** x264's presets, fastest first. */
export const PRESETS = [
  ...(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'] as const),
  ...(['medium', 'slow', 'slower', 'veryslow'] as const),
];

/**
 * Refuses what no still could make right, before a file is touched.
 * @throws AppError `bad_usage`, naming the field as the command line knows it.
 */
export function checkRequest(request: RenderRequest): void {
  const { model, prompt, seed, fit, crf, preset } = request;
  if (model !== LOCAL_MOTION.id) {
    throw refusal('--model', `the model ${model} is unknown`, `This version runs ${LOCAL_MOTION.id}.`);
  }
  if (prompt.trim() === '') {
    const todo = 'Say what changes over time, such as --prompt "Slow push in".';
    throw refusal('--prompt', 'the prompt is empty', todo);
  }
  if (prompt.length > PROMPT_MAX) {
    const message = `the prompt is ${prompt.length} characters long`;
    throw refusal('--prompt', message, `Say it in ${PROMPT_MAX} characters or fewer: one camera move is enough.`);
  }
  checkLocalMotion(request);
  if (!Number.isSafeInteger(seed)) throw refusal('--seed', `the seed is ${seed}`, 'Give a whole number.');
  if (!(['crop', 'pad'] as readonly string[]).includes(fit)) {
    throw refusal('--fit', `the fit ${fit} is unknown`, 'Use crop or pad.');
  }
  const { min, max } = CRF_RANGE;
  if (crf !== undefined && !(crf >= min && crf <= max)) {
    throw refusal('--crf', `the rate factor is ${crf}`, `Give ${min} (large and true) to ${max} (small and coarse).`);
  }
  if (preset !== undefined && !(PRESETS as readonly string[]).includes(preset)) {
    throw refusal('--preset', `the preset ${preset} is unknown`, `Use one of ${PRESETS.join(', ')}.`);
  }
}

function refusal(field: string, message: string, todo: string): AppError {
  return new AppError('bad_usage', message, { field, todo });
}
