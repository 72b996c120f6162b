/** How far each frame of a first→last clip is on its way. Only that comes from the product; where things are at that point of the way, the truth says. */
import { STANDSTILL } from '../../dist/motion/directions.js';
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
    hasLast: true,
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

/**
 * The length of clip whose frames fall closest to the moments of true frames at equal steps, if all that happens is the passage as it is
 * spent where no prompt says otherwise. A frame as little as 1/250 of the way from its moment can cost 5 dB: what goes 200 px is then
 * nearly a pixel off.
 * @param {number} steps
 * @param {{ fps: number, fromSec: number, toSec: number }} range
 * @returns {number} in seconds, a whole number of frames
 */
export function closestLengthSec(steps, { fps, fromSec, toSec }) {
  let best = { off: Infinity, frames: 0 };
  for (let frames = Math.ceil(fromSec * fps); frames <= toSec * fps; frames++) {
    const report = {
      directions: STANDSTILL,
      loop: /** @type {const} */ ('none'),
      widthPx: 16,
      heightPx: 9,
      frames,
      fps,
    };
    const passages = passagesOf(report);
    const offs = Array.from({ length: steps - 1 }, (_, index) => {
      const share = (index + 1) / steps;
      return Math.abs((passages[nearestFrame(passages, share)] ?? Infinity) - share);
    });
    const off = Math.max(...offs);
    if (off < best.off) best = { off, frames };
  }
  return best.frames / fps;
}
