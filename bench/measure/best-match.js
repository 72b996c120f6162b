/**
 * Which true moment a frame looks most like, finer than the true frames lie apart. Frames are points in the space of all pictures, and
 * what truly happens is a way through it; between true frames it is taken as straight, and the moment is where the way comes closest.
 * That holds where a step moves things by less than they are blurred by: so both are softened first. A ghost, half here and half there,
 * lies far from the way, and the closest place is near one of the ends, or anywhere.
 */
import { cropPlane } from './plane.js';

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('./plane.js').Window} Window
 */

/**
 * Answers for one frame after another: the moment from 0 (as the first true frame) to 1 (as the last).
 * @param {readonly Plane[]} truth at least two frames, at equal steps
 * @param {{ box: Window, sigmaPx: number }} where whole pixels, and about as far as things move in a step
 * @returns {(frame: Plane) => number}
 */
export function createBestMatch(truth, { box, sigmaPx }) {
  /** @type {(plane: Plane) => Float32Array} */
  const point = (plane) => soften(cropPlane(plane, box), sigmaPx).data;
  const points = truth.map(point);
  const steps = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
  return (frame) => {
    const at = point(frame);
    let best = { distance: Infinity, moment: 0 };
    for (const [index, { from, to }] of steps.entries()) {
      const { distance, share } = closest(at, from, to);
      if (distance < best.distance) best = { distance, moment: (index + share) / steps.length };
    }
    return best.moment;
  };
}

/**
 * The place between two points that a third is closest to, with the square of its distance.
 * @param {Float32Array} at
 * @param {Float32Array} from
 * @param {Float32Array} to
 */
function closest(at, from, to) {
  let along = 0;
  let length = 0;
  let away = 0;
  for (let i = 0; i < at.length; i++) {
    const step = (to[i] ?? 0) - (from[i] ?? 0);
    const offset = (at[i] ?? 0) - (from[i] ?? 0);
    along += step * offset;
    length += step * step;
    away += offset * offset;
  }
  const share = length === 0 ? 0 : Math.min(Math.max(along / length, 0), 1);
  return { share, distance: away - 2 * share * along + share * share * length };
}

/** What of the bell is left beyond this many sigmas is nothing that 8 bits would show. */
const REACH = 3;

/**
 * A Gaussian blur, edges replicated.
 * @param {Plane} plane
 * @param {number} sigmaPx
 * @returns {Plane}
 */
export function soften({ data, widthPx, heightPx }, sigmaPx) {
  const rows = softenLines(data, { count: widthPx, stride: 1, lines: heightPx, lineStride: widthPx }, sigmaPx);
  return {
    data: softenLines(rows, { count: heightPx, stride: widthPx, lines: widthPx, lineStride: 1 }, sigmaPx),
    widthPx,
    heightPx,
  };
}

/**
 * @param {Float32Array} data
 * @param {{ count: number, stride: number, lines: number, lineStride: number }} axis
 * @param {number} sigmaPx
 */
function softenLines(data, { count, stride, lines, lineStride }, sigmaPx) {
  const radius = Math.ceil(REACH * sigmaPx);
  const bell = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigmaPx ** 2)),
  );
  const sum = bell.reduce((total, weight) => total + weight);
  const padded = new Float64Array(count + 2 * radius);
  const out = new Float32Array(data.length);
  for (let line = 0; line < lines; line++) {
    const begin = line * lineStride;
    for (let i = 0; i < padded.length; i++) {
      padded[i] = data[begin + Math.min(Math.max(i - radius, 0), count - 1) * stride] ?? 0;
    }
    for (let i = 0; i < count; i++) {
      let value = 0;
      for (let k = 0; k < bell.length; k++) value += (bell[k] ?? 0) * (padded[i + k] ?? 0);
      out[begin + i * stride] = value / sum;
    }
  }
  return out;
}
