import { describe, expect, it } from 'vitest';
import { type Homography, IDENTITY } from '../../homography.js';
import type { Cover, PassageLayer } from '../passage-model.js';
import { depthsOf, nearestFirst } from './depth-order.js';

const CELLS = { columns: 160, rows: 90 };
const ASPECT = CELLS.columns / CELLS.rows;

type IsIn = (x: number, y: number) => boolean;

function coverOf(isIn: IsIn): Cover {
  const values = Uint8Array.from({ length: CELLS.columns * CELLS.rows }, (_, cell) =>
    isIn((cell % CELLS.columns) + 0.5, Math.floor(cell / CELLS.columns) + 0.5) ? 255 : 0,
  );
  return { ...CELLS, values };
}

const box =
  (left: number, top: number, side: number): IsIn =>
  (x, y) =>
    x >= left && x < left + side && y >= top && y < top + side;

/** A layer that goes so many cells to the right. */
function layerOf(inFirst: IsIn, inLast: IsIn, way = 0): PassageLayer {
  const at = (moment: number): Homography => [1, 0, (moment * way) / CELLS.rows, 0, 1, 0, 0, 0, 1];
  return { at: way === 0 ? () => IDENTITY : at, inFirst: coverOf(inFirst), inLast: coverOf(inLast), drift: undefined };
}

describe('the depth of layers', () => {
  it('is greater for ground that a layer uncovers and covers', () => {
    const [from, to] = [box(20, 30, 20), box(80, 30, 20)];
    const ground = layerOf(
      (x, y) => !from(x, y),
      (x, y) => !to(x, y),
    );
    expect(depthsOf([ground, layerOf(from, to, 60)], ASPECT)).toEqual([1, 0]);
    expect(depthsOf([layerOf(from, to, 60), ground], ASPECT)).toEqual([0, 1]);
  });

  it('is the same where nothing hides anything', () => {
    const left = layerOf(
      (x) => x < 80,
      (x) => x < 80,
    );
    const right = layerOf(
      (x) => x >= 80,
      (x) => x >= 80,
    );
    expect(depthsOf([left, right], ASPECT)).toEqual([0, 0]);
  });

  it('grows from layer to layer, and ends at two', () => {
    // Each box is larger than the next, which moves off it.
    const boxes = [box(40, 5, 80), box(40, 15, 60), box(45, 25, 40), box(50, 35, 20)];
    const ways = [0, 12, 24, 36];
    const moved = boxes.map(
      (is, index): IsIn =>
        (x, y) =>
          is(x - (ways[index] ?? 0), y),
    );
    const above = (all: readonly IsIn[], index: number): IsIn => {
      return (x, y) => (all[index]?.(x, y) ?? false) && !all.slice(index + 1).some((is) => is(x, y));
    };
    const layers = boxes.map((_is, index) => layerOf(above(boxes, index), above(moved, index), ways[index]));
    expect(depthsOf(layers, ASPECT)).toEqual([2, 2, 1, 0]);
  });

  it('is not claimed by a few cells along an edge', () => {
    const ground = layerOf(
      (x) => x < 80,
      (x) => x < 80.5,
    );
    const other = layerOf(
      (x) => x >= 80,
      (x) => x >= 80.5,
    );
    expect(depthsOf([ground, other], ASPECT)).toEqual([0, 0]);
  });

  it('is a number for a layer that goes nowhere that can be told', () => {
    const lost: PassageLayer = { ...layerOf(box(0, 0, 40), box(0, 0, 40)), at: () => [NaN, 0, 0, 0, 0, 0, 0, 0, 0] };
    expect(
      depthsOf(
        [
          lost,
          layerOf(
            () => true,
            () => true,
          ),
        ],
        ASPECT,
      ),
    ).toEqual([0, 0]);
  });
});

describe('the order of layers', () => {
  const ofNearness = (...all: readonly (number | undefined)[]): readonly PassageLayer[] =>
    all.map((nearness) => ({
      ...layerOf(
        () => true,
        () => true,
      ),
      ...(nearness !== undefined && { nearness }),
    }));

  it('is from the nearest to the farthest', () => {
    const ordered = nearestFirst(ofNearness(0.5, 0, 1));
    expect(ordered.map(({ nearness }) => nearness)).toEqual([1, 0.5, 0]);
  });

  it('is their own where nearness is not known of all', () => {
    for (const layers of [ofNearness(undefined, undefined), ofNearness(0, undefined, 1)]) {
      expect(nearestFirst(layers)).toEqual(layers);
    }
  });
});
