/** How far each frame of a first→last clip is on its way. Only that comes from the product; where things are at that point of the way, the truth says. */
import { createTimeline } from '../../dist/motion/timeline.js';

/**
 * The part of a render's report (`--json`) that says what happens in its frames.
 * @typedef {object} Timed
 * @property {import('../../dist/motion/directions.js').Directions} directions
 * @property {import('../../dist/motion/directions.js').Loop} loop
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {number} frames
 * @property {number} fps
 */

/**
 * The progress of every frame, 0 to 1.
 * @param {Timed} report
 * @throws Error where the camera moves or light changes on top: then no true frame shows what the clip ought to
 */
export function passagesOf({ directions, loop, widthPx, heightPx, frames, fps }) {
  if (directions.camera.length > 0 || directions.actions.length > 0)
    throw new Error('The prompt asks for more than the passage.');
  const timeline = createTimeline(directions, {
    aspectRatio: widthPx / heightPx,
    durationSec: frames / fps,
    frameCount: frames,
    loop,
  });
  return Array.from({ length: frames }, (_, index) => timeline.at(index).passage);
}

/**
 * The frame whose progress is nearest.
 * @param {readonly number[]} passages
 * @param {number} share
 */
export function nearestFrame(passages, share) {
  let nearest = 0;
  for (const [index, passage] of passages.entries()) {
    if (Math.abs(passage - share) < Math.abs((passages[nearest] ?? Infinity) - share)) nearest = index;
  }
  return nearest;
}
