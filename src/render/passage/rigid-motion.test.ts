import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, multiply } from '../homography.js';
import {
  angleOf,
  createMotion,
  createPlanePath,
  focalLength,
  type PlaneMotion,
  planeMotionsOf,
  type Vector,
} from './rigid-motion.js';
import { farthestApart, seenOnTurntable, seenPlane } from './testing/known-scene.js';

const FOCAL = focalLength(16 / 9);
const DEGREE = Math.PI / 180;

/** A turn about the camera's own axes: across, then down, then ahead. */
function turnBy(across: number, down: number, ahead: number): Homography {
  const [a, b, c] = [across, down, ahead].map((degrees) => [Math.cos(degrees * DEGREE), Math.sin(degrees * DEGREE)]);
  const aboutX: Homography = [1, 0, 0, 0, a![0]!, -a![1]!, 0, a![1]!, a![0]!];
  const aboutY: Homography = [b![0]!, 0, b![1]!, 0, 1, 0, -b![1]!, 0, b![0]!];
  const aboutZ: Homography = [c![0]!, -c![1]!, 0, c![1]!, c![0]!, 0, 0, 0, 1];
  return multiply(aboutZ, multiply(aboutY, aboutX));
}

/** How a plane at distance 1 is seen to go, from the definition: K (R + t nᵀ) K⁻¹. */
function seenToGo({ turn, shift, normal }: PlaneMotion, scale = 1): Homography {
  const lens: Homography = [FOCAL, 0, 0, 0, FOCAL, 0, 0, 0, 1];
  const rays = turn.map((value, at) => scale * (value + shift[Math.floor(at / 3)]! * normal[at % 3]!));
  return multiply(multiply(lens, rays as unknown as Homography), invert(lens));
}

function unit([x, y, z]: Vector): Vector {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function apartOf(one: PlaneMotion, other: PlaneMotion): number {
  const numbers = ({ turn, shift, normal }: PlaneMotion): number[] => [...turn, ...shift, ...normal];
  const others = numbers(other);
  return Math.max(...numbers(one).map((value, index) => Math.abs(value - others[index]!)));
}

/** The way of a homography by whichever of its motions comes nearest to what it ought to be half way. */
function bestPath(homography: Homography, half: Homography): (moment: number) => Homography {
  const paths = planeMotionsOf(homography, FOCAL).map((motion) => createPlanePath(motion, FOCAL));
  return paths.sort((one, other) => farthestApart(one(0.5), half) - farthestApart(other(0.5), half))[0]!;
}

const MOTIONS: readonly PlaneMotion[] = [
  { turn: turnBy(4, 25, -3), shift: [0.3, -0.1, 0.2], normal: unit([0.3, -0.1, 1]) },
  { turn: turnBy(-12, 5, 40), shift: [-0.2, 0.25, -0.15], normal: unit([-0.5, 0.4, 1]) },
  { turn: IDENTITY, shift: [0.1, 0.05, 0.02], normal: unit([0, 0, 1]) },
  { turn: turnBy(0, 60, 0), shift: [0.8, 0, 0.4], normal: unit([-0.6, 0, 1]) },
];

describe('planeMotionsOf', () => {
  it.each(MOTIONS)('has the true motion among its two (%#)', (motion) => {
    const found = planeMotionsOf(seenToGo(motion), FOCAL);
    expect(found).toHaveLength(2);
    expect(Math.min(...found.map((one) => apartOf(one, motion)))).toBeLessThan(1e-6);
  });

  it.each(MOTIONS)('answers with turns, unit normals away from the camera, and what is seen (%#)', (motion) => {
    const seen = seenToGo(motion);
    for (const found of planeMotionsOf(seen, FOCAL)) {
      expect(farthestApart(seenToGo(found), seen)).toBeLessThan(1e-9);
      const [a, b, c, d, e, f, g, h, i] = found.turn;
      expect(farthestApart(multiply(found.turn, [a, d, g, b, e, h, c, f, i]), IDENTITY)).toBeLessThan(1e-9);
      expect(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)).toBeCloseTo(1, 9);
      expect(Math.hypot(...found.normal)).toBeCloseTo(1, 9);
      expect(found.normal[2]).toBeGreaterThanOrEqual(0);
    }
  });

  it('does not mind the scale of a homography, nor its sign', () => {
    const [motion] = MOTIONS;
    for (const scale of [7, 0.01, -1, -3]) {
      const found = planeMotionsOf(seenToGo(motion!, scale), FOCAL);
      expect(Math.min(...found.map((one) => apartOf(one, motion!)))).toBeLessThan(1e-6);
    }
  });

  it('has one motion where the camera only turns, and that does not shift', () => {
    const turn = turnBy(3, -20, 8);
    const found = planeMotionsOf(seenToGo({ turn, shift: [0, 0, 0], normal: [0, 0, 1] }), FOCAL);
    expect(found).toHaveLength(1);
    expect(found[0]!.shift).toEqual([0, 0, 0]);
    expect(Math.max(...found[0]!.turn.map((value, at) => Math.abs(value - turn[at]!)))).toBeLessThan(1e-9);
  });

  it('has none for a homography that flattens all to a point', () => {
    expect(planeMotionsOf([0, 0, 0, 0, 0, 0, 0, 0, 1], FOCAL)).toEqual([]);
  });
});

