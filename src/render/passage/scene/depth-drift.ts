import { type Homography, invert, multiply, project } from '../../homography.js';
import type { CellDrift } from '../layers/layer-drift.js';
import { boxMean, onCells } from '../luma-plane.js';
import type { Cover } from '../passage-model.js';
import { createLanding, landAt } from './landing.js';
import type { Views } from './sight.js';

/** One still's part of a layer: where it is seen there, and how near. */
export interface DepthCover {
  readonly cover: Cover;
  readonly inverseDepths: Float32Array;
  readonly views: Views;
}

/** Drift of fewer cells than the first is the depths' noise, of more than the second is known. */
const NOISE = { below: 0.2, above: 0.8 };
/** What goes further (cells) is no part of the layer. */
const DRIFT_MAX = 16;
/** What a cell drifts by is the mean of those about it; where none is near, of those further off. */
const REACHES = [2, 6, 20];
/** That many cells must be known about one, as a share. */
const KNOWN_MIN = 0.02;

/** How far things go beside a layer's plane, because they are nearer or farther: first still first, then the last. */
export function depthDrift(at: (moment: number) => Homography, sides: readonly [DepthCover, DepthCover]): CellDrift {
  const { first: grid } = sides[0].views;
  const toHalf = at(0.5);
  const ways = [onCells(toHalf, grid), onCells(multiply(toHalf, invert(at(1))), grid)] as const;
  const cells = grid.columns * grid.rows;
  const sums = { x: new Float32Array(cells), y: new Float32Array(cells), count: new Float32Array(cells) };
  addDrift(sums, sides[0], { here: ways[0], there: ways[1], sense: 1 });
  addDrift(sums, sides[1], { here: ways[1], there: ways[0], sense: -1 });
  const drift = { x: new Float32Array(cells), y: new Float32Array(cells) };
  const isKnown = new Uint8Array(cells);
  for (const reach of REACHES) {
    const mean = (values: Float32Array): Float32Array => boxMean(boxMean(values, grid, reach), grid, reach);
    const [x, y, count] = [mean(sums.x), mean(sums.y), mean(sums.count)];
    for (let cell = 0; cell < cells; cell++) {
      const known = count[cell]!;
      if (isKnown[cell] === 1 || known < KNOWN_MIN) continue;
      isKnown[cell] = 1;
      const length = Math.hypot(x[cell]!, y[cell]!) / known;
      const part = Math.min(1, Math.max(0, (length - NOISE.below) / (NOISE.above - NOISE.below)));
      drift.x[cell] = (x[cell]! / known) * part;
      drift.y[cell] = (y[cell]! / known) * part;
    }
  }
  return drift;
}

interface DriftSums {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly count: Float32Array;
}

/** Adds, where a still's cells are half way, how far the plane's own ways from both stills miss each other there. */
function addDrift(
  sums: DriftSums,
  { cover, inverseDepths, views }: DepthCover,
  { here, there, sense }: { readonly here: Homography; readonly there: Homography; readonly sense: 1 | -1 },
): void {
  const { columns, rows } = cover;
  const landing = createLanding();
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      if (cover.values[cell] === 0) continue;
      landAt(landing, views, cell, inverseDepths[cell]!);
      const own = project(here, column, row);
      const other = project(there, landing.x, landing.y);
      const u = Math.round((own.x + other.x) / 2);
      const v = Math.round((own.y + other.y) / 2);
      const [x, y] = [sense * (other.x - own.x), sense * (other.y - own.y)];
      if (!(u >= 0 && v >= 0 && u < columns && v < rows && Math.hypot(x, y) < DRIFT_MAX)) continue;
      const to = v * columns + u;
      sums.x[to]! += x;
      sums.y[to]! += y;
      sums.count[to]! += 1;
    }
  }
}
