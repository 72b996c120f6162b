import { describe, expect, it } from 'vitest';
import { createShake } from './shake.js';

const TIMES = Array.from({ length: 400 }, (_, index) => index / 20);

describe('an unsteady hand', () => {
  it.each([undefined, 1, 4, 15])('stays within its reach, repeated after %s s', (periodSec) => {
    const shake = createShake(5, periodSec);
    for (const time of TIMES) {
      for (const off of Object.values(shake(time)) as number[]) expect(Math.abs(off)).toBeLessThanOrEqual(1);
    }
  });

  it.each([1, 4.5, 15])('is the same again after its period of %d s', (periodSec) => {
    const shake = createShake(5, periodSec);
    for (const time of TIMES) {
      expect(shake(time + periodSec).x).toBeCloseTo(shake(time).x, 9);
      expect(shake(time + periodSec).y).toBeCloseTo(shake(time).y, 9);
      expect(shake(time + periodSec).roll).toBeCloseTo(shake(time).roll, 9);
    }
  });

  it('draws no line: its axes go their own ways', () => {
    const shake = createShake(0, 4);
    const [xs, ys] = [TIMES.map((time) => shake(time).x), TIMES.map((time) => shake(time).y)];
    const product = (as: readonly number[], bs: readonly number[]): number =>
      as.reduce((sum, a, index) => sum + a * (bs[index] ?? 0), 0);
    expect(Math.abs(product(xs, ys)) / Math.sqrt(product(xs, xs) * product(ys, ys))).toBeLessThan(0.9);
  });
});