describe('createPlanePath', () => {
  it.each(MOTIONS)('begins where things are and ends where the homography takes them (%#)', (motion) => {
    const seen = seenToGo(motion);
    for (const found of planeMotionsOf(seen, FOCAL)) {
      const path = createPlanePath(found, FOCAL);
      expect(farthestApart(path(0), IDENTITY)).toBeLessThan(1e-12);
      expect(farthestApart(path(1), seen)).toBeLessThan(1e-9);
    }
  });

  it.each([
    ['from the front', 0, 30],
    ['across the front', -15, 15],
    ['from the side', -40, 20],
  ])('goes round with a turntable, %s', (_, from, to) => {
    const seen = (degrees: number): Homography =>
      multiply(seenOnTurntable(degrees * DEGREE, FOCAL), invert(seenOnTurntable(from * DEGREE, FOCAL)));
    const path = bestPath(seen(to), seen((from + to) / 2));
    for (const moment of [0.25, 0.5, 0.9]) {
      expect(farthestApart(path(moment), seen(from + moment * (to - from)), 0.3)).toBeLessThan(1e-6);
    }
  });

  it('slides a tilted plane past at an even pace in space', () => {
    const right = unit([1, 0, 0.5]);
    const at = (moment: number): Homography =>
      seenPlane(FOCAL, right, [0, 1, 0], [0.8 * moment, -0.1 * moment, 3 - 0.6 * moment]);
    const seen = (moment: number): Homography => multiply(at(moment), invert(at(0)));
    const path = bestPath(seen(1), seen(0.5));
    expect(farthestApart(path(0.5), seen(0.5))).toBeLessThan(1e-6);
  });

  it('cuts a pure turn into even parts', () => {
    const pan = (degrees: number): Homography =>
      seenToGo({ turn: turnBy(0, degrees, 0), shift: [0, 0, 0], normal: [0, 0, 1] });
    expect(farthestApart(bestPath(pan(24), pan(12))(0.25), pan(6))).toBeLessThan(1e-9);
  });

  it('cuts a roll of 90° in the picture into even parts', () => {
    const path = bestPath(turnBy(0, 0, 90), turnBy(0, 0, 45));
    expect(farthestApart(path(0.5), turnBy(0, 0, 45))).toBeLessThan(1e-9);
    expect(farthestApart(path(1 / 3), turnBy(0, 0, 30))).toBeLessThan(1e-9);
  });

  it.each([1.6, 0.5])('comes nearer at an even pace where the picture grows %f-fold', (zoom) => {
    const path = bestPath([zoom, 0, 0, 0, zoom, 0, 0, 0, 1], IDENTITY);
    const half = (2 * zoom) / (1 + zoom);
    expect(farthestApart(path(0.5), [half, 0, 0, 0, half, 0, 0, 0, 1])).toBeLessThan(1e-9);
  });

  it('stays where it is for the identity', () => {
    for (const motion of planeMotionsOf(IDENTITY, FOCAL)) {
      expect(farthestApart(createPlanePath(motion, FOCAL)(0.5), IDENTITY)).toBeLessThan(1e-12);
    }
  });
});

describe('createMotion', () => {
  it('puts halves together to the whole, turn and shift', () => {
    const [motion] = MOTIONS;
    const half = createMotion(motion!)(0.5);
    const twice = multiply(half.turn, half.turn);
    expect(Math.max(...twice.map((value, at) => Math.abs(value - motion!.turn[at]!)))).toBeLessThan(1e-9);
    const [x, y, z] = half.shift;
    for (const row of [0, 1, 2]) {
      const [a, b, c] = half.turn.slice(3 * row, 3 * row + 3);
      expect(a! * x + b! * y + c! * z + half.shift[row]!).toBeCloseTo(motion!.shift[row]!, 9);
    }
    expect(angleOf(half)).toBeCloseTo(angleOf(motion!) / 2, 9);
  });
});

describe('focalLength', () => {
  it('lets a frame of height 1 fill an angle of 40° from side to side', () => {
    expect(2 * Math.atan(8 / 9 / FOCAL)).toBeCloseTo(40 * DEGREE, 12);
  });
});
