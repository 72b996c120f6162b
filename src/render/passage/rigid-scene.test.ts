import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../motion/random.js';
import { type Homography, invert, multiply, project } from '../homography.js';
import type { LumaPlane } from './luma-plane.js';
import type { Match } from './match.js';
import { focalLength, type RigidMotion, type Vector } from './rigid-motion.js';
import { findRigidScene, type RigidScene } from './rigid-scene.js';
import { carried, planeOf, type Scene, seenPlane, shift, texture } from './testing/known-scene.js';

const GRID = { columns: 480, rows: 270 };
const FOCAL = focalLength(GRID.columns / GRID.rows);
const [COSINE, SINE] = [Math.cos(0.2), Math.sin(0.2)];
/** A camera that goes 11° round what is 5 away; in lengths of its own shift. */
const ROUND: RigidMotion = {
  turn: [COSINE, 0, -SINE, 0, 1, 0, SINE, 0, COSINE],
  shift: [5 * SINE, 0, 5 * (1 - COSINE)].map(
    (value) => value / Math.hypot(5 * SINE, 5 * (1 - COSINE)),
  ) as unknown as Vector,
};
const LENGTH = Math.hypot(5 * SINE, 5 * (1 - COSINE));

/** A textured rectangle in space: its own places (x, y), up to `half` from its middle, are at origin + x·right + y·down. */
interface Card {
  readonly right: Vector;
  readonly down: Vector;
  readonly origin: Vector;
  readonly half: readonly [number, number];
  readonly scene: Scene;
}

const WALL: Card = {
  right: [1, 0, 0],
  down: [0, 1, 0],
  origin: [0, 0, 8],
  half: [9, 9],
  scene: spread(texture(1), 0.2),
};
const TABLE: Card = {
  right: [1, 0, 0],
  down: [0, 0, 1],
  origin: [0, 0.9, 5],
  half: [9, 3],
  scene: spread(texture(2), 0.25),
};
const BOX: Card = {
  right: [0.9, 0, 0.44],
  down: [0, 1, 0],
  origin: [-0.4, -0.1, 4.4],
  half: [0.7, 0.6],
  scene: spread(texture(3), 0.4),
};
const CARDS = [BOX, TABLE, WALL];

function spread(scene: Scene, by: number): Scene {
  return (x, y) => scene(x * by, y * by);
}

function turned({ turn, shift: far }: RigidMotion, vector: Vector, isPlace: boolean): Vector {
  return [0, 3, 6].map((row, index) => {
    const sum = turn[row]! * vector[0] + turn[row + 1]! * vector[1] + turn[row + 2]! * vector[2];
    return sum + (isPlace ? LENGTH * far[index]! : 0);
  }) as unknown as Vector;
}

/** Where a card's own places are seen, before and after the motion. */
function waysOf({ right, down, origin }: Card): readonly [Homography, Homography] {
  const after = [turned(ROUND, right, false), turned(ROUND, down, false), turned(ROUND, origin, true)] as const;
  return [seenPlane(FOCAL, right, down, origin), seenPlane(FOCAL, ...after)];
}

/** The card that is seen at a place, and which of its own places that is: the first in the list hides the others. */
function cardAt(side: 0 | 1, x: number, y: number): { card: Card; x: number; y: number } | undefined {
  for (const card of CARDS) {
    const way = waysOf(card)[side];
    const own = project(invert(way), x, y);
    const isBefore = way[6] * own.x + way[7] * own.y + way[8] > 0;
    if (isBefore && Math.abs(own.x) <= card.half[0] && Math.abs(own.y) <= card.half[1]) return { card, ...own };
  }
  return undefined;
}

function seenFrom(side: 0 | 1): Scene {
  return (x, y) => {
    const found = cardAt(side, x, y);
    return found === undefined ? 128 : found.card.scene(found.x, found.y);
  };
}

