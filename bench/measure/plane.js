/**
 * What the benches compare: float planes in BT.709 limited range (luma 16–235), as a decoder hands them out but
 * without rounding. Made from the still's own pixels, decoded by sharp at full size and never resized, so that a
 * bench judges the renderer by arithmetic the renderer has no part in.
 */
import sharp from 'sharp';

/**
 * One plane of samples, row by row, no padding.
 * @typedef {object} Plane
 * @property {Float32Array} data
 * @property {number} widthPx
 * @property {number} heightPx
 */

/**
 * A rectangle in pixel edges: `leftPx` 0 is the left edge of the first pixel, so that pixel's centre lies at 0.5.
 * @typedef {object} Window
 * @property {number} leftPx
 * @property {number} topPx
 * @property {number} widthPx
 * @property {number} heightPx
 */

/**
 * A still's pixels: interleaved sRGB, 3 bytes a pixel, upright.
 * @typedef {object} StillPixels
 * @property {Buffer} rgb
 * @property {number} widthPx
 * @property {number} heightPx
 */

/**
 * Luma and chroma of BT.709 in limited range, from R, G, B of 0–255: offset, then weights (ITU-R BT.709-6, items 3.2–3.4).
 * @type {Readonly<Record<'y' | 'u' | 'v', readonly [offset: number, r: number, g: number, b: number]>>}
 */
const BT709 = {
  y: [16, (219 / 255) * 0.2126, (219 / 255) * 0.7152, (219 / 255) * 0.0722],
  u: [128, ((224 / 255) * -0.2126) / 1.8556, ((224 / 255) * -0.7152) / 1.8556, (224 / 255) * 0.5],
  v: [128, (224 / 255) * 0.5, ((224 / 255) * -0.7152) / 1.5748, ((224 / 255) * -0.0722) / 1.5748],
};

/**
 * Decodes a still as it is shown: upright, in sRGB, alpha dropped; never resized.
 * @param {string} path
 * @returns {Promise<StillPixels>}
 */
export async function readStill(path) {
  const { data, info } = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${path} decodes to ${info.channels} channels; the benches expect 3.`);
  return { rgb: data, widthPx: info.width, heightPx: info.height };
}

/**
 * One plane of a still at full resolution (chroma too: nothing is subsampled), in float.
 * @param {StillPixels} still
 * @param {'y' | 'u' | 'v'} channel
 * @returns {Plane}
 */
export function planeOf({ rgb, widthPx, heightPx }, channel) {
  const [offset, red, green, blue] = BT709[channel];
  const data = new Float32Array(widthPx * heightPx);
  for (let i = 0, p = 0; i < data.length; i++, p += 3) {
    data[i] = offset + red * (rgb[p] ?? 0) + green * (rgb[p + 1] ?? 0) + blue * (rgb[p + 2] ?? 0);
  }
  return { data, widthPx, heightPx };
}

/**
 * A part of a plane, in whole pixels.
 * @param {Plane} plane
 * @param {Window} rect
 * @returns {Plane}
 */
export function cropPlane(plane, { leftPx, topPx, widthPx, heightPx }) {
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const start = (topPx + y) * plane.widthPx + leftPx;
    data.set(plane.data.subarray(start, start + widthPx), y * widthPx);
  }
  return { data, widthPx, heightPx };
}

/**
 * A plane rounded to 8 bits, as an encoder takes it and a decoder gives it.
 * @param {Plane} plane
 * @returns {Plane & { bytes: Uint8Array }}
 */
export function roundPlane({ data, widthPx, heightPx }) {
  const bytes = new Uint8ClampedArray(data);
  return { data: Float32Array.from(bytes), bytes: new Uint8Array(bytes.buffer), widthPx, heightPx };
}
