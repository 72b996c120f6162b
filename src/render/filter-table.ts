/** One in Q14: the weights of a sample sum to exactly this. */
const ONE = 16_384;
/** Lanczos-3: three lobes on each side. */
const LOBES = 3;
/** Entries of the kernel's table for one sample's width; linear between them, well under a Q14 step off. */
const RESOLUTION = 1024;

const KERNEL = Float64Array.from({ length: LOBES * RESOLUTION + 2 }, (_, index) => lanczos(index / RESOLUTION));

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
    let sum = 0;
    for (let sample = first; sample <= end; sample++) {
      const weight = kernelAt(Math.abs(sample - centre) / widen);
      const tap = Math.min(Math.max(sample, 0), sourceSize - 1) - start;
      exact[tap] = (exact[tap] ?? 0) + weight;
      sum += weight;
    }
    starts[index] = start;
    quantise(exact, sum, weights, index * taps);
  }
}

/** Writes the weights in Q14; what rounding lost or gained goes to the largest, so that a flat field stays flat. */
function quantise(exact: Float64Array, sum: number, weights: Int16Array, offset: number): void {
  let total = 0;
  let largest = 0;
  for (let tap = 0; tap < exact.length; tap++) {
    const weight = Math.round(((exact[tap] ?? 0) / sum) * ONE);
    weights[offset + tap] = weight;
    total += weight;
    if ((exact[tap] ?? 0) > (exact[largest] ?? 0)) largest = tap;
  }
  weights[offset + largest] = (weights[offset + largest] ?? 0) + ONE - total;
}

function kernelAt(distance: number): number {
  const position = distance * RESOLUTION;
  const index = Math.floor(position);
  const low = KERNEL[index] ?? 0;
  return low + ((KERNEL[index + 1] ?? 0) - low) * (position - index);
}

function lanczos(distance: number): number {
  if (distance === 0) return 1;
  if (distance >= LOBES) return 0;
  const angle = Math.PI * distance;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}