/** What a feature finder finds: places seen in both stills, up to 0.3 of a 540th off, and as many again as `wrong` says that are not. */
function matchesOf(wrong: number): Match[] {
  const random = createRandom(9);
  const matches: Match[] = [];
  const off = (): number => ((2 * random() - 1) * 0.3) / 540;
  while (matches.length < 700) {
    const [x, y] = [1.7 * random() - 0.85, random() - 0.5];
    const found = cardAt(0, x, y);
    if (found === undefined) continue;
    const to = project(waysOf(found.card)[1], found.x, found.y);
    if (cardAt(1, to.x, to.y)?.card !== found.card || Math.abs(to.x) > 0.88 || Math.abs(to.y) > 0.49) continue;
    matches.push({ from: { x, y }, to: { x: to.x + off(), y: to.y + off() } });
  }
  for (let index = 0; index < wrong; index++) {
    matches.push({
      from: { x: 1.7 * random() - 0.85, y: random() - 0.5 },
      to: { x: 1.7 * random() - 0.85, y: random() - 0.5 },
    });
  }
  return matches;
}

/** A still's place in frame coordinates, cell by cell. */
function frameOf(cell: number): { x: number; y: number } {
  const [column, row] = [cell % GRID.columns, Math.floor(cell / GRID.columns)];
  return { x: (column + 0.5 - GRID.columns / 2) / GRID.rows, y: (row + 0.5) / GRID.rows - 0.5 };
}

/** How near what a still shows is: one over its depth, in lengths of the shift. */
function truthAt(side: 0 | 1, cell: number): { card: Card; inverseDepth: number } | undefined {
  const { x, y } = frameOf(cell);
  const found = cardAt(side, x, y);
  if (found === undefined) return undefined;
  const { right, down, origin } = found.card;
  const place = [0, 1, 2].map((axis) => origin[axis]! + found.x * right[axis]! + found.y * down[axis]!);
  const [, , depth] = side === 0 ? place : turned(ROUND, place as unknown as Vector, true);
  return { card: found.card, inverseDepth: LENGTH / depth };
}

/** Whether the other still shows what this one shows in a cell, well inside. */
function isInBoth(cell: number): boolean {
  const { x, y } = frameOf(cell);
  const found = cardAt(0, x, y);
  if (found === undefined) return false;
  const to = project(waysOf(found.card)[1], found.x, found.y);
  return Math.abs(to.x) < 0.8 && Math.abs(to.y) < 0.45 && cardAt(1, to.x, to.y)?.card === found.card;
}

/** By how many cells, seen from the other still, depths miss: the share of the cells asked for that miss by more than two. */
function missingShare(depths: Float32Array, side: 0 | 1, isAsked: (cell: number, card: Card) => boolean): number {
  let [asked, missing] = [0, 0];
  for (let cell = 0; cell < depths.length; cell += 7) {
    const truth = truthAt(side, cell);
    if (truth === undefined || !isAsked(cell, truth.card)) continue;
    asked++;
    if (Math.abs(depths[cell]! - truth.inverseDepth) * FOCAL * GRID.rows > 2) missing++;
  }
  expect(asked).toBeGreaterThan(60);
  return missing / asked;
}

