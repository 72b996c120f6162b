import { quantiseWeights } from '../../lanczos.js';
import { PHASES } from '../../phase-table.js';

/** Samples that make one: one before its place, the one at or before it, two after. */
export const PASSAGE_TAPS = 4;

/**
 * Fills `PHASES` × 4 weights in Q14: a sinc under a window as wide as the four taps (Lanczos-2). `step` is source samples for each
 * output sample: above 1 (to some 1.4; below counts as 1) the sinc is slowed by it, and what four taps cannot hold is left out.
 */
export function fillTapTable(weights: Int16Array, step: number): void {
  const widen = Math.max(1, step);
  const exact = new Float64Array(PASSAGE_TAPS);
  for (let phase = 0; phase < PHASES; phase++) {
    for (let tap = 0; tap < PASSAGE_TAPS; tap++) {
      const distance = tap - 1 - phase / PHASES;
      exact[tap] = sinc(distance / widen) * sinc(Math.min(1, Math.abs(distance) / 2));
    }
    quantiseWeights(exact, weights, phase * PASSAGE_TAPS);
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
