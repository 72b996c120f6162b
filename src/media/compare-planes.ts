import type { SizePx } from '../contract/framing.js';

/** How alike two planes of samples are. */
export interface Likeness {
  /** Peak signal-to-noise ratio, in dB: above 40 nobody sees a difference. Identical planes are {@link IDENTICAL_DB}. */
  readonly psnrDb: number;
  /** Mean structural similarity: 1 for identical planes, 0 for unrelated ones, less for opposites. */
  readonly ssim: number;
}

/** What stands for an infinite ratio, which JSON cannot carry, in dB; also the most that is ever answered. */
export const IDENTICAL_DB = 100;

const PEAK = 255;
const C1 = (0.01 * PEAK) ** 2;
const C2 = (0.03 * PEAK) ** 2;
const BLOCK = 4;
const WINDOW_SAMPLES = 64;

/** Σa, Σb, Σ(a²+b²) and Σab of each block of a row of blocks. */
type BlockSums = Int32Array;
const SUMS = 4;

/**
 * Compares two 8-bit planes of one size, without row padding: PSNR over all samples, and SSIM over square windows of
 * 8×8 samples, every fourth row and column, unweighted (as the ssim figures of FFmpeg and x264 are), with the constants
 * of Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004: K1 0.01, K2 0.03.
 * Up to 3 rows and columns at the bottom and the right that fill no window count for PSNR only; a plane that holds no
 * window is one window. 4 ms for 1280×720.
 * @throws RangeError when a plane is shorter than the size says.
 */
export function compareLuma(a: Uint8Array, b: Uint8Array, size: SizePx): Likeness {
  const { widthPx: width, heightPx: height } = size;
  if (width < 1 || height < 1 || a.length < width * height || b.length < width * height) {
    throw new RangeError(`planes of ${a.length} and ${b.length} samples, ${width}×${height} expected`);
  }
  const columns = Math.floor(width / BLOCK);
  const rows = Math.floor(height / BLOCK);
  let above: BlockSums = new Int32Array(columns * SUMS);
  let here: BlockSums = new Int32Array(columns * SUMS);
  let error = squaredErrorAround(a, b, width, height);
  let similarity = 0;
  for (let row = 0; row < rows; row++) {
    error += sumBlocks(a, b, row * BLOCK * width, width, here);
    if (row > 0) similarity += sumWindows(above, here);
    [above, here] = [here, above];
  }
  const windows = Math.max(0, columns - 1) * Math.max(0, rows - 1);
  return {
    psnrDb: error === 0 ? IDENTICAL_DB : Math.min(IDENTICAL_DB, 10 * Math.log10((PEAK ** 2 * width * height) / error)),
    ssim: windows > 0 ? similarity / windows : ssimOfWhole(a, b, width * height),
  };
}

/** Squared error of the samples right of and below the last whole block. */
function squaredErrorAround(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  const right = width - (width % BLOCK);
  const bottom = height - (height % BLOCK);
  let error = 0;
  for (let y = 0; y < height; y++) {
    for (let x = y < bottom ? right : 0; x < width; x++) {
      error += (at(a, y * width + x) - at(b, y * width + x)) ** 2;
    }
  }
  return error;
}

/** Fills the sums of one row of blocks and answers with its squared error, Σ(a²+b²) − 2Σab. Small integers throughout. */
function sumBlocks(a: Uint8Array, b: Uint8Array, start: number, width: number, sums: BlockSums): number {
  let error = 0;
  for (let block = 0; block < sums.length; block += SUMS) {
    let sumA = 0;
    let sumB = 0;
    let squares = 0;
    let products = 0;
    for (let row = 0; row < BLOCK; row++) {
      // Written out: a loop over the four costs twice the time.
      const i = start + row * width + block;
      const a0 = at(a, i);
      const a1 = at(a, i + 1);
      const a2 = at(a, i + 2);
      const a3 = at(a, i + 3);
      const b0 = at(b, i);
      const b1 = at(b, i + 1);
      const b2 = at(b, i + 2);
      const b3 = at(b, i + 3);
      sumA += a0 + a1 + a2 + a3;
      sumB += b0 + b1 + b2 + b3;
      squares += a0 * a0 + a1 * a1 + a2 * a2 + a3 * a3 + b0 * b0 + b1 * b1 + b2 * b2 + b3 * b3;
      products += a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3;
    }
    sums[block] = sumA;
    sums[block + 1] = sumB;
    sums[block + 2] = squares;
    sums[block + 3] = products;
    error += squares - 2 * products;
  }
  return error;
}

/** A window is 2×2 blocks: each block is summed once and used by four windows. */
function sumWindows(above: BlockSums, here: BlockSums): number {
  let total = 0;
  for (let i = 0; i < above.length - SUMS; i += SUMS) {
    total += ssimOfSums(
      sum(above, i) + sum(above, i + 4) + sum(here, i) + sum(here, i + 4),
      sum(above, i + 1) + sum(above, i + 5) + sum(here, i + 1) + sum(here, i + 5),
      sum(above, i + 2) + sum(above, i + 6) + sum(here, i + 2) + sum(here, i + 6),
      sum(above, i + 3) + sum(above, i + 7) + sum(here, i + 3) + sum(here, i + 7),
      WINDOW_SAMPLES,
    );
  }
  return total;
}

function ssimOfWhole(a: Uint8Array, b: Uint8Array, length: number): number {
  let sumA = 0;
  let sumB = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < length; i++) {
    sumA += at(a, i);
    sumB += at(b, i);
    squares += at(a, i) ** 2 + at(b, i) ** 2;
    products += at(a, i) * at(b, i);
  }
  return ssimOfSums(sumA, sumB, squares, products, length);
}

function ssimOfSums(sumA: number, sumB: number, squares: number, products: number, samples: number): number {
  const meanA = sumA / samples;
  const meanB = sumB / samples;
  const ofMeans = meanA * meanA + meanB * meanB;
  const product = meanA * meanB;
  const covariance = products / samples - product;
  return ((2 * product + C1) * (2 * covariance + C2)) / ((ofMeans + C1) * (squares / samples - ofMeans + C2));
}

/** Always in range; the default is never taken, and costs nothing. A function for each kind of array: one for both is four times as slow. */
function at(plane: Uint8Array, index: number): number {
  return plane[index] ?? 0;
}

function sum(sums: BlockSums, index: number): number {
  return sums[index] ?? 0;
}
