import { AppError } from '../../contract/errors.js';
import type { HostedOptions } from '../../tasks/hosted/hosted-options.js';
import { findPreset } from '../../tasks/local/find-preset.js';
import type { RenderOptions } from './render-options.js';
import type { TakeRequest } from './take-request.js';

/** What only the built-in renderer can do, by the names of commander. */
const BUILT_IN_ONLY: Readonly<Record<string, string>> = {
  loop: '--loop',
  fit: '--fit',
  focus: '--focus',
  background: '--background',
  crf: '--crf',
  encoderPreset: '--encoder-preset',
};

/**
 * Says how the options are written on the wire for a hosted model. Ratio, length, size and sound are always said, for a vendor's
 * defaults crop and bill unasked; what a model has no choice in is left out.
 * @throws AppError `bad_usage` for what only the built-in renderer can do, and without a prompt
 */
export function hostedSettings(
  { id, audio }: HostedOptions,
  options: RenderOptions,
  { isGiven, hasStill }: { readonly isGiven: (option: string) => boolean; readonly hasStill: boolean },
): TakeRequest['settings'] {
  const others = Object.keys(BUILT_IN_ONLY).filter(isGiven);
  if (others.length > 0) {
    const flags = others.map((name) => BUILT_IN_ONLY[name]).join(', ');
    const todo = `Leave ${others.length === 1 ? 'it' : 'them'} out, or use --model local/motion.`;
    throw new AppError('bad_usage', `${flags}: only local/motion does that, not ${id}`, { field: flags, todo });
  }
  const preset = presetOf(options, id);
  const prompt = options.prompt ?? preset?.prompt;
  if (prompt === undefined || prompt.trim() === '') {
    const todo = 'Say what changes over time, such as --prompt "Slow push in".';
    const message = `--prompt is ${prompt === undefined ? 'missing' : 'empty'}`;
    throw new AppError('bad_usage', message, { field: '--prompt', todo });
  }
  const aspect = isGiven('aspect') ? options.aspect : (preset?.settings.aspect ?? options.aspect);
  return {
    prompt,
    // Without a still there is nothing to follow: the model's own default holds.
    ...(hasStill || isGiven('aspect') ? { aspect_ratio: aspect } : {}),
    duration: isGiven('duration') ? options.duration : (preset?.settings.durationSec ?? options.duration),
    resolution: options.resolution,
    ...(audio === 'choice' || options.audio === true ? { generate_audio: options.audio === true } : {}),
    // Seed 0 is a seed, and not what a model takes by itself.
    ...(isGiven('seed') ? { seed: options.seed } : {}),
  };
}

/** A preset is a prompt in words that every model reads; a loop is none of what they make. */
function presetOf({ preset: name, last }: RenderOptions, model: string): ReturnType<typeof findPreset> | undefined {
  if (name === undefined) return undefined;
  const preset = findPreset(name, { hasLast: last !== undefined });
  const { loop = 'none' } = preset.settings;
  if (loop === 'none') return preset;
  const todo = 'Use another preset, or --model local/motion.';
  throw new AppError('bad_usage', `the preset ${name} loops, which only local/motion does, not ${model}`, {
    ...{ field: '--preset', todo },
  });
}
