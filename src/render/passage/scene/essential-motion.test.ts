import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../motion/random.js';
import { angleOf, type RigidMotion, type Vector } from '../rigid-motion.js';
import { findMotion, inverseDepthOf, type RayMatch } from './essential-motion.js';
import { invertMotion } from './slant.js';

const [COSINE, SINE] = [Math.cos(0.3), Math.sin(0.3)];
/** A camera that goes 17° round something. */
const ROUND: RigidMotion = { turn: [COSINE, 0, -SINE, 0, 1, 0, SINE, 0, COSINE], shift: [0.96, 0, 0.28] };
const AHEAD: RigidMotion = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [0, 0, -1] };
/** About a cell of 540 rows, for a camera of 40°. */
const TOLERANCE = 0.0014;

/** Things at depths of 2 to 5 shifts, seen up to `noise` off; of `wrong` matches there is nothing in common. */
function seen({ turn, shift }: RigidMotion, count: number, noise = 0, wrong = 0): RayMatch[] {
  const random = createRandom(5);
  return Array.from({ length: count + wrong }, (_, index) => {
    const [x, y, depth] = [0.7 * random() - 0.35, 0.4 * random() - 0.2, 2 + 3 * random()];
    if (index >= count) return { x, y, u: 0.7 * random() - 0.35, v: 0.4 * random() - 0.2 };
    const [right, down, ahead] = [0, 3, 6].map(
      (row) => depth * (turn[row]! * x + turn[row + 1]! * y + turn[row + 2]!) + shift[row / 3]!,
    ) as unknown as Vector;
    const off = (): number => noise * (2 * random() - 1);
    return { x, y, u: right / ahead + off(), v: down / ahead + off() };
  });
}

describe('findMotion', () => {
  it.each([
    ['round', ROUND],
    ['ahead', AHEAD],
  ])('finds a camera that goes %s', (_name, motion) => {
    const found = findMotion(seen(motion, 200), TOLERANCE)!;
    for (const [index, value] of motion.shift.entries()) expect(found.motion.shift[index]).toBeCloseTo(value, 4);
    for (const [index, value] of motion.turn.entries()) expect(found.motion.turn[index]).toBeCloseTo(value, 4);
    expect(found.matches).toHaveLength(200);
  });

  it('finds it among a third of wrong matches, the rest half a cell off', () => {
    const found = findMotion(seen(ROUND, 300, TOLERANCE / 2, 150), TOLERANCE)!;
    const shift = found.motion.shift.reduce((sum, value, index) => sum + value * ROUND.shift[index]!, 0);
    expect(Math.acos(Math.min(1, shift))).toBeLessThan(0.03);
    expect(angleOf(found.motion)).toBeCloseTo(0.3, 1);
    expect(found.matches.length).toBeGreaterThan(280);
    expect(found.matches.length).toBeLessThan(340);
  });

  it('has everything before the camera', () => {
    const matches = seen(ROUND, 100);
    const { motion } = findMotion(matches, TOLERANCE)!;
    for (const match of matches) expect(inverseDepthOf(motion, match)).toBeGreaterThan(0.15);
  });

  it('answers the same each time', () => {
    const matches = seen(ROUND, 100, TOLERANCE / 2, 30);
    expect(findMotion(matches, TOLERANCE)).toEqual(findMotion(matches, TOLERANCE));
  });

  it('has no answer for six matches', () => {
    expect(findMotion(seen(ROUND, 6), TOLERANCE)).toBeUndefined();
  });
});

describe('inverseDepthOf', () => {
  it('is one over the depth', () => {
    const [match] = seen(ROUND, 1);
    const back = invertMotion(ROUND);
    const depth = 1 / inverseDepthOf(ROUND, match!);
    expect(depth).toBeGreaterThan(2);
    expect(depth).toBeLessThan(5);
    const ahead = depth * (ROUND.turn[6] * match!.x + ROUND.turn[7] * match!.y + ROUND.turn[8]) + ROUND.shift[2];
    const other = inverseDepthOf(back, { x: match!.u, y: match!.v, u: match!.x, v: match!.y });
    expect(1 / other).toBeCloseTo(ahead, 6);
  });
});
