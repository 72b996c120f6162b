/**
 * How like two planes are, on the 8-bit scale (peak 255, as video tools quote limited-range luma). Either may be
 * float, so that a decoded frame is held against the unrounded ideal.
 */

/** @typedef {import('./plane.js').Plane} Plane */

/**
 * PSNR in dB; `Infinity` for equal planes.
 * @param {Plane} a
 * @param {Plane} b
 */
export function psnr(a, b) {
  assertSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += ((a.data[i] ?? 0) - (b.data[i] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255 * a.data.length) / sum);
}

const RADIUS = 5;
const SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

const GAUSS = (() => {
  const bell = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)));
  const sum = bell.reduce((total, weight) => total + weight);
  return bell.map((weight) => weight / sum);
})();

/**
 * Mean SSIM as its authors define it (Wang, Bovik, Sheikh, Simoncelli 2004): Gaussian window 11×11 with σ 1.5, K1 0.01,
 * K2 0.03, L 255, at full size (not reduced first), over the windows that lie wholly inside.
 * @param {Plane} a at least 11×11
 * @param {Plane} b
 */
export function ssim(a, b) {
  assertSameSize(a, b);
  const { widthPx, heightPx } = a;
  const meanOf = (/** @type {Float32Array | Float64Array} */ data) => blur(data, widthPx, heightPx);
  const meanA = meanOf(a.data);
  const meanB = meanOf(b.data);
  const meanAA = meanOf(product(a, a));
  const meanBB = meanOf(product(b, b));
  const meanAB = meanOf(product(a, b));
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const x = meanA[i] ?? 0;
    const y = meanB[i] ?? 0;
    const variances = (meanAA[i] ?? 0) - x * x + (meanBB[i] ?? 0) - y * y;
    const covariance = (meanAB[i] ?? 0) - x * y;
    sum += ((2 * x * y + C1) * (2 * covariance + C2)) / ((x * x + y * y + C1) * (variances + C2));
  }
  return sum / meanA.length;
}

/**
 * @param {Plane} a
 * @param {Plane} b
 */
function product(a, b) {
  const out = new Float64Array(a.data.length);
  for (let i = 0; i < out.length; i++) out[i] = (a.data[i] ?? 0) * (b.data[i] ?? 0);
  return out;
}

/**
 * Gaussian means, only where the window lies inside.
 * @param {Float32Array | Float64Array} data
 * @param {number} widthPx
 * @param {number} heightPx
 */
function blur(data, widthPx, heightPx) {
  const outWidth = widthPx - 2 * RADIUS;
  const outHeight = heightPx - 2 * RADIUS;
  const rows = new Float64Array(outWidth * heightPx);
  const out = new Float64Array(outWidth * outHeight);
  for (const [k, weight] of GAUSS.entries()) {
    for (let y = 0; y < heightPx; y++) {
      const to = y * outWidth;
      const from = y * widthPx + k;
      for (let x = 0; x < outWidth; x++) rows[to + x] = (rows[to + x] ?? 0) + weight * (data[from + x] ?? 0);
    }
  }
  for (const [k, weight] of GAUSS.entries()) {
    const from = k * outWidth;
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + weight * (rows[from + i] ?? 0);
  }
  return out;
}

/**
 * @param {Plane} a
 * @param {Plane} b
 */
function assertSameSize(a, b) {
  if (a.widthPx === b.widthPx && a.heightPx === b.heightPx) return;
  throw new Error(`Planes of ${a.widthPx}x${a.heightPx} and ${b.widthPx}x${b.heightPx} cannot be compared.`);
}
