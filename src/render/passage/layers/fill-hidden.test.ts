import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, project } from '../../homography.js';
import type { LumaPlane } from '../luma-plane.js';
import { carried, placeOf, planeOf, type Scene, shift, texture } from '../testing/known-scene.js';
import { type CheckedLabels, fillHidden } from './fill-hidden.js';
import { labelCells } from './label-cells.js';
import { unlikenessOf } from './unlikeness.js';

const GRID = { columns: 160, rows: 90 };
const GROUND = texture(21, 110, 80);
const THING = texture(22, 150, 80);

interface Slide {
  readonly ground: Homography;
  readonly thing: Homography;
  readonly isThing: (x: number, y: number) => boolean;
  readonly textures?: readonly [Scene, Scene];
}

interface Slid {
  readonly planes: { readonly first: LumaPlane; readonly last: LumaPlane };
  readonly truth: { readonly first: Uint8Array; readonly last: Uint8Array };
  readonly ways: readonly Homography[];
}

/** A thing that slides over a ground: both stills, and of which layer (0 ground, 1 thing) each cell of them is. */
function slid({ ground, thing, isThing, textures = [GROUND, THING] }: Slide): Slid {
  const [behind, before] = textures;
  const back = invert(thing);
  const isThere = (x: number, y: number): boolean => {
    const from = project(back, x, y);
    return isThing(from.x, from.y);
  };
  const [farther, nearer] = [carried(behind, ground), carried(before, thing)];
  const truth = (isIn: typeof isThing): Uint8Array =>
    Uint8Array.from({ length: GRID.columns * GRID.rows }, (_, at) => {
      const { x, y } = placeOf(at, GRID);
      return isIn(x, y) ? 1 : 0;
    });
  return {
    planes: {
      first: planeOf((x, y) => (isThing(x, y) ? before(x, y) : behind(x, y)), GRID),
      last: planeOf((x, y) => (isThere(x, y) ? nearer(x, y) : farther(x, y)), GRID),
    },
    truth: { first: truth(isThing), last: truth(isThere) },
    ways: [ground, thing],
  };
}

function filled({ planes, ways }: Slid): CheckedLabels {
  const layers = ways.map((homography) => ({
    homography,
    unlikeness: unlikenessOf(homography, planes.first, planes.last),
  }));
  const labels = {
    first: labelCells(
      planes.first,
      layers.map(({ unlikeness }) => unlikeness.first),
    ),
    last: labelCells(
      planes.last,
      layers.map(({ unlikeness }) => unlikeness.last),
    ),
  };
  return fillHidden(labels, planes, layers, 2.5);
}

function shareRight(labels: Uint8Array, truth: Uint8Array): number {
  return labels.filter((label, at) => label === truth[at]).length / labels.length;
}

/** The cells of a still whose ground the thing hides in the other one. */
function hiddenIn(labels: Uint8Array, truth: Uint8Array, other: Uint8Array): readonly number[] {
  return [...labels.keys()].filter((at) => truth[at] === 0 && other[at] === 1);
}

const BOX = (x: number, y: number): boolean => Math.abs(x + 0.2) < 0.14 && Math.abs(y) < 0.16;
const STEADY: Slide = { ground: IDENTITY, thing: shift(0.3, 0.04), isThing: BOX };

