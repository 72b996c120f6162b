import { lanczosAt, LOBES, quantiseWeights } from './lanczos.js';

/** Positions between two samples are held to 1/512 of their distance: far below what an eye or an encoder can tell. */
export const PHASES = 512;
/** Samples that make one: three before its place, the one at or before it, four after. */
export const TAPS = 8;
/** The most that the filter may be widened for eight taps to hold it. */
export const MAX_WIDENING = TAPS / (2 * LOBES);

/**
 * Fills `PHASES` × `TAPS` Lanczos-3 weights in Q14, widened by `step` source samples for each output sample (1 to
 * {@link MAX_WIDENING}; below 1 counts as 1).
 */
export function fillPhaseTable(weights: Int16Array, step: number): void {
  const widen = Math.max(1, step);
  const exact = new Float64Array(TAPS);
  for (let phase = 0; phase < PHASES; phase++) {
    for (let tap = 0; tap < TAPS; tap++) {
      exact[tap] = lanczosAt(Math.min(LOBES, Math.abs(tap - 3 - phase / PHASES) / widen));
    }
    quantiseWeights(exact, weights, phase * TAPS);
  }
}
