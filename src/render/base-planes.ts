import type { Arena } from './kernels/arena.js';
import type { Kernels } from './kernels/kernels.js';
import type { Size } from './view.js';

/** One plane of samples in the arena. */
export interface Plane {
  readonly address: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Samples from one row to the next. */
  readonly stride: number;
}

/** A picture in 4:2:0. Chroma samples are centred on their 2×2 blocks. */
export interface BasePlanes {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
}

/** Kernels read whole vectors of 16 samples from anywhere in a row. */
const ROW_SLACK = 32;
/** The four taps of a cubic reach two samples past an edge; one more for a position rounded up onto it. */
const BORDER = 3;

/** Converts interleaved sRGB (3 bytes a pixel, no padding) to 4:2:0 planes in the arena. */
export function createBasePlanes(arena: Arena, kernels: Kernels, rgb: Uint8Array, size: Size): BasePlanes {
  const { widthPx, heightPx } = size;
  const pixels = arena.allocate(rgb.length);
  const y = allocatePlane(arena, widthPx, heightPx);
  const u = allocatePlane(arena, Math.ceil(widthPx / 2), Math.ceil(heightPx / 2));
  const v = allocatePlane(arena, Math.ceil(widthPx / 2), Math.ceil(heightPx / 2));
  arena.bytes(pixels, rgb.length).set(rgb);
  kernels.rgbToYuv420(pixels, widthPx, heightPx, y.address, y.stride, u.address, v.address, u.stride);
  return { y, u, v };
}

/** A plane of 8-bit samples with room for what vector loads read beyond it. */
function allocatePlane(arena: Arena, widthPx: number, heightPx: number): Plane {
  const stride = Math.ceil(widthPx / 16) * 16 + ROW_SLACK;
  return { address: arena.allocate(stride * heightPx), widthPx, heightPx, stride };
}

/**
 * The cubic B-spline coefficients of a plane, i16 in Q4 about 128, with a mirrored border. The address is that of sample (0, 0).
 */
export function createSplinePlane(arena: Arena, kernels: Kernels, plane: Plane): Plane {
  const { widthPx, heightPx } = plane;
  const floats = arena.allocate(4 * plane.stride * heightPx);
  const buffer = arena.allocate(64 * Math.max(widthPx, heightPx));
  const stride = widthPx + 2 * BORDER;
  const target = arena.allocate(2 * stride * (heightPx + 2 * BORDER));
  kernels.prefilterColumns(plane.address, floats, widthPx, heightPx, plane.stride, buffer);
  kernels.prefilterRows(floats, plane.stride, target, stride, widthPx, heightPx, BORDER, buffer);
  return { address: target + 2 * (BORDER * stride + BORDER), widthPx, heightPx, stride };
}
