import { AppError } from '../../contract/errors.js';
import { type Preset, PRESETS } from '../../motion/presets.js';

/** A prompt with its settings and the reason for them. */
export type { Preset } from '../../motion/presets.js';

/** Every preset, in the order in which they are shown. */
export function listPresets(): readonly Preset[] {
  return PRESETS;
}

/**
 * The preset of a name, for a request with or without a last still.
 * @throws AppError `bad_usage` for a name there is not, and for one that needs a last still where none is given.
 */
export function findPreset(id: string, request: { readonly hasLast: boolean }): Preset {
  const preset = PRESETS.find((one) => one.id === id);
  const field = '--preset';
  if (preset === undefined) {
    const todo = `Use one of ${PRESETS.map((one) => one.id).join(', ')}; firstframe presets says what each does.`;
    throw new AppError('bad_usage', `the preset ${id} is unknown`, { field, todo });
  }
  if (preset.needsLast && !request.hasLast) {
    const todo = 'Name the still that the clip is to end on: --last LAST.';
    throw new AppError('bad_usage', `the preset ${id} goes from one still to another, and there is no --last`, {
      field,
      todo,
    });
  }
  return preset;
}
