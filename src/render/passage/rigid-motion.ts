import { HALF_VIEW_RAD } from '../../motion/filling-zoom.js';
import { type Homography, invert, multiply } from '../homography.js';

/** Three numbers. */
export type Vector = readonly [number, number, number];

/** A turn (a matrix of orthonormal rows) and a shift: how a rigid thing moves in front of the camera. */
export interface RigidMotion {
  readonly turn: Homography;
  readonly shift: Vector;
}

/** A plane in space and how it moves; its distance from the camera is 1, and the shift is in that unit. */
export interface PlaneMotion extends RigidMotion {
  /** Unit vector across the plane, away from the camera. */
  readonly normal: Vector;
}

/** A motion at an even pace about an axis and along it (a screw): `turn` is the axis times the angle. */
interface Screw {
  readonly turn: Vector;
  readonly shift: Vector;
}

/** How far the camera is from a frame of height 1 that fills its angle of view. */
export function focalLength(aspectRatio: number): number {
  return aspectRatio / 2 / Math.tan(HALF_VIEW_RAD);
}

/**
 * The two ways in which a plane can move so that it is seen to go by a homography, in frame coordinates (Y. Ma, S. Soatto, J. Kosecka,
 * S. Sastry: An Invitation to 3-D Vision, 2004, section 5.3.3). One of them where it only turns.
 */
export function planeMotionsOf(homography: Homography, focal: number): readonly PlaneMotion[] {
  const seen = toRays(homography, focal);
  const [, middle] = eigenOf(multiply(transpose(seen), seen));
  if (middle === undefined || !(middle.value > 0)) return [];
  const sign = seen[8] < 0 ? -1 : 1;
  const unit = seen.map((value) => (sign * value) / Math.sqrt(middle.value)) as unknown as Homography;
  const [first, second, third] = eigenOf(multiply(transpose(unit), unit));
  if (first === undefined || second === undefined || third === undefined) return [];
  const spread = first.value - third.value;
  if (spread < 1e-9) return [{ turn: unit, shift: [0, 0, 0], normal: [0, 0, 1] }];
  const across = dot(cross(first.vector, second.vector), third.vector) < 0 ? scale(second.vector, -1) : second.vector;
  const near = Math.sqrt(Math.max(0, 1 - third.value) / spread);
  const far = Math.sqrt(Math.max(0, first.value - 1) / spread);
  return [1, -1].map((side) => {
    const kept = add(scale(first.vector, near), scale(third.vector, side * far));
    const from = columns(across, kept, cross(across, kept));
    const [to, toKept] = [apply(unit, across), apply(unit, kept)];
    const turn = multiply(columns(to, toKept, cross(to, toKept)), transpose(from));
    const normal = cross(across, kept);
    const shift = apply(unit.map((value, index) => value - (turn[index] ?? 0)) as unknown as Homography, normal);
    return normal[2] < 0 ? { turn, shift: scale(shift, -1), normal: scale(normal, -1) } : { turn, shift, normal };
  });
}

/** Where a plane is seen at each moment (0 to 1) of an even motion, as homographies from where it is seen at 0. */
export function createPlanePath({ turn, shift, normal }: PlaneMotion, focal: number): (moment: number) => Homography {
  const part = createMotion({ turn, shift });
  return (moment) => {
    const sofar = part(moment);
    const seen = sofar.turn.map(
      (value, index) => value + (sofar.shift[Math.floor(index / 3)] ?? 0) * (normal[index % 3] ?? 0),
    );
    return fromRays(seen as unknown as Homography, focal);
  };
}

/** A rigid motion cut into even parts: at 0 nothing has moved, at 1 all has. */
export function createMotion(motion: RigidMotion): (moment: number) => RigidMotion {
  const screw = screwOf(motion);
  return (moment) => motionOf({ turn: scale(screw.turn, moment), shift: scale(screw.shift, moment) });
}

/** The angle by which a motion turns, in rad. */
export function angleOf({ turn }: RigidMotion): number {
  return Math.acos(Math.min(1, Math.max(-1, (turn[0] + turn[4] + turn[8] - 1) / 2)));
}

