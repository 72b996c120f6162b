import type { Arena } from './kernels/arena.js';
import type { Kernels } from './kernels/kernels.js';
import type { Target } from './kernels/samples.js';
import type { Size } from './view.js';

/** One plane of 8-bit samples in the arena. */
export type Plane = Target;

/** A picture in 4:2:0. Chroma samples are centred on their 2×2 blocks; beyond every edge its samples go on for a filter's reach. */
export interface BasePlanes {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
}

/**
 * Samples repeated beyond every edge. The warp's eight taps about a position on the very edge reach four past it; one more
 * for a position rounded onto it. Kernels that load 16 samples at a time need more to the right.
 */
const BORDER = 5;
const RIGHT_BORDER = 32;

/** Converts interleaved sRGB (3 bytes a pixel, no padding) to 4:2:0 planes in the arena. */
export function createBasePlanes(arena: Arena, kernels: Kernels, rgb: Uint8Array, size: Size): BasePlanes {
  const { widthPx, heightPx } = size;
  const pixels = arena.allocate(rgb.length);
  const y = allocatePlane(arena, widthPx, heightPx);
  const u = allocatePlane(arena, Math.ceil(widthPx / 2), Math.ceil(heightPx / 2));
  const v = allocatePlane(arena, Math.ceil(widthPx / 2), Math.ceil(heightPx / 2));
  arena.bytes(pixels, rgb.length).set(rgb);
  kernels.rgbToYuv420({ rgb: pixels, y, u, v });
  for (const plane of [y, u, v]) repeatEdges(arena, plane);
  return { y, u, v };
}

function allocatePlane(arena: Arena, widthPx: number, heightPx: number): Plane {
  const stride = BORDER + Math.ceil(widthPx / 16) * 16 + RIGHT_BORDER;
  const corner = arena.allocate(stride * (heightPx + 2 * BORDER));
  return { address: corner + BORDER * stride + BORDER, widthPx, heightPx, stride };
}

function repeatEdges(arena: Arena, { address, widthPx, heightPx, stride }: Plane): void {
  const start = address - BORDER;
  for (let row = 0; row < heightPx; row++) {
    const line = arena.bytes(start + row * stride, stride);
    line.fill(line[BORDER] ?? 0, 0, BORDER);
    line.fill(line[BORDER + widthPx - 1] ?? 0, BORDER + widthPx);
  }
  const first = arena.bytes(start, stride);
  const last = arena.bytes(start + (heightPx - 1) * stride, stride);
  for (let row = 1; row <= BORDER; row++) {
    arena.bytes(start - row * stride, stride).set(first);
    arena.bytes(start + (heightPx - 1 + row) * stride, stride).set(last);
  }
}
