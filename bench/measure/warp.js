/**
 * The yardstick for moves that turn: every output pixel is a Lanczos-3 sum about where a homography sends it, the kernel widened
 * along each axis of the source by how fast the source goes by there. Hundreds of taps a pixel: seconds a frame.
 */
import { lanczos, LOBES } from './lanczos.js';

/** @typedef {import('./plane.js').Plane} Plane */

/**
 * Nine numbers row by row, (x, y, 1) → (X·w, Y·w, w): from output samples counted from 0 to source positions in pixel edges.
 * @typedef {readonly number[]} Homography
 */

/** Entries a sample of the kernel's table; linear between them is exact to 1e-6. */
const FINENESS = 1024;
const TABLE = Float64Array.from({ length: LOBES * FINENESS + 2 }, (_, i) => lanczos(i / FINENESS));

/** @param {number} x */
function kernel(x) {
  const place = Math.abs(x) * FINENESS;
  if (place >= LOBES * FINENESS) return 0;
  const index = Math.floor(place);
  const below = TABLE[index] ?? 0;
  return below + (place - index) * ((TABLE[index + 1] ?? 0) - below);
}

/**
 * Fills `weights` for one axis and answers with the first source sample and how many there are.
 * @param {number} centre
 * @param {number} widened
 * @param {Float64Array} weights
 */
function axisAt(centre, widened, weights) {
  const first = Math.ceil(centre - LOBES * widened);
  const count = Math.floor(centre + LOBES * widened) - first + 1;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += weights[k] = kernel((first + k - centre) / widened);
  for (let k = 0; k < count; k++) weights[k] = (weights[k] ?? 0) / sum;
  return { first, count };
}

/**
 * The plane seen through a homography; edges replicated.
 * @param {Plane} plane
 * @param {Homography} homography
 * @param {{ widthPx: number, heightPx: number }} frame
 * @returns {Plane}
 */
export function lanczosWarp(plane, homography, { widthPx, heightPx }) {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = homography;
  const data = new Float32Array(widthPx * heightPx);
  const across = new Float64Array(512);
  const down = new Float64Array(512);
  const right = plane.widthPx - 1;
  const bottom = plane.heightPx - 1;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const w = g * x + h * y + i;
      const sourceX = (a * x + b * y + c) / w;
      const sourceY = (d * x + e * y + f) / w;
      const speedX = Math.hypot(a - g * sourceX, b - h * sourceX) / w;
      const speedY = Math.hypot(d - g * sourceY, e - h * sourceY) / w;
      const columns = axisAt(sourceX - 0.5, Math.max(1, speedX), across);
      const rows = axisAt(sourceY - 0.5, Math.max(1, speedY), down);
      let sum = 0;
      for (let r = 0; r < rows.count; r++) {
        const line = Math.min(Math.max(rows.first + r, 0), bottom) * plane.widthPx;
        let part = 0;
        for (let k = 0; k < columns.count; k++) {
          part += (across[k] ?? 0) * (plane.data[line + Math.min(Math.max(columns.first + k, 0), right)] ?? 0);
        }
        sum += (down[r] ?? 0) * part;
      }
      data[y * widthPx + x] = sum;
    }
  }
  return { data, widthPx, heightPx };
}
