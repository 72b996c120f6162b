/**
 * What each frame of a clip ought to show. Only the camera's pose comes from the product; what follows from it here is
 * the benches' own, and so is every pixel.
 */
import { createTimeline } from '../../dist/motion/timeline.js';
import { viewOf } from '../../dist/render/view.js';

/**
 * The part of a render's report (`--json`) that says what its frames show.
 * @typedef {object} ShownBy
 * @property {import('../../dist/motion/directions.js').Directions} directions
 * @property {import('../../dist/motion/directions.js').Loop} loop
 * @property {import('../../dist/contract/framing.js').Framing} framing
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {number} frames
 * @property {number} fps
 */

/**
 * The rectangle of the still, as shown upright, that the clip's frames are windows of.
 * @param {ShownBy} report
 */
export function framedRect({ framing }) {
  if (framing.kind !== 'crop') throw new Error('A padded still has no single window; the benches render cropped ones.');
  return framing.rect;
}

/**
 * The camera's pose at every frame.
 * @param {ShownBy} report
 */
function posesOf({ directions, loop, widthPx, heightPx, frames, fps }) {
  const setting = {
    aspectRatio: widthPx / heightPx,
    durationSec: frames / fps,
    frameCount: frames,
    loop,
    hasLast: false,
  };
  const timeline = createTimeline(directions, setting);
  return Array.from({ length: frames }, (_, index) => timeline.at(index).pose);
}

/**
 * The window of the framed still that each frame of an upright move shows, in its pixels.
 * @param {ShownBy} report
 * @returns {import('./plane.js').Window[]}
 */
export function idealWindows(report) {
  const framed = framedRect(report);
  return posesOf(report).map(({ centreX, centreY, zoom, rollRad, yawRad }) => {
    if (rollRad !== 0 || yawRad !== 0) throw new Error('A camera that turns has no windows.');
    const widthPx = framed.widthPx / zoom;
    const heightPx = framed.heightPx / zoom;
    return {
      leftPx: centreX * framed.widthPx - widthPx / 2,
      topPx: centreY * framed.heightPx - heightPx / 2,
      widthPx,
      heightPx,
    };
  });
}

/**
 * For moves that turn: where each frame's luma samples, counted from 0, lie on the framed still, in its pixel edges.
 * @param {ShownBy} report
 * @returns {import('./warp.js').Homography[]}
 */
export function idealViews(report) {
  const framed = framedRect(report);
  return posesOf(report).map((pose) => viewOf(pose, report, { x: 0.5, y: 0.5 }, framed));
}
