import type { Arena } from '../../kernels/arena.js';
import type { Size } from '../../view.js';
import type { Cover } from '../passage-model.js';

/** Samples of 0 beyond every edge: the kernel looks up to three past it. */
const BORDER = 3;
/** Samples on a side of the blocks whose least and most are known. */
const BLOCK_BITS = 4;
/** How far a layer's edge takes from nothing to full, in shares of the frame's height: three samples of 720. */
const EDGE = 3 / 720;
/** That way, in cells, where a cover that goes from 0 to 255 between two cells is drawn as a curve. */
const CURVE_CELLS = 2;
/**
 * How a cover behind others is drawn instead: so much steeper at least, and so much less (of 255), half an edge's width inside of its cells.
 * Beside its edge is what hides it, and that must not stay behind as a line when it moves on.
 */
const BEHIND = { gain: 2, inset: 110 };

/** A cover at the size of a still, in the arena, and where in it there is anything. */
export interface CoverPlane extends Size {
  readonly address: number;
  readonly stride: number;
  /** Samples that are not 0: from `left`, `top` up to but without `right`, `bottom`; nothing where these are not more. */
  readonly seen: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** Least (in the lower byte) and most (in the upper) of a cover over the samples from x0, y0 to x1, y1; beyond every edge is 0. */
  rangeOver(x0: number, y0: number, x1: number, y1: number): number;
}

/** Samples from one row of a cover plane to the next, for stills of a width. */
export function coverStride(widthPx: number): number {
  return widthPx + 2 * BORDER;
}

/**
 * Draws a cover at the size of a still: as a smooth surface over its cells (a quadratic spline, so that a line of cells becomes a line
 * and no staircase), steepened about its middle until an edge is as narrow as edges in pictures are.
 */
export function createCoverPlane(
  arena: Arena,
  cover: Cover,
  { widthPx, heightPx }: Size,
  isBehind = false,
): CoverPlane {
  const stride = coverStride(widthPx);
  const corner = arena.allocate(stride * (heightPx + 2 * BORDER));
  const address = corner + BORDER * stride + BORDER;
  const steep = CURVE_CELLS / cover.rows / EDGE;
  const gain = Math.max(isBehind ? BEHIND.gain : 1, steep);
  const offset = 127.5 - 127.5 * gain - (isBehind ? BEHIND.inset : 0);
  const columns = axisOf(cover.columns, widthPx);
  const rows = axisOf(cover.rows, heightPx);
  const line = new Float32Array(cover.columns);
  const blockColumns = (widthPx >> BLOCK_BITS) + 1;
  const least = new Uint8Array(blockColumns * ((heightPx >> BLOCK_BITS) + 1)).fill(255);
  const most = new Uint8Array(least.length);
  const seen = { left: widthPx, top: heightPx, right: 0, bottom: 0 };
  for (let y = 0; y < heightPx; y++) {
    const samples = arena.bytes(address + y * stride, widthPx);
    const blocks = (y >> BLOCK_BITS) * blockColumns;
    blendRows(line, cover, rows, y);
    // Most layers are a small part of the picture: what is 0 in a line need not be drawn.
    let [first, end] = [0, cover.columns];
    while (first < end && line[first] === 0) first++;
    while (end > first && line[end - 1] === 0) end--;
    const from = first === end ? widthPx : Math.max(0, Math.floor(((first - 1) * widthPx) / cover.columns));
    const to = Math.min(widthPx, Math.ceil(((end + 1) * widthPx) / cover.columns));
    if (from > 0) least.fill(0, blocks, blocks + ((from - 1) >> BLOCK_BITS) + 1);
    if (to < widthPx) least.fill(0, blocks + (to >> BLOCK_BITS), blocks + blockColumns);
    for (let x = from; x < to; x++) {
      const value = Math.round(blendedAt(line, columns, x) * gain + offset);
      const sample = value < 0 ? 0 : value > 255 ? 255 : value;
      const block = blocks + (x >> BLOCK_BITS);
      samples[x] = sample;
      if (sample < (least[block] ?? 0)) least[block] = sample;
      if (sample > (most[block] ?? 0)) most[block] = sample;
      if (sample === 0) continue;
      if (x < seen.left) seen.left = x;
      if (x >= seen.right) seen.right = x + 1;
      if (y < seen.top) seen.top = y;
      seen.bottom = y + 1;
    }
  }

  return {
    ...{ address, stride, widthPx, heightPx, seen },
    rangeOver(x0, y0, x1, y1) {
      const reachesOut = x0 < 0 || y0 < 0 || x1 >= widthPx || y1 >= heightPx;
      const fromX = Math.max(0, x0) >> BLOCK_BITS;
      const toX = Math.min(widthPx - 1, x1) >> BLOCK_BITS;
      const fromY = Math.max(0, y0) >> BLOCK_BITS;
      const toY = Math.min(heightPx - 1, y1) >> BLOCK_BITS;
      let low = reachesOut ? 0 : 255;
      let high = 0;
      for (let row = fromY; row <= toY; row++) {
        for (let block = row * blockColumns + fromX; block <= row * blockColumns + toX; block++) {
          const blockLeast = least[block] ?? 0;
          const blockMost = most[block] ?? 0;
          if (blockLeast < low) low = blockLeast;
          if (blockMost > high) high = blockMost;
        }
      }
      return (high << 8) | low;
    },
  };
}

/** For each sample on an axis the middle one of three cells that make it, and the weights of the outer two. */
interface SplineAxis {
  readonly cells: Int32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly count: number;
}

function axisOf(count: number, samples: number): SplineAxis {
  const cells = new Int32Array(samples);
  const before = new Float32Array(samples);
  const after = new Float32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const place = ((sample + 0.5) * count) / samples;
    const cell = Math.min(count - 1, Math.floor(place));
    const off = place - cell;
    cells[sample] = cell;
    before[sample] = (1 - off) ** 2 / 2;
    after[sample] = off ** 2 / 2;
  }
  return { cells, before, after, count };
}

function blendRows(line: Float32Array, { columns, rows, values }: Cover, axis: SplineAxis, y: number): void {
  const row = axis.cells[y] ?? 0;
  const [before, after] = [axis.before[y] ?? 0, axis.after[y] ?? 0];
  const above = Math.max(0, row - 1) * columns;
  const below = Math.min(rows - 1, row + 1) * columns;
  for (let column = 0; column < columns; column++) {
    line[column] =
      (values[above + column] ?? 0) * before +
      (values[row * columns + column] ?? 0) * (1 - before - after) +
      (values[below + column] ?? 0) * after;
  }
}

function blendedAt(line: Float32Array, { cells, before, after, count }: SplineAxis, x: number): number {
  const cell = cells[x] ?? 0;
  const here = line[cell] ?? 0;
  const left = line[Math.max(0, cell - 1)] ?? 0;
  const right = line[Math.min(count - 1, cell + 1)] ?? 0;
  return here + (left - here) * (before[x] ?? 0) + (right - here) * (after[x] ?? 0);
}
