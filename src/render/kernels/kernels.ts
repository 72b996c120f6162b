import type { Arena } from './arena.js';
import { KERNELS_WASM_BASE64 } from './kernels.generated.js';
import { bindFocusKernels, type FocusKernels } from './focus-kernels.js';
import { bindLightKernels, type LightKernels } from './light-kernels.js';
import { bindPaintingKernels, type PaintingKernels } from './painting-kernels.js';
import { bindPassageKernels, type PassageKernels } from './passage-kernels.js';
import type { KernelExport } from './samples.js';

/** The pixel loops. What each computes is written plainly in `reference/`, which gives the same bytes. */
export interface Kernels extends PaintingKernels, LightKernels, FocusKernels, PassageKernels {}

/** The kernels in WebAssembly SIMD over an arena's memory. Rejects where the engine has no SIMD (before Node 16, Safari 16.4). */
export async function loadKernels(arena: Arena): Promise<Kernels> {
  const binary = Uint8Array.from(atob(KERNELS_WASM_BASE64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: arena.memory } });
  const exports = instance.exports as Readonly<Record<keyof Kernels, KernelExport>>;
  return {
    ...bindPaintingKernels(exports),
    ...bindLightKernels(exports),
    ...bindFocusKernels(exports),
    ...bindPassageKernels(exports),
  };
}
