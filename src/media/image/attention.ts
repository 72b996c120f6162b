import type { SizePx } from '../../contract/framing.js';
import { largestCrop, type FocusPoint } from './crop-rect.js';
import type { RgbImage } from './rgb-image.js';

/** Side of the cells that detail and colour are averaged over, so that a subject counts and a single edge does not. */
const CELL_PX = 8;
/** Where the eye expects a subject: in the middle, and above it, as heads are. */
const EXPECTED: FocusPoint = { x: 0.5, y: 0.42 };
/** How much a crop loses by lying off the expected place: 4 takes a quarter off at a quarter of the still. */
const OFF_PLACE_COST = 4;

/**
 * Finds the middle of what a crop to a ratio should keep of a small copy (about 256 px): the window in which most lies that is
 * both sharp and of a colour unlike the rest, the more the nearer to the window's middle. libvips' own attention crop looks for
 * one strongest point instead, and cut the product off product shots.
 */
export function findFocus(copy: RgbImage, ratio: SizePx): FocusPoint {
  const cells = weighCells(copy);
  const crop = largestCrop(copy, ratio);
  return {
    x: slideWindow(projectCells(cells, copy.widthPx, 'column'), crop.widthPx, EXPECTED.x),
    y: slideWindow(projectCells(cells, copy.heightPx, 'row'), crop.heightPx, EXPECTED.y),
  };
}

interface Cells {
  readonly columns: number;
  readonly weights: Float64Array;
}

function weighCells({ rgb, widthPx, heightPx }: RgbImage): Cells {
  const columns = Math.ceil(widthPx / CELL_PX);
  const detail = new Float64Array(columns * Math.ceil(heightPx / CELL_PX));
  const contrast = new Float64Array(detail.length);
  const mean = meanColour(rgb);
  const luma = (pixel: number): number => {
    const at = 3 * pixel;
    return 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
  };
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const pixel = y * widthPx + x;
      const around = luma(pixel - 1) + luma(pixel + 1) + luma(pixel - widthPx) + luma(pixel + widthPx);
      const cell = Math.floor(y / CELL_PX) * columns + Math.floor(x / CELL_PX);
      detail[cell] = (detail[cell] ?? 0) + Math.abs(4 * luma(pixel) - around);
      contrast[cell] = (contrast[cell] ?? 0) + colourDistance(rgb, 3 * pixel, mean);
    }
  }
  // Colour counts more than detail: lawn and gravel are full of detail.
  return { columns, weights: detail.map((amount, cell) => amount * (contrast[cell] ?? 0) ** 1.5) };
}

function meanColour(rgb: Uint8Array): readonly [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    sum[0] += rgb[at] ?? 0;
    sum[1] += rgb[at + 1] ?? 0;
    sum[2] += rgb[at + 2] ?? 0;
  }
  const count = Math.max(1, rgb.length / 3);
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** Distance from the mean: of hue and saturation in full, of brightness by a third. */
function colourDistance(rgb: Uint8Array, at: number, mean: readonly [number, number, number]): number {
  const r = (rgb[at] ?? 0) - mean[0];
  const g = (rgb[at + 1] ?? 0) - mean[1];
  const b = (rgb[at + 2] ?? 0) - mean[2];
  const grey = (r + g + b) / 3;
  return Math.hypot(r - grey, g - grey, b - grey) + 0.3 * Math.abs(grey);
}

/** The cells' weight for each column, or each row, of pixels. */
function projectCells({ columns, weights }: Cells, lengthPx: number, along: 'column' | 'row'): Float64Array {
  const sums = new Float64Array(Math.ceil(lengthPx / CELL_PX));
  weights.forEach((weight, cell) => {
    const at = along === 'column' ? cell % columns : Math.floor(cell / columns);
    sums[at] = (sums[at] ?? 0) + weight;
  });
  return Float64Array.from({ length: lengthPx }, (_, px) => sums[Math.floor(px / CELL_PX)] ?? 0);
}

/** The middle of the best window, as a part of the whole. Without anything to see it stays in the middle. */
function slideWindow(weights: Float64Array, windowPx: number, expected: number): number {
  const floor = weights.toSorted()[weights.length >> 2] ?? 0;
  const room = weights.length - windowPx;
  let best = { score: 0, offset: room / 2 };
  for (let offset = 0; offset <= room; offset++) {
    let score = 0;
    for (let px = 0; px < windowPx; px++) {
      const fromMiddle = (2 * (px + 0.5)) / windowPx - 1;
      score += Math.max(0, (weights[offset + px] ?? 0) - floor) * (1 - fromMiddle ** 2);
    }
    const off = (offset + windowPx / 2) / weights.length - expected;
    score *= 1 - OFF_PLACE_COST * off ** 2;
    if (score > best.score) best = { score, offset };
  }
  return (best.offset + windowPx / 2) / weights.length;
}
