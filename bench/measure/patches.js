/** Which five patches of a frame are tracked. */
import { PATCH_PX } from './tracker.js';

/** @typedef {import('./plane.js').Plane} Plane */

/** Centre and the four crossings of the thirds, as shares of the frame. */
const POINTS = [
  [1 / 2, 1 / 2],
  [1 / 3, 1 / 3],
  [2 / 3, 1 / 3],
  [1 / 3, 2 / 3],
  [2 / 3, 2 / 3],
];

/** How far from its point a patch may go to find texture, and in what steps. */
const REACH_PX = 48;
const STEP_PX = 24;
/** What a patch reads beyond itself. */
const MARGIN_PX = 4;

/**
 * A patch of the frame.
 * @typedef {object} Patch
 * @property {number} leftPx
 * @property {number} topPx
 * @property {number} noiseWobble what white noise of σ {@link NOISE_SIGMA} alone would show as here, in px/frame²
 */

/** Coding noise at 45 dB. */
export const NOISE_SIGMA = 1.4;

/**
 * Five patches: at each point, the place near it with the most texture in its weaker direction. Over plain sky or blur, noise
 * passes for motion: `noiseWobble` says how much.
 * @param {Plane} ideal the frame as it ought to be
 * @returns {Patch[]}
 */
export function choosePatches(ideal) {
  return POINTS.map(([shareX = 0, shareY = 0]) => {
    const candidates = [];
    for (let dy = -REACH_PX; dy <= REACH_PX; dy += STEP_PX) {
      for (let dx = -REACH_PX; dx <= REACH_PX; dx += STEP_PX) {
        const leftPx = Math.round(shareX * ideal.widthPx - PATCH_PX / 2) + dx;
        const topPx = Math.round(shareY * ideal.heightPx - PATCH_PX / 2) + dy;
        if (!isInside(leftPx, ideal.widthPx) || !isInside(topPx, ideal.heightPx)) continue;
        candidates.push({ leftPx, topPx, noiseWobble: noiseWobbleOf(ideal, leftPx, topPx) });
      }
    }
    const [best] = candidates.sort((a, b) => a.noiseWobble - b.noiseWobble);
    if (best === undefined) throw new Error('The frame is too small for a patch at each of the five points.');
    return best;
  });
}

/** @param {number} start @param {number} size */
function isInside(start, size) {
  return start >= MARGIN_PX && start + PATCH_PX + MARGIN_PX <= size;
}

/**
 * The least squares of a shift over white noise have the variance σ² / Σ slope² along each axis; a second difference has six
 * times the variance of a value. Every other pixel will do.
 * @param {Plane} plane
 * @param {number} leftPx
 * @param {number} topPx
 */
function noiseWobbleOf({ data, widthPx }, leftPx, topPx) {
  let across = 0;
  let down = 0;
  for (let y = topPx; y < topPx + PATCH_PX; y += 2) {
    for (let x = leftPx; x < leftPx + PATCH_PX; x += 2) {
      const here = y * widthPx + x;
      // A quarter of the pixels, each with twice the slope: the sums are those of all.
      across += ((data[here + 1] ?? 0) - (data[here - 1] ?? 0)) ** 2;
      down += ((data[here + widthPx] ?? 0) - (data[here - widthPx] ?? 0)) ** 2;
    }
  }
  return NOISE_SIGMA * Math.sqrt(6 * (1 / across + 1 / down));
}
