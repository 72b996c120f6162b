import type { CameraPose } from '../src/motion/camera-path.js';
import type { TimedMove } from '../src/motion/directions.js';
import { MAX_ARC_RAD, MAX_ROLL_RAD, type Move } from '../src/motion/moves.js';
import type { Easing } from '../src/motion/timing.js';

const EASINGS: readonly Easing[] = ['ease', 'settle', 'accelerate', 'snap', 'linear'];

/** One to four camera moves of any kind and size, one after the other or at once; the same seed makes the same. */
export function randomMoves(seed: number): readonly TimedMove[] {
  const random = createRandom(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  return Array.from({ length: 1 + upTo(4) }, () => {
    const from = random() < 0.4 ? 0 : upTo(7) / 10;
    const to = random() < 0.4 ? 1 : Math.min(1, from + 0.2 + upTo(6) / 10);
    return { move: randomMove(random), from, to, easing: EASINGS[upTo(EASINGS.length)] ?? 'ease' };
  });
}

/** Up to twelve moves as large as single moves get, as a prompt that asks again and again makes them. */
export function randomExcess(seed: number): readonly TimedMove[] {
  return Array.from({ length: 3 }, (_, part) =>
    randomMoves(3 * seed + part).map((timed) => ({ ...timed, move: enlarged(timed.move) })),
  ).flat();
}

function enlarged(move: Move): Move {
  switch (move.kind) {
    case 'push_in':
    case 'pull_out':
      return { ...move, zoom: 2 };
    case 'roll':
      return { ...move, rollRad: Math.sign(move.rollRad) * MAX_ROLL_RAD };
    case 'arc':
      return { ...move, yawRad: Math.sign(move.yawRad) * MAX_ARC_RAD };
    default:
      return move;
  }
}

function randomMove(random: () => number): Move {
  const zoom = 1.03 + 0.3 * random();
  const isOneWay = random() < 0.5;
  const [focusX, focusY] = [Math.floor(random() * 5) / 4, Math.floor(random() * 5) / 4];
  const moves: readonly Move[] = [
    { kind: 'push_in', zoom, focusX, focusY },
    { kind: 'pull_out', zoom, focusX, focusY },
    { kind: 'pan', direction: isOneWay ? 'left' : 'right', zoom },
    { kind: 'tilt', direction: isOneWay ? 'up' : 'down', zoom },
    { kind: 'roll', rollRad: 0.2 * (random() - 0.5) },
    { kind: 'arc', yawRad: 0.28 * (random() - 0.5) },
    { kind: 'handheld', zoom: 1.02 + 0.1 * random(), seed: Math.floor(random() * 99), fadesOut: isOneWay },
  ];
  return moves[Math.floor(random() * moves.length)] ?? { kind: 'static' };
}

/** The greatest change of acceleration between neighbours, in units of a whole clip; `isRound`: the last is the first's neighbour. */
export function jerkOf(poses: readonly CameraPose[], isRound: boolean): number {
  const rows = poses.map(({ centreX, centreY, zoom, rollRad, yawRad }) => [
    centreX,
    centreY,
    Math.log(zoom),
    rollRad,
    yawRad,
  ]);
  const round = isRound ? [...rows, ...rows.slice(0, 3)] : rows;
  let most = 0;
  for (let index = 3; index < round.length; index++) {
    for (let axis = 0; axis < 5; axis++) {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((back) => round[index - back]?.[axis]);
      most = Math.max(most, Math.abs(a - 3 * b + 3 * c - d));
    }
  }
  return most * poses.length ** 2;
}

/** A linear congruential generator (Numerical Recipes, 2nd ed., section 7.1): enough to mix directions. */
function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
