/** Interleaved sRGB, 3 bytes a pixel, no padding. */
interface Picture {
  readonly rgb: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The side of the blocks that are held against each other; noise is gone from their means, a lamp that changed is not. */
const BLOCK_PX = 8;
/** How far apart the means of one block may be in any channel, and those of all blocks together: less is what saving anew does. */
const BLOCK_MOST = 4;
const MEAN_MOST = 0.5;

/** Whether two pictures of one size show the same, in light and in colour, but for noise and compression. */
export function isSamePicture(one: Picture, other: Picture): boolean {
  const { widthPx, heightPx } = one;
  const columns = Math.ceil(widthPx / BLOCK_PX);
  const sums = new Int32Array(3 * columns);
  let total = 0;
  for (let top = 0; top < heightPx; top += BLOCK_PX) {
    const bottom = Math.min(heightPx, top + BLOCK_PX);
    sums.fill(0);
    for (let at = 3 * top * widthPx, end = 3 * bottom * widthPx; at < end; at++) {
      const block = Math.floor((Math.floor(at / 3) % widthPx) / BLOCK_PX);
      const sum = 3 * block + (at % 3);
      sums[sum] = (sums[sum] ?? 0) + (one.rgb[at] ?? 0) - (other.rgb[at] ?? 0);
    }
    for (const [index, sum] of sums.entries()) {
      const width = Math.min(BLOCK_PX, widthPx - Math.floor(index / 3) * BLOCK_PX);
      if (Math.abs(sum) > BLOCK_MOST * width * (bottom - top)) return false;
      total += Math.abs(sum);
    }
  }
  return total <= MEAN_MOST * 3 * widthPx * heightPx;
}
