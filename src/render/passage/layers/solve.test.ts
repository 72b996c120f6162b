import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../motion/random.js';
import { solveSymmetric } from './solve.js';

/** The square of a matrix of random numbers: symmetric and positive. */
function positive(size: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => 2 * random() - 1));
  const cells = rows.flatMap((row, i) =>
    rows.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k]!, i === j ? 0.05 : 0)),
  );
  return Float64Array.from(cells);
}

describe('solveSymmetric', () => {
  it.each([1, 2, 3, 8, 10])('finds the numbers that %i equations were made with', (size) => {
    const matrix = positive(size, size);
    const truth = Array.from({ length: size }, (_, index) => 3 - index * 1.7);
    const right = Float64Array.from(truth, (_, row) =>
      truth.reduce((sum, value, column) => sum + value * matrix[row * size + column]!, 0),
    );
    const solved = solveSymmetric(matrix, right)!;
    for (const [index, value] of truth.entries()) expect(solved[index]).toBeCloseTo(value, 8);
  });

  it('reads the lower half only, and leaves the right side as it is', () => {
    const right = Float64Array.of(8, 18);
    const solved = solveSymmetric(Float64Array.of(4, NaN, 2, 5), right)!;
    expect([...solved]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(3.5, 12)]);
    expect([...right]).toEqual([8, 18]);
  });

  it('has no answer where two equations say the same', () => {
    expect(solveSymmetric(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2))).toBeUndefined();
    expect(solveSymmetric(Float64Array.of(3, 0, 0, 1, 1, 0, 1, 1, 0), Float64Array.of(1, 1, 1))).toBeUndefined();
  });

  it('has no answer where an equation says nothing', () => {
    expect(solveSymmetric(Float64Array.of(1, 0, 0, 0), Float64Array.of(1, 0))).toBeUndefined();
    expect(solveSymmetric(Float64Array.of(NaN), Float64Array.of(1))).toBeUndefined();
  });

  it('has no answer where all but rounding cancels out', () => {
    expect(solveSymmetric(Float64Array.of(1, 1, 1, 1 + 1e-13), Float64Array.of(1, 1))).toBeUndefined();
    expect(solveSymmetric(Float64Array.of(1, 1, 1, 1 + 1e-6), Float64Array.of(1, 1))).toBeDefined();
  });
});
