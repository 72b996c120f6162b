/**
 * The yardstick: a separable Lanczos-3 resize of a window, in float, antialiased (the kernel widens with the scale where
 * the window is larger than the frame), edges replicated. Slow and plain on purpose.
 */

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('./plane.js').Window} Window
 */

/** Lobes on each side of the kernel. */
export const LOBES = 3;

/**
 * The kernel itself; 0 from three samples on.
 * @param {number} x
 */
export function lanczos(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/**
 * The taps of one axis: output `i` is the sum of `taps` source samples from `first[i]` on, by weights that sum to 1.
 * What the kernel would take from beyond an edge is given to the edge's sample, so that every tap lies inside.
 * @param {number} sourceSize
 * @param {number} start where the window begins, in source samples
 * @param {number} scale source samples for one output sample
 * @param {number} from first output wanted
 * @param {number} count outputs wanted
 */
function axisTaps(sourceSize, start, scale, from, count) {
  const widened = Math.max(1, scale);
  const reach = LOBES * widened;
  const span = Math.floor(2 * reach) + 1;
  const taps = Math.min(span, sourceSize);
  const first = new Int32Array(count);
  const weights = new Float64Array(count * taps);
  for (let i = 0; i < count; i++) {
    const centre = start + (from + i + 0.5) * scale - 0.5;
    const left = Math.ceil(centre - reach);
    const begin = Math.min(Math.max(left, 0), sourceSize - taps);
    first[i] = begin;
    let sum = 0;
    for (let k = 0; k < span; k++) {
      const tap = i * taps + Math.min(Math.max(left + k - begin, 0), taps - 1);
      const weight = lanczos((left + k - centre) / widened);
      weights[tap] = (weights[tap] ?? 0) + weight;
      sum += weight;
    }
    for (let tap = i * taps; tap < (i + 1) * taps; tap++) weights[tap] = (weights[tap] ?? 0) / sum;
  }
  return { first, weights, taps };
}

/**
 * The window of a plane, resized to a frame. With `region` (whole pixels of the frame) only that part is made, with the same values
 * as in the whole.
 * @param {Plane} plane
 * @param {Window} window in source pixels, fractions meant
 * @param {{ widthPx: number, heightPx: number }} frame
 * @param {Window} [region]
 * @returns {Plane}
 */
export function lanczosWindow(plane, window, frame, region = { leftPx: 0, topPx: 0, ...frame }) {
  const { widthPx, heightPx } = region;
  const columns = axisTaps(plane.widthPx, window.leftPx, window.widthPx / frame.widthPx, region.leftPx, widthPx);
  const rows = axisTaps(plane.heightPx, window.topPx, window.heightPx / frame.heightPx, region.topPx, heightPx);
  const topRow = rows.first[0] ?? 0;
  const rowCount = (rows.first[heightPx - 1] ?? 0) + rows.taps - topRow;

  const source = plane.data;
  const across = new Float32Array(rowCount * widthPx);
  for (let y = 0; y < rowCount; y++) {
    const line = (topRow + y) * plane.widthPx;
    for (let x = 0; x < widthPx; x++) {
      const from = line + (columns.first[x] ?? 0);
      const tap = x * columns.taps;
      let sum = 0;
      for (let k = 0; k < columns.taps; k++) sum += (columns.weights[tap + k] ?? 0) * (source[from + k] ?? 0);
      across[y * widthPx + x] = sum;
    }
  }

  const data = new Float32Array(widthPx * heightPx);
  const line = new Float64Array(widthPx);
  for (let y = 0; y < heightPx; y++) {
    line.fill(0);
    for (let k = 0; k < rows.taps; k++) {
      const weight = rows.weights[y * rows.taps + k] ?? 0;
      const from = ((rows.first[y] ?? 0) - topRow + k) * widthPx;
      for (let x = 0; x < widthPx; x++) line[x] = (line[x] ?? 0) + weight * (across[from + x] ?? 0);
    }
    data.set(line, y * widthPx);
  }
  return { data, widthPx, heightPx };
}
