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

/** A picture in 4:2:0, 8 bits, changed in place. Even sides; chroma planes share one stride. */
export interface Picture {
  readonly y: Target;
  readonly u: Samples;
  readonly v: Samples;
}

/** A number that grows evenly over the picture: at luma sample (0, 0), from column to column and from row to row. In Q24, whole. */
export interface Ramp {
  readonly start: number;
  readonly perColumn: number;
  readonly perRow: number;
}

/** A kernel as WebAssembly exports it; the order of its arguments is that of its declaration in assembly/. */
export type KernelExport = (...args: readonly number[]) => void;
