/** Pictures that are known everywhere, not only at their cells, and planes of which it is known where they stand in space. */
import { createRandom } from '../../../motion/random.js';
import { type Homography, invert, multiply, project } from '../../homography.js';
import type { Grid, LumaPlane } from '../luma-plane.js';

/** Brightness (0 to 255) at a place in frame coordinates. */
export type Scene = (x: number, y: number) => number;

const KNOTS = 64;
/** How many blotches of each size fit into the frame's height, and how strong they are. */
const OCTAVES = [
  { blotches: 5, share: 0.45 },
  { blotches: 12, share: 0.35 },
  { blotches: 26, share: 0.2 },
];

/** Blotches of several sizes, other ones for another seed, about `mean` and mostly within `reach` of it. */
export function texture(seed: number, mean = 128, reach = 110): Scene {
  const random = createRandom(seed);
  const knots = OCTAVES.map(() => Float32Array.from({ length: KNOTS * KNOTS }, () => 2 * random() - 1));
  const knot = (octave: number, x: number, y: number): number =>
    knots[octave]![(((y % KNOTS) + KNOTS) % KNOTS) * KNOTS + (((x % KNOTS) + KNOTS) % KNOTS)]!;
  const smooth = (t: number): number => t * t * (3 - 2 * t);
  return (x, y) =>
    OCTAVES.reduce((sum, { blotches, share }, octave) => {
      const [u, v] = [x * blotches + 0.3 * octave, y * blotches + 0.6 * octave];
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const [right, down] = [smooth(u - left), smooth(v - top)];
      const upper = knot(octave, left, top) * (1 - right) + knot(octave, left + 1, top) * right;
      const lower = knot(octave, left, top + 1) * (1 - right) + knot(octave, left + 1, top + 1) * right;
      return sum + reach * share * 1.5 * (upper * (1 - down) + lower * down);
    }, mean);
}

/** A scene as it looks once a homography has carried it off. */
export function carried(scene: Scene, homography: Homography): Scene {
  const back = invert(homography);
  return (x, y) => {
    const from = project(back, x, y);
    return scene(from.x, from.y);
  };
}

/** A scene at the middles of a grid's cells. */
export function planeOf(scene: Scene, { columns, rows }: Grid): LumaPlane {
  const values = Float32Array.from({ length: columns * rows }, (_, at) => {
    const { x, y } = placeOf(at, { columns, rows });
    return Math.min(255, Math.max(0, scene(x, y)));
  });
  return { columns, rows, values };
}

/** Where the middle of a cell is, in frame coordinates. */
export function placeOf(at: number, { columns, rows }: Grid): { readonly x: number; readonly y: number } {
  return { x: ((at % columns) + 0.5 - columns / 2) / rows, y: (Math.floor(at / columns) + 0.5 - rows / 2) / rows };
}

/** Everything goes right and down by so many frame heights. */
export function shift(x: number, y: number): Homography {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

/** The most by which two homographies part on a square of the frame about its middle. */
export function farthestApart(one: Homography, other: Homography, reach = 0.5): number {
  const steps = [-1, -0.5, 0, 0.5, 1];
  return Math.max(
    ...steps.flatMap((down) =>
      steps.map((right) => {
        const [a, b] = [right * reach, down * reach];
        const [here, there] = [project(one, a, b), project(other, a, b)];
        return Math.hypot(here.x - there.x, here.y - there.y);
      }),
    ),
  );
}

/** Where a camera sees a plane whose own places (x, y) are at origin + x·right + y·down in space (z away from the camera). */
export function seenPlane(
  focal: number,
  right: readonly [number, number, number],
  down: readonly [number, number, number],
  origin: readonly [number, number, number],
): Homography {
  const space: Homography = [right[0], down[0], origin[0], right[1], down[1], origin[1], right[2], down[2], origin[2]];
  return multiply([focal, 0, 0, 0, focal, 0, 0, 0, 1], space);
}

/** Where a camera sees a label on a turntable: `radius` before the axis, which is `distance` away and upright. */
export function seenOnTurntable(turnRad: number, focal: number, radius = 0.6, distance = 4): Homography {
  const [cosine, sine] = [Math.cos(turnRad), Math.sin(turnRad)];
  return seenPlane(focal, [cosine, 0, sine], [0, 1, 0], [radius * sine, 0, distance - radius * cosine]);
}