/** From frame coordinates to directions from the camera. */
function toRays(homography: Homography, focal: number): Homography {
  const lens: Homography = [focal, 0, 0, 0, focal, 0, 0, 0, 1];
  return multiply(multiply(invert(lens), homography), lens);
}

function fromRays(homography: Homography, focal: number): Homography {
  const lens: Homography = [focal, 0, 0, 0, focal, 0, 0, 0, 1];
  return multiply(multiply(lens, homography), invert(lens));
}

function screwOf(motion: RigidMotion): Screw {
  const angle = angleOf(motion);
  const [, b, c, d, , f, g, h] = motion.turn;
  const size = angle < 1e-8 ? 0.5 : angle / (2 * Math.sin(angle));
  const turn: Vector = [(h - f) * size, (c - g) * size, (d - b) * size];
  return { turn, shift: apply(invert(sweepOf(turn)), motion.shift) };
}

function motionOf({ turn, shift }: Screw): RigidMotion {
  const angle = Math.hypot(...turn);
  const [once, twice] = angle < 1e-8 ? [1, 0.5] : [Math.sin(angle) / angle, (1 - Math.cos(angle)) / angle ** 2];
  return { turn: series(turn, once, twice), shift: apply(sweepOf(turn), shift) };
}

/** What a screw's shift is carried through on its way. */
function sweepOf(turn: Vector): Homography {
  const angle = Math.hypot(...turn);
  if (angle < 1e-8) return series(turn, 0.5, 1 / 6);
  return series(turn, (1 - Math.cos(angle)) / angle ** 2, (angle - Math.sin(angle)) / angle ** 3);
}

/** I + once·K + twice·K², K being the cross product with a vector. */
function series([x, y, z]: Vector, once: number, twice: number): Homography {
  const crossed: Homography = [0, -z, y, z, 0, -x, -y, x, 0];
  const squared = multiply(crossed, crossed);
  return crossed.map(
    (value, index) => (index % 4 === 0 ? 1 : 0) + once * value + twice * (squared[index] ?? 0),
  ) as unknown as Homography;
}

/** Eigenvalues and vectors of a symmetric matrix, largest first (Jacobi's rotations). */
function eigenOf(symmetric: Homography): readonly { readonly value: number; readonly vector: Vector }[] {
  let matrix = symmetric;
  let vectors: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let sweep = 0; sweep < 30; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = matrix[3 * p + q] ?? 0;
      if (Math.abs(off) < 1e-16) continue;
      const slope = ((matrix[4 * q] ?? 0) - (matrix[4 * p] ?? 0)) / (2 * off);
      const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
      const cosine = 1 / Math.sqrt(tangent * tangent + 1);
      const rotation: number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      rotation[4 * p] = cosine;
      rotation[4 * q] = cosine;
      rotation[3 * p + q] = tangent * cosine;
      rotation[3 * q + p] = -tangent * cosine;
      const turn = rotation as unknown as Homography;
      matrix = multiply(multiply(transpose(turn), matrix), turn);
      vectors = multiply(vectors, turn);
    }
  }
  return [0, 1, 2]
    .map((index) => ({
      value: matrix[4 * index] ?? 0,
      vector: [vectors[index] ?? 0, vectors[3 + index] ?? 0, vectors[6 + index] ?? 0] as Vector,
    }))
    .sort((one, other) => other.value - one.value);
}

function transpose([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return [a, d, g, b, e, h, c, f, i];
}

function columns(a: Vector, b: Vector, c: Vector): Homography {
  return [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]];
}

function apply([a, b, c, d, e, f, g, h, i]: Homography, [x, y, z]: Vector): Vector {
  return [a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z];
}

function cross([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

function dot([a, b, c]: Vector, [x, y, z]: Vector): number {
  return a * x + b * y + c * z;
}

function add([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [a + x, b + y, c + z];
}

function scale([x, y, z]: Vector, by: number): Vector {
  return [x * by, y * by, z * by];
}
