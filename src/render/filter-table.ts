import { lanczosAt, LOBES, quantiseWeights } from './lanczos.js';

/** One axis of a window: where its samples lie on the source axis, in samples counted from the source's left or upper edge. */
export interface AxisWindow {
  /** Samples on the source axis. */
  readonly sourceSize: number;
  /** The window's near edge. */
  readonly start: number;
  /** Source samples for each output sample; above 1 the filter widens with it, so that nothing aliases. */
  readonly step: number;
  /** Output samples. */
  readonly count: number;
  /** Where in its cell an output sample sits: 0.5 is its centre, 0.25 what left-sited 4:2:0 chroma needs. */
  readonly phase: number;
}

/** Filter taps for each output sample, in the layout of the `resampleWindow` kernel. */
export interface FilterTable {
  /** First source sample of each output sample. */
  readonly starts: Int32Array;
  /** `taps` weights in Q14 for each output sample. */
  readonly weights: Int16Array;
  readonly taps: number;
}

/** Taps that a step needs, rounded up to a multiple of `multiple`. */
export function tapsFor(step: number, multiple: number): number {
  return Math.ceil(Math.ceil(2 * LOBES * Math.max(1, step)) / multiple) * multiple;
}

/**
 * Fills a table with Lanczos-3 filters, widened where the window is reduced. Samples beyond an edge of the source count as the
 * edge's own: their weight is given to it.
 */
export function fillFilterTable(table: FilterTable, axis: AxisWindow): void {
  const { starts, weights, taps } = table;
  const { sourceSize, step, count, phase } = axis;
  const widen = Math.max(1, step);
  const reach = LOBES * widen;
  const lastStart = Math.max(0, sourceSize - taps);
  const exact = new Float64Array(taps);
  weights.fill(0);
  for (let index = 0; index < count; index++) {
    const centre = axis.start + (index + phase) * step - 0.5;
    const first = Math.floor(centre - reach) + 1;
    const start = Math.min(Math.max(first, 0), lastStart);
    const end = Math.ceil(centre + reach) - 1;
    exact.fill(0);
    for (let sample = first; sample <= end; sample++) {
      const tap = Math.min(Math.max(sample, 0), sourceSize - 1) - start;
      exact[tap] = (exact[tap] ?? 0) + lanczosAt(Math.abs(sample - centre) / widen);
    }
    starts[index] = start;
    quantiseWeights(exact, weights, index * taps);
  }
}
