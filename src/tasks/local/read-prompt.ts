import { LOCAL_MOTION } from '../../models/local-motion.js';
import { type DirectionsRead, readDirections } from '../../motion/read-directions.js';
import type { RenderSettings } from './render-request.js';

/** Reads the prompt of a request for a clip of `frameCount` frames; `focus` in shares of the frame. */
export function readPrompt(
  { prompt, seed, lastPath }: RenderSettings,
  frameCount: number,
  focus: RenderSettings['focus'],
): DirectionsRead {
  const durationSec = frameCount / LOCAL_MOTION.fps;
  return readDirections(prompt, { seed, durationSec, hasLast: lastPath !== undefined, ...(focus && { focus }) });
}
