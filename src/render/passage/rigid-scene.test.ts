import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../motion/random.js';
import { type Homography, IDENTITY, invert, multiply, project } from '../homography.js';
import type { LumaPlane } from './luma-plane.js';
import type { Match } from './match.js';
import { focalLength, type RigidMotion, type Vector } from './rigid-motion.js';
import { findRigidScene, type RigidScene, type ScenePlane } from './rigid-scene.js';
import { inverseDepthAt } from './scene/slant.js';
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

/** How far a plane of the scene is from a card where the card is seen, in the mean, in cells of the last still. */
function missOf(plane: ScenePlane, card: Card): number {
  const [before, after] = waysOf(card);
  const way = multiply(after, invert(before));
  const misses: number[] = [];
  for (let y = -0.48; y < 0.5; y += 0.04) {
    for (let x = -0.86; x < 0.88; x += 0.04) {
      if (cardAt(0, x, y)?.card !== card) continue;
      const [truth, found] = [project(way, x, y), project(plane.homography, x, y)];
      misses.push(Math.hypot(truth.x - found.x, truth.y - found.y) * GRID.rows);
    }
  }
  return misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
}

describe('findRigidScene', { timeout: 30_000 }, () => {
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
  ])('finds the %s to half a cell', (_name, card) => {
    expect(Math.min(...scene.planes.map((plane) => missOf(plane, card)))).toBeLessThan(0.5);
  });

  it('finds things of which no match tells, by what is seen of them', () => {
    const box = waysOf(BOX)[0];
    const elsewhere = matchesOf(0).filter(({ from }) => {
      const own = project(invert(box), from.x, from.y);
      return Math.abs(own.x) > BOX.half[0] || Math.abs(own.y) > BOX.half[1];
    });
    const { planes } = findRigidScene({ first, last }, elsewhere)!;
    expect(Math.min(...planes.map((plane) => missOf(plane, BOX)))).toBeLessThan(1);
  });

  it('keeps planes together at every moment: two that meet in a line meet there half way', () => {
    const nearest = (card: Card): ScenePlane =>
      [...scene.planes].sort((one, other) => missOf(one, card) - missOf(other, card))[0]!;
    const [wall, table] = [nearest(WALL), nearest(TABLE)];
    // Where both have the same depth, in the first still.
    const [a, b, c] = wall.slants.first.map((value, index) => value - table.slants.first[index]!) as unknown as Vector;
    for (const x of [-0.2, 0, 0.2]) {
      const y = -(a * x + c) / b;
      for (const moment of [0, 0.25, 0.5, 0.75, 1]) {
        const [one, other] = [wall, table].map((plane) => project(plane.at(moment), x * FOCAL, y * FOCAL));
        expect(Math.hypot(one!.x - other!.x, one!.y - other!.y)).toBeLessThan(1e-9);
      }
    }
  });

  it('begins where the first still is, ends where the last one is, and is like both there', () => {
    for (const plane of scene.planes) {
      for (const [index, value] of plane.at(1).entries()) expect(value).toBeCloseTo(plane.homography[index]!, 9);
      for (const [index, value] of plane.at(0).entries()) expect(value).toBeCloseTo(IDENTITY[index]!, 9);
    }
    const wall = scene.planes.reduce((best, plane) => (missOf(plane, WALL) < missOf(best, WALL) ? plane : best));
    const at = 40 * GRID.columns + 400;
    expect(wall.unlikeness.first[at]).toBeLessThan(1.5);
    expect(wall.unlikeness.last[at]).toBeLessThan(1.5);
  });

  it('tells which plane is in front, for each still', () => {
    const nearest = (card: Card): ScenePlane =>
      [...scene.planes].sort((one, other) => missOf(one, card) - missOf(other, card))[0]!;
    const [box, wall] = [nearest(BOX).slants, nearest(WALL).slants];
    for (const side of ['first', 'last'] as const) {
      expect(inverseDepthAt(box[side], -0.05, 0)).toBeGreaterThan(1.3 * inverseDepthAt(wall[side], -0.05, 0));
    }
  });

  it('answers the same each time', () => {
    const again = findRigidScene({ first, last }, matchesOf(200))!;
    expect(again.planes.map(({ homography }) => homography)).toEqual(scene.planes.map(({ homography }) => homography));
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
