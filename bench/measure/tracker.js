/**
 * Where the picture really is. At a patch, the displacement of a frame against the ideal warp of the still is the shift of the
 * ideal that leaves the least squared difference (Gauss–Newton). The ideal is warped anew for each step, in float from the
 * full-size still, so nothing is interpolated twice; gain and offset of brightness are fitted along and dropped.
 */
import { lanczosWindow } from './lanczos.js';
import { solve } from './solve.js';

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('./plane.js').Window} Window
 */

/**
 * A displacement in pixels of the frame.
 * @typedef {object} Shift
 * @property {number} xPx
 * @property {number} yPx
 */

/** Side of a patch in pixels: wide enough for coding noise to average out, small enough to be one motion. */
export const PATCH_PX = 192;

/** A step below this is the last: what it leaves is a tenth of it and less. */
const LAST_STEP_PX = 1e-3;
const MAX_STEPS = 12;
/** The furthest a patch is looked for; a frame further off is not this frame. */
const MAX_SHIFT_PX = 3;

/** Central differences true to the sixth order: with plain ones fine texture would count for less than it should. */
const SLOPE = [45 / 60, -9 / 60, 1 / 60];
const MARGIN_PX = SLOPE.length;

/**
 * How far a patch of `frame` lies from where the ideal puts it.
 * @param {Plane} frame luma as decoded
 * @param {Plane} still luma of the framed still at full size
 * @param {Window} window what of the still this frame ought to show
 * @param {{ leftPx: number, topPx: number }} patch its corner in the frame
 * @param {Shift} [guess] where to begin
 * @returns {Shift}
 * @throws Error when the search ends nowhere near
 */
export function trackPatch(frame, still, window, patch, guess = { xPx: 0, yPx: 0 }) {
  const side = PATCH_PX + 2 * MARGIN_PX;
  const region = { leftPx: patch.leftPx - MARGIN_PX, topPx: patch.topPx - MARGIN_PX, widthPx: side, heightPx: side };
  let { xPx, yPx } = guess;
  for (let step = 0; step < MAX_STEPS; step++) {
    const leftPx = window.leftPx - (xPx * window.widthPx) / frame.widthPx;
    const topPx = window.topPx - (yPx * window.heightPx) / frame.heightPx;
    const ideal = lanczosWindow(still, { ...window, leftPx, topPx }, frame, region);
    const [stepX = 0, stepY = 0, gain = 1] = solve(normalEquations(frame, patch, ideal));
    xPx += stepX / gain;
    yPx += stepY / gain;
    if (!(Math.hypot(xPx, yPx) < MAX_SHIFT_PX)) break;
    if (Math.hypot(stepX, stepY) < LAST_STEP_PX * gain) return { xPx, yPx };
  }
  throw new Error(
    `The patch at ${patch.leftPx},${patch.topPx} cannot be found: too little texture, or another picture.`,
  );
}

/**
 * The least squares of frame ≈ gain · (ideal − step · slope) + offset, as four rows of coefficients with the right-hand
 * side last.
 * @param {Plane} frame
 * @param {{ leftPx: number, topPx: number }} patch
 * @param {Plane} ideal the patch with its margin
 */
function normalEquations(frame, patch, { data, widthPx: side }) {
  const sums = new Float64Array(25);
  const values = new Float64Array(5);
  values[3] = 1;
  for (let y = 0; y < PATCH_PX; y++) {
    const line = (patch.topPx + y) * frame.widthPx + patch.leftPx;
    for (let x = 0; x < PATCH_PX; x++) {
      const here = (y + MARGIN_PX) * side + x + MARGIN_PX;
      let slopeX = 0;
      let slopeY = 0;
      for (let k = 1; k <= MARGIN_PX; k++) {
        const weight = SLOPE[k - 1] ?? 0;
        slopeX += weight * ((data[here + k] ?? 0) - (data[here - k] ?? 0));
        slopeY += weight * ((data[here + k * side] ?? 0) - (data[here - k * side] ?? 0));
      }
      values[0] = -slopeX;
      values[1] = -slopeY;
      values[2] = data[here] ?? 0;
      values[4] = frame.data[line + x] ?? 0;
      for (let r = 0; r < 4; r++) {
        for (let c = 0; c < 5; c++) sums[5 * r + c] = (sums[5 * r + c] ?? 0) + (values[r] ?? 0) * (values[c] ?? 0);
      }
    }
  }
  return [0, 1, 2, 3].map((row) => [...sums.subarray(5 * row, 5 * row + 5)]);
}
