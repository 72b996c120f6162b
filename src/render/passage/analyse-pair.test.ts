import { describe, expect, it } from 'vitest';
import { createRandom } from '../../motion/random.js';
import { type Homography, IDENTITY, project } from '../homography.js';
import { analysePair } from './analyse-pair.js';
import type { Match } from './match.js';
import type { Cover, PassageLayer } from './passage-model.js';
import { carried, farthestApart, placeOf, planeOf, type Scene, shift, texture } from './testing/known-scene.js';

const GRID = { columns: 400, rows: 224 };
const NEAR = { columns: 200, rows: 112 };
const GROUND = texture(51, 110, 80);
const THING = texture(52, 150, 80);
const SLIDE = shift(0.22, 0.06);

function isThing(x: number, y: number): boolean {
  return Math.abs(x + 0.25) < 0.28 && Math.abs(y) < 0.25;
}

function isThere(x: number, y: number): boolean {
  return isThing(x - 0.22, y - 0.06);
}

/** Places at random that a homography takes right, where a scene shows them in both stills. */
function matchesOf(homography: Homography, count: number, seed: number, isSeen: (match: Match) => boolean): Match[] {
  const random = createRandom(seed);
  const matches: Match[] = [];
  while (matches.length < count) {
    const from = { x: 1.7 * random() - 0.85, y: 0.96 * random() - 0.48 };
    const match = { from, to: project(homography, from.x, from.y) };
    if (isSeen(match)) matches.push(match);
  }
  return matches;
}

function wrongMatches(count: number): Match[] {
  const random = createRandom(9);
  const place = (): { x: number; y: number } => ({ x: 1.7 * random() - 0.85, y: random() - 0.5 });
  return Array.from({ length: count }, () => ({ from: place(), to: place() }));
}

/** A square that slides over a ground that stands still, and what a feature matcher would say of it. */
function slidingSquare(): { first: Scene; last: Scene; matches: Match[] } {
  const moved = carried(THING, SLIDE);
  return {
    first: (x, y) => (isThing(x, y) ? THING(x, y) : GROUND(x, y)),
    last: (x, y) => (isThere(x, y) ? moved(x, y) : GROUND(x, y)),
    matches: [
      ...matchesOf(IDENTITY, 120, 1, ({ from }) => !isThing(from.x, from.y) && !isThere(from.x, from.y)),
      ...matchesOf(SLIDE, 60, 2, ({ from }) => isThing(from.x, from.y)),
      ...wrongMatches(60),
    ],
  };
}

/** What a cover and the truth share, over what either has. */
function overlap({ columns, rows, values }: Cover, isIn: (x: number, y: number) => boolean): number {
  let [both, either] = [0, 0];
  for (const [at, value] of values.entries()) {
    const { x, y } = placeOf(at, { columns, rows });
    const [found, truth] = [value > 127, isIn(x, y)];
    if (found && truth) both++;
    if (found || truth) either++;
  }
  return both / either;
}

function analysed(first: Scene, last: Scene, matches: readonly Match[]): ReturnType<typeof analysePair> {
  return analysePair({ first: planeOf(first, GRID), last: planeOf(last, GRID) }, matches);
}

function expectWhole(layers: readonly PassageLayer[]): void {
  expect(layers).toHaveLength(1);
  expect(layers[0]!.inFirst.values.every((value) => value === 255)).toBe(true);
  expect(layers[0]!.inLast.values.every((value) => value === 255)).toBe(true);
  expect(layers[0]!.at(0.5)).toEqual(IDENTITY);
}

