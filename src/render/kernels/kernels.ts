import type { Arena } from './arena.js';
import { KERNELS_WASM_BASE64 } from './kernels.generated.js';

/** Samples in the arena: the address of sample (0, 0) in bytes, and samples from one row to the next. */
export interface Samples {
  readonly address: number;
  readonly stride: number;
}

/** Samples to write, row by row from (0, 0). */
export interface Target extends Samples {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Filter taps in the arena: first source samples as i32, and `taps` weights in Q14 as i16, for each output sample. */
export interface Taps {
  readonly starts: number;
  readonly weights: number;
  readonly taps: number;
}

/** Interleaved sRGB at `rgb` → three planes, chroma at half the size, rounded up. */
export interface ColourJob {
  readonly rgb: number;
  readonly y: Target;
  readonly u: Samples;
  readonly v: Samples;
}

/** A window of a plane, by rows and columns. `from` and `to` are the source columns that the taps reach. */
export interface WindowJob {
  readonly source: Samples;
  /** An even number of taps. */
  readonly rows: Taps;
  /** A multiple of eight taps, for a multiple of eight columns. */
  readonly columns: Taps & { readonly from: number; readonly to: number };
  readonly target: Target;
  /** Room for one row in i16, and 64 samples more. */
  readonly scratch: number;
}

/** A plane through a homography: nine f64 at `matrix`, 512 × 8 weights in Q14 as i16 at `weights`. */
export interface WarpJob {
  readonly source: Samples;
  readonly matrix: number;
  readonly weights: number;
  readonly target: Target;
}

/** The pixel loops. What each computes is written plainly in `reference.ts`, which gives the same bytes. */
export interface Kernels {
  rgbToYuv420(job: ColourJob): void;
  resampleWindow(job: WindowJob): void;
  warpPlane(job: WarpJob): void;
}

/** A kernel as WebAssembly exports it; the order of its arguments is that of its declaration in assembly/. */
type Export = (...args: readonly number[]) => void;

/** The kernels in WebAssembly SIMD over an arena's memory. Rejects where the engine has no SIMD (before Node 16, Safari 16.4). */
export async function loadKernels(arena: Arena): Promise<Kernels> {
  const binary = Uint8Array.from(atob(KERNELS_WASM_BASE64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: arena.memory } });
  const { rgbToYuv420, resampleWindow, warpPlane } = instance.exports as Readonly<Record<keyof Kernels, Export>>;
  return {
    rgbToYuv420({ rgb, y, u, v }) {
      rgbToYuv420(rgb, y.widthPx, y.heightPx, y.address, y.stride, u.address, v.address, u.stride);
    },
    resampleWindow({ source, rows, columns, target, scratch }) {
      resampleWindow(
        ...[source.address, source.stride, columns.from, columns.to],
        ...[rows.starts, rows.weights, rows.taps],
        ...[columns.starts, columns.weights, columns.taps],
        ...[target.address, target.stride, target.widthPx, target.heightPx, scratch],
      );
    },
    warpPlane({ source, matrix, weights, target }) {
      const { address, stride, widthPx, heightPx } = target;
      warpPlane(source.address, source.stride, matrix, weights, address, stride, widthPx, heightPx);
    },
  };
}
