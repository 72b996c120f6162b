import type { Adjustment } from '../../contract/adjustment.js';
import { frameCountOf, LOCAL_MOTION } from '../../models/local-motion.js';
import type { Directions, Loop } from '../../motion/directions.js';
import type { Phrase } from '../../motion/phrase.js';
import { clipAdjustments } from './clip-adjustments.js';
import { markStills } from './mark-stills.js';
import { readPrompt } from './read-prompt.js';
import { checkRequest, type RenderSettings } from './render-request.js';

/** How a prompt is read, before anything is made of it. */
export interface Explanation {
  readonly prompt: string;
  /** Every piece of the prompt and what it was taken for, in the prompt's order. */
  readonly phrases: readonly Phrase[];
  /** All that would happen in the clip. */
  readonly directions: Directions;
  /** What is asked and would not be done as asked, as far as it can be known without the stills. */
  readonly adjustments: readonly Adjustment[];
  readonly loop: Loop;
  /** Of the clip: whole frames. */
  readonly durationSec: number;
}

/**
 * Says how a prompt is read, phrase by phrase. Touches no file: a last still need not exist. A focus is taken as it is given, for
 * how the still is cropped is not known.
 * @throws AppError `bad_usage` as a render does.
 */
export function explainPrompt(settings: RenderSettings): Explanation {
  checkRequest(settings);
  const frameCount = frameCountOf(settings.durationSec);
  const { phrases, directions, adjustments } = readPrompt(settings, frameCount, settings.focus);
  const { loop = 'none', lastPath } = settings;
  // Which frames show the stills does not hang on their ratio.
  const marks = markStills(directions, { aspectRatio: 16 / 9, frameCount, loop, hasLast: lastPath !== undefined });
  return {
    prompt: settings.prompt,
    phrases,
    directions,
    adjustments: [...adjustments, ...clipAdjustments(settings, marks)],
    loop,
    durationSec: frameCount / LOCAL_MOTION.fps,
  };
}
