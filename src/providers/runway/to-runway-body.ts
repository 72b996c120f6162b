import { AppError } from '../../contract/errors.js';
import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts, vendorIdOf } from '../../models/catalogue.js';
import type { RenderOrder } from '../provider.js';

/** The sizes that both models render, as the vendor writes them (`@runwayml/sdk` 4.20.1, image_to_video). */
export const RUNWAY_RATIOS = ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672'] as const;
/** {@link RUNWAY_RATIOS} */
export type RunwayRatio = (typeof RUNWAY_RATIOS)[number];

interface Common {
  /** An https URL, a data URI or `runway://`. Neither model takes a last frame, so no position is named. */
  readonly promptImage: string;
  readonly ratio: RunwayRatio;
  readonly duration: number;
  readonly seed?: number;
}

/** What is posted for `gen4.5`. */
export interface RunwayGen45Body extends Common {
  readonly model: 'gen4.5';
  readonly promptText: string;
}

/** What is posted for `gen4_turbo`, which can do without words. */
export interface RunwayGen4TurboBody extends Common {
  readonly model: 'gen4_turbo';
  readonly promptText?: string;
}

/** What is posted for a clip; nothing else is ever sent. Neither model has sound, and the default container is MP4, at no surcharge. */
export type RunwayBody = RunwayGen45Body | RunwayGen4TurboBody;

/** UTF-16 code units, as the vendor counts. */
const PROMPT_MAX = 1000;

const MODELS: readonly RunwayBody['model'][] = ['gen4.5', 'gen4_turbo'];

/** The size that stands for a ratio, where an order names no raster. */
const RATIOS: Readonly<Record<string, RunwayRatio>> = {
  '16:9': '1280:720',
  '9:16': '720:1280',
  '4:3': '1104:832',
  '1:1': '960:960',
  '3:4': '832:1104',
  '21:9': '1584:672',
};

/**
 * Translates an order.
 * @throws AppError `bad_input` for what the model cannot do; sending would be no use.
 */
export function toRunwayBody(order: ModelOrder, frames: RenderOrder['frames']): RunwayBody {
  const { prompt, durationSec, seed } = order;
  const model = modelOf(order);
  if (prompt.length > PROMPT_MAX) {
    throw refusal(`The prompt has ${prompt.length} characters and Runway takes ${PROMPT_MAX}`, 'prompt', 'Shorten it.');
  }
  const common: Common = {
    promptImage: imageOf(order, frames),
    ratio: ratioOf(order),
    duration: durationSec,
    ...(seed === undefined ? {} : { seed }),
  };
  if (model === 'gen4_turbo') return { model, ...common, ...(prompt === '' ? {} : { promptText: prompt }) };
  if (prompt === '') throw refusal('gen4.5 needs a prompt', 'prompt', 'Say what moves.');
  return { model, ...common, promptText: prompt };
}

function modelOf({ model }: ModelOrder): RunwayBody['model'] {
  const facts = findModelFacts(model);
  const name = facts === undefined ? undefined : vendorIdOf(facts, 'runway');
  const known = MODELS.find((one) => one === name);
  if (known !== undefined) return known;
  const todo = 'Take another route, or a model that it runs: `firstframe models` lists them.';
  throw refusal(`${model} is not run by Runway`, 'model', todo);
}

function imageOf({ frames: wanted, model }: ModelOrder, frames: RenderOrder['frames']): string {
  if (wanted === 'first_last') {
    throw refusal(`${model} takes no last still`, 'last_frame_url', 'Leave it out, or take a model that does.');
  }
  if (wanted === 'first' && frames?.first !== undefined) return frames.first;
  throw refusal(`${model} needs a first still`, 'first_frame_url', 'Add one.');
}

/** The raster is what the stills were framed to; a ratio of another size would have the vendor crop them once more. */
function ratioOf({ raster, aspectRatio }: ModelOrder): RunwayRatio {
  const asked = raster === undefined ? RATIOS[aspectRatio] : `${raster.widthPx}:${raster.heightPx}`;
  const ratio = RUNWAY_RATIOS.find((one) => one === asked);
  if (ratio !== undefined) return ratio;
  const what = raster === undefined ? aspectRatio : `${raster.widthPx}×${raster.heightPx}`;
  const todo = `Ask for one of: ${Object.keys(RATIOS).join(', ')}.`;
  throw refusal(`Runway does not render ${what}`, 'aspect_ratio', todo);
}

function refusal(message: string, field: string, todo: string): AppError {
  return new AppError('bad_input', message, { field, todo });
}