describe('analysePair, of a square that slides over a ground', () => {
  const { first, last, matches } = slidingSquare();
  const found = analysed(first, last, matches);

  it('finds two layers, the ground that stands still and the square that goes', () => {
    expect(found.way).toBe('layers');
    expect(found.layers).toHaveLength(2);
    const [ground, thing] = found.layers;
    for (const moment of [0, 0.5, 1]) expect(farthestApart(ground!.at(moment), IDENTITY)).toBe(0);
    const apart = (moment: number): number => {
      const away = (x: number, y: number): number => {
        const [at, truth] = [project(thing!.at(moment), x, y), { x: x + 0.22 * moment, y: y + 0.06 * moment }];
        return Math.hypot(at.x - truth.x, at.y - truth.y);
      };
      return Math.max(...[-0.25, 0.25].flatMap((x) => [-0.2, 0.2].map((y) => away(x - 0.25, y))));
    };
    for (const moment of [0, 0.5, 1]) expect(apart(moment)).toBeLessThan(0.8 / GRID.rows);
  });

  it('covers each of them where it is seen, in both stills', () => {
    const [ground, thing] = found.layers;
    expect(overlap(thing!.inFirst, isThing)).toBeGreaterThan(0.95);
    expect(overlap(thing!.inLast, isThere)).toBeGreaterThan(0.95);
    expect(overlap(ground!.inFirst, (x, y) => !isThing(x, y))).toBeGreaterThan(0.98);
    expect(overlap(ground!.inLast, (x, y) => !isThere(x, y))).toBeGreaterThan(0.98);
  });

  it('covers every cell by one layer, on planes of half the size', () => {
    const [ground, thing] = found.layers;
    expect(ground!.inFirst).toMatchObject(NEAR);
    expect(ground!.inFirst.values.every((value, at) => 255 - value === thing!.inFirst.values[at])).toBe(true);
    expect(ground!.inLast.values.every((value, at) => 255 - value === thing!.inLast.values[at])).toBe(true);
  });

  it('leaves next to no drift over', () => {
    for (const { drift } of found.layers) {
      const sizes = drift!.x.map((x, at) => Math.hypot(x, drift!.y[at]!) * NEAR.rows);
      expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(0.25);
    }
  });

  it('is confident, but not of what is hidden', () => {
    expect(found.confidence).toBeGreaterThan(0.6);
    expect(found.confidence).toBeLessThan(1);
  });

  it('finds the same each time', () => {
    const again = analysed(first, last, matches);
    expect(again.confidence).toBe(found.confidence);
    expect(again.layers.map((layer) => layer.at(0.7))).toEqual(found.layers.map((layer) => layer.at(0.7)));
    for (const [index, { inFirst, drift }] of again.layers.entries()) {
      expect(Buffer.compare(inFirst.values, found.layers[index]!.inFirst.values)).toBe(0);
      expect(drift!.x.every((value, at) => value === found.layers[index]!.drift!.x[at])).toBe(true);
    }
  });
});

describe('analysePair', () => {
  it('finds one layer where the whole picture moves', () => {
    const zoom: Homography = [1.15, 0, 0.02, 0, 1.15, 0, 0, 0, 1];
    const isSeen = ({ to }: Match): boolean => Math.abs(to.x) < 0.88 && Math.abs(to.y) < 0.49;
    const { way, confidence, layers } = analysed(GROUND, carried(GROUND, zoom), matchesOf(zoom, 150, 3, isSeen));
    expect(way).toBe('layers');
    expect(confidence).toBeGreaterThan(0.6);
    const most = layers.filter(({ inLast }) => overlap(inLast, () => true) > 0.9);
    expect(most).toHaveLength(1);
    expect(farthestApart(most[0]!.at(1), zoom)).toBeLessThan(0.2 / GRID.rows);
  });

  it('finds one layer that stands where the stills are the same, but for noise', () => {
    const random = createRandom(4);
    const noisy: Scene = (x, y) => GROUND(x, y) + 2 * random() - 1;
    const { way, layers } = analysed(GROUND, noisy, []);
    expect([way, layers.length]).toEqual(['layers', 1]);
    expect(layers[0]!.at(1)).toEqual(IDENTITY);
  });

  it('dissolves between two stills that have nothing in common', () => {
    const { way, confidence, layers } = analysed(GROUND, texture(53), wrongMatches(80));
    expect(way).toBe('dissolve');
    expect(confidence).toBeLessThan(0.03);
    expectWhole(layers);
  });

  it('dissolves between two empty stills of different brightness', () => {
    const { way, confidence } = analysed(
      () => 60,
      () => 200,
      [],
    );
    expect([way, confidence]).toEqual(['dissolve', 0]);
  });
});