describe('fillHidden', () => {
  it.each<readonly [string, Slide]>([
    ['over a ground that stands still', STEADY],
    ['a little, so that it hides part of where it was', { ...STEADY, thing: shift(0.1, -0.05) }],
    ['over a ground that goes the other way', { ...STEADY, ground: shift(-0.1, 0) }],
    ['and is round', { ...STEADY, isThing: (x, y) => Math.hypot(x + 0.2, y) < 0.18 }],
  ])('knows which cell is of what, when a thing slides %s', (_, slide) => {
    const scene = slid(slide);
    const labels = filled(scene);
    expect(shareRight(labels.first, scene.truth.first)).toBeGreaterThan(0.98);
    expect(shareRight(labels.last, scene.truth.last)).toBeGreaterThan(0.98);
  });

  it('takes what is hidden in the other still for ground, on both sides', () => {
    const scene = slid(STEADY);
    const { first, last } = filled(scene);
    const { truth } = scene;
    for (const [labels, own, other] of [
      [first, truth.first, truth.last],
      [last, truth.last, truth.first],
    ] as const) {
      const hidden = hiddenIn(labels, own, other);
      expect(hidden.length).toBeGreaterThan(500);
      expect(hidden.filter((at) => labels[at] === 0).length).toBeGreaterThan(0.96 * hidden.length);
    }
  });

  it('is sure of what both stills show, and not of what one of them hides', () => {
    const scene = slid(STEADY);
    const { sureFirst } = filled(scene);
    const { truth } = scene;
    const hidden = hiddenIn(sureFirst, truth.first, truth.last);
    expect(hidden.filter((at) => sureFirst[at] === 1).length).toBeLessThan(0.05 * hidden.length);
    const shown = [...sureFirst.keys()].filter((at) => truth.first[at] === 1);
    expect(shown.filter((at) => sureFirst[at] === 1).length).toBeGreaterThan(0.75 * shown.length);
  });

  it('overrules labels that say the thing is where it cannot have been seen', () => {
    const scene = slid(STEADY);
    const layers = scene.ways.map((homography) => ({
      homography,
      unlikeness: unlikenessOf(homography, scene.planes.first, scene.planes.last),
    }));
    const { first, last } = scene.truth;
    const both = first.map((label, at) => Math.max(label, last[at]!));
    const labels = fillHidden({ first: both, last: both.slice() }, scene.planes, layers, 2.5);
    expect(shareRight(labels.first, first)).toBeGreaterThan(0.98);
    expect(shareRight(labels.last, last)).toBeGreaterThan(0.98);
  });

  it('knows the ground from the thing when the thing is a window that is looked through', () => {
    // The larger layer is in front here, and what is seen through it goes behind it.
    const scene = slid({
      ground: shift(0.16, 0),
      thing: IDENTITY,
      isThing: (x, y) => Math.abs(x) > 0.4 || Math.abs(y) > 0.3,
    });
    const labels = filled(scene);
    expect(shareRight(labels.first, scene.truth.first)).toBeGreaterThan(0.95);
    expect(shareRight(labels.last, scene.truth.last)).toBeGreaterThan(0.95);
  });

  it('is sure of nothing in an empty picture, and gives it to the first layer', () => {
    const blank = planeOf(() => 90, GRID);
    const layers = [IDENTITY, shift(0.1, 0)].map((homography) => ({
      homography,
      unlikeness: unlikenessOf(homography, blank, blank),
    }));
    const none = { first: new Uint8Array(14400), last: new Uint8Array(14400) };
    const { first, sureFirst } = fillHidden(none, { first: blank, last: blank }, layers, 2.5);
    expect(Math.max(...first)).toBe(0);
    expect(sureFirst.filter((value, at) => value === 1 && at % 160 < 130)).toHaveLength(0);
  });

  it('is sure of nothing where the picture is blank, whatever a layer costs there', () => {
    const blank = planeOf(() => 90, GRID);
    const cells = blank.values.length;
    const cost = (value: number): Float32Array => new Float32Array(cells).fill(value);
    const layers = [4, 0].map((value) => ({
      homography: value === 0 ? IDENTITY : shift(0.1, 0),
      unlikeness: { first: cost(value), last: cost(value) },
    }));
    const second = { first: new Uint8Array(cells).fill(1), last: new Uint8Array(cells).fill(1) };
    const { sureFirst, sureLast } = fillHidden(second, { first: blank, last: blank }, layers, 2.5);
    expect([...sureFirst, ...sureLast].some((sure) => sure === 1)).toBe(false);
  });
});
