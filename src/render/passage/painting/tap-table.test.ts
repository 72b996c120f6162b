import { describe, expect, it } from 'vitest';
import { PHASES } from '../../phase-table.js';
import { fillTapTable, PASSAGE_TAPS } from './tap-table.js';

function tableFor(step: number): Int16Array {
  const weights = new Int16Array(PHASES * PASSAGE_TAPS);
  fillTapTable(weights, step);
  return weights;
}

/** How much of a wave of so many cycles a sample is left half way between two samples, where four taps blur most. */
function passedHalfway(weights: Int16Array, cycles: number): number {
  const taps = weights.subarray((PHASES / 2) * PASSAGE_TAPS, (PHASES / 2 + 1) * PASSAGE_TAPS);
  return taps.reduce((sum, weight, tap) => sum + (weight / 16_384) * Math.cos(2 * Math.PI * cycles * (tap - 1.5)), 0);
}

describe('the taps of a passage', () => {
  it('give back the sample itself at its place', () => {
    expect([...tableFor(1).subarray(0, PASSAGE_TAPS)]).toEqual([0, 16_384, 0, 0]);
  });

  it.each([0.5, 1, 1.19, 1.4])('keep a flat field flat at every phase, for %d samples a sample', (step) => {
    const weights = tableFor(step);
    for (let phase = 0; phase < PHASES; phase++) {
      const sum = weights.subarray(phase * PASSAGE_TAPS, (phase + 1) * PASSAGE_TAPS).reduce((a, b) => a + b, 0);
      expect(sum).toBe(16_384);
    }
  });

  it('keep what is coarse whole and most of what is fine', () => {
    expect(passedHalfway(tableFor(1), 0.1)).toBeCloseTo(1, 2);
    expect(passedHalfway(tableFor(1), 0.25)).toBeGreaterThan(0.87);
  });

  it('pass less of what is too fine for the frame where the still has more samples', () => {
    expect(passedHalfway(tableFor(1.3), 0.4)).toBeLessThan(0.85 * passedHalfway(tableFor(1), 0.4));
  });
});