describe('findRigidScene', { timeout: 90_000 }, () => {
  let first: LumaPlane;
  let last: LumaPlane;
  let scene: RigidScene;

  beforeAll(() => {
    [first, last] = [planeOf(seenFrom(0), GRID), planeOf(seenFrom(1), GRID)];
    scene = findRigidScene({ first, last }, matchesOf(200))!;
  }, 60_000);

  it('finds how the camera went', () => {
    for (const [index, value] of ROUND.shift.entries()) expect(scene.motion.shift[index]).toBeCloseTo(value, 1);
    for (const [index, value] of ROUND.turn.entries()) expect(scene.motion.turn[index]).toBeCloseTo(value, 2);
  });

  it.each([
    ['wall', WALL],
    ['table', TABLE],
    ['box', BOX],
  ])('finds how near the %s is to two cells, where both stills show it', (_name, card) => {
    const isAsked = (cell: number, found: Card): boolean => found === card && isInBoth(cell);
    expect(missingShare(scene.depths.first.inverseDepths, 0, isAsked)).toBeLessThan(0.08);
  });

  it('finds it for the last still as well', () => {
    const isSure = (cell: number): boolean => scene.depths.last.sure[cell] === 1;
    expect(missingShare(scene.depths.last.inverseDepths, 1, isSure)).toBeLessThan(0.1);
  });

  it('finds things of which no match tells, by what is seen of them', () => {
    const box = waysOf(BOX)[0];
    const elsewhere = matchesOf(0).filter(({ from }) => {
      const own = project(invert(box), from.x, from.y);
      return Math.abs(own.x) > BOX.half[0] || Math.abs(own.y) > BOX.half[1];
    });
    const { depths } = findRigidScene({ first, last }, elsewhere)!;
    const isAsked = (cell: number, card: Card): boolean => card === BOX && isInBoth(cell);
    expect(missingShare(depths.first.inverseDepths, 0, isAsked)).toBeLessThan(0.08);
  });

  it('is sure of most of what both stills show, and of little that one alone does', () => {
    const { sure } = scene.depths.first;
    const [both, alone] = [[0, 0] as [number, number], [0, 0] as [number, number]];
    for (let cell = 0; cell < sure.length; cell += 7) {
      const { x, y } = frameOf(cell);
      const found = cardAt(0, x, y);
      if (found === undefined) continue;
      const to = project(waysOf(found.card)[1], found.x, found.y);
      const isHidden = Math.abs(to.x) > 0.95 || cardAt(1, to.x, to.y)?.card !== found.card;
      const counted = isHidden ? alone : isInBoth(cell) ? both : undefined;
      if (counted === undefined) continue;
      counted[0] += sure[cell]!;
      counted[1]++;
    }
    expect(both[0] / both[1]).toBeGreaterThan(0.85);
    expect(alone[0] / alone[1]).toBeLessThan(0.25);
  });

  it('takes the wall that the box hides in the last still for wall', () => {
    const isHidden = (cell: number, card: Card): boolean => {
      const { x, y } = frameOf(cell);
      const found = cardAt(0, x, y)!;
      const to = project(waysOf(card)[1], found.x, found.y);
      return card === WALL && Math.abs(to.x) < 0.85 && cardAt(1, to.x, to.y)?.card === BOX;
    };
    expect(missingShare(scene.depths.first.inverseDepths, 0, isHidden)).toBeLessThan(0.35);
  });

  it('answers the same each time', () => {
    const again = findRigidScene({ first, last }, matchesOf(200))!;
    expect(again.motion).toEqual(scene.motion);
    expect(again.depths.first.inverseDepths).toEqual(scene.depths.first.inverseDepths);
  });

  it('has none where nothing moves', () => {
    const standing = matchesOf(0).map(({ from }) => ({ from, to: from }));
    expect(findRigidScene({ first, last: first }, standing)).toBeUndefined();
  });

  it('has none where all is on one plane, nor where the camera only turns', () => {
    const flat = matchesOf(0).map(({ from }) => from);
    const card = waysOf(WALL);
    const turn = multiply(multiply([FOCAL, 0, 0, 0, FOCAL, 0, 0, 0, 1], ROUND.turn), [
      1 / FOCAL,
      0,
      0,
      0,
      1 / FOCAL,
      0,
      0,
      0,
      1,
    ]);
    for (const way of [multiply(card[1], invert(card[0])), turn]) {
      const moved = planeOf(carried(texture(4), way), GRID);
      const matches = flat.map((from) => ({ from, to: project(way, from.x, from.y) }));
      expect(findRigidScene({ first: planeOf(texture(4), GRID), last: moved }, matches)).toBeUndefined();
    }
  });

  it('has none where a thing moves before a wall that stands', () => {
    const moves = shift(0.15, 0.02);
    const matches = matchesOf(0).map(({ from }) => {
      return { from, to: Math.abs(from.x) < 0.35 ? project(moves, from.x, from.y) : from };
    });
    expect(findRigidScene({ first, last }, matches)).toBeUndefined();
  });

  it('has none where two things go ways that no camera can see of one scene', () => {
    const [one, other] = [shift(0.1, 0), shift(0, 0.08)];
    const matches = matchesOf(0).map(({ from }, index) => {
      const isLeft = from.x < 0;
      const way = isLeft ? one : other;
      // At several depths, so that neither is a plane.
      const far = 1 + 0.5 * Math.sin(7 * from.x + 5 * from.y + (index % 2 === 0 ? 0 : 0.1));
      const to = project(way, from.x, from.y);
      return { from, to: { x: from.x + far * (to.x - from.x), y: from.y + far * (to.y - from.y) } };
    });
    expect(findRigidScene({ first, last }, matches)).toBeUndefined();
  });

  it('has none for matches that have nothing in common', () => {
    const random = createRandom(3);
    const place = (): { x: number; y: number } => ({ x: 1.7 * random() - 0.85, y: random() - 0.5 });
    const matches = Array.from({ length: 800 }, () => ({ from: place(), to: place() }));
    expect(findRigidScene({ first, last }, matches)).toBeUndefined();
  });
});
