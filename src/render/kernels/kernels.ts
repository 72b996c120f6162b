import type { Arena } from './arena.js';
import { KERNELS_WASM_BASE64 } from './kernels.generated.js';

/**
 * The pixel loops. Every argument is a number: addresses in bytes into the arena, strides in samples, sizes in samples.
 * What each computes is written plainly in `reference.ts`, which gives the same bytes.
 */
export interface Kernels {
  rgbToYuv420(
    rgb: number,
    width: number,
    height: number,
    y: number,
    stride: number,
    u: number,
    v: number,
    chromaStride: number,
  ): void;
  resampleWindow(
    source: number,
    sourceStride: number,
    firstColumn: number,
    endColumn: number,
    rows: number,
    rowWeights: number,
    rowTaps: number,
    columns: number,
    columnWeights: number,
    columnTaps: number,
    target: number,
    targetStride: number,
    width: number,
    height: number,
    scratch: number,
  ): void;
  warpPlane(
    source: number,
    stride: number,
    matrix: number,
    weights: number,
    target: number,
    targetStride: number,
    width: number,
    height: number,
  ): void;
}

/** The kernels in WebAssembly SIMD over an arena's memory. Rejects where the engine has no SIMD (before Node 16, Safari 16.4). */
export async function loadKernels(arena: Arena): Promise<Kernels> {
  const binary = Uint8Array.from(atob(KERNELS_WASM_BASE64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: arena.memory } });
  return instance.exports as unknown as Kernels;
}
