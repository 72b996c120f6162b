import type { KernelExport, Samples, Target } from './samples.js';

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

/** One plane over another: `weight` in Q14, 0 leaves the target as it is, 16384 makes it the source. */
export interface MixJob {
  readonly source: Samples;
  readonly weight: number;
  readonly target: Target;
}

/** What paints the ground of a frame. */
export interface PaintingKernels {
  rgbToYuv420(job: ColourJob): void;
  resampleWindow(job: WindowJob): void;
  warpPlane(job: WarpJob): void;
  mixPlanes(job: MixJob): void;
}

/** The same, called with jobs. */
export function bindPaintingKernels(exports: Readonly<Record<keyof PaintingKernels, KernelExport>>): PaintingKernels {
  return {
    rgbToYuv420({ rgb, y, u, v }) {
      exports.rgbToYuv420(rgb, y.widthPx, y.heightPx, y.address, y.stride, u.address, v.address, u.stride);
    },
    resampleWindow({ source, rows, columns, target, scratch }) {
      exports.resampleWindow(
        ...[source.address, source.stride, columns.from, columns.to],
        ...[rows.starts, rows.weights, rows.taps],
        ...[columns.starts, columns.weights, columns.taps],
        ...[target.address, target.stride, target.widthPx, target.heightPx, scratch],
      );
    },
    warpPlane({ source, matrix, weights, target }) {
      const { address, stride, widthPx, heightPx } = target;
      exports.warpPlane(source.address, source.stride, matrix, weights, address, stride, widthPx, heightPx);
    },
    mixPlanes({ source, weight, target }) {
      const { address, stride, widthPx, heightPx } = target;
      exports.mixPlanes(source.address, source.stride, weight, address, stride, widthPx, heightPx);
    },
  };
}
