import { type Homography, invert, multiply } from '../../homography.js';
import { type LumaPlane, onCells, sampleAt, warpPlane } from '../luma-plane.js';
import type { Cover, Drift, PassageLayer } from '../passage-model.js';
import { measureDrift } from './measure-drift.js';

/** A drift that is known already, in cells of where things are half way. */
export interface CellDrift {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * What a layer's homography leaves over: both stills are brought to where it is half way, by what is known of the drift as well, and what
 * is left there is measured. Undefined where there is nothing.
 */
export function layerDrift(
  { at, inFirst, inLast }: Omit<PassageLayer, 'drift'>,
  { first, last }: { readonly first: LumaPlane; readonly last: LumaPlane },
  known?: CellDrift,
): Drift | undefined {
  const fromHalf = invert(at(0.5));
  const [toFirst, toLast] = [onCells(fromHalf, first), onCells(multiply(at(1), fromHalf), first)];
  const pull = (plane: LumaPlane, way: Homography, part: number): Float32Array =>
    known === undefined ? warpPlane(plane, way).values : pulled(plane, way, known, part);
  const [here, there] = [pull(first, toFirst, -0.5), pull(last, toLast, 0.5)];
  const [seenFirst, seenLast] = [pull(planeOf(inFirst), toFirst, -0.5), pull(planeOf(inLast), toLast, 0.5)];
  const trust = seenFirst.map((seen, cell) => (seen * (seenLast[cell] ?? 0)) / 255 ** 2);
  const { columns, rows } = first;
  const on = (values: Float32Array): LumaPlane => ({ columns, rows, values });
  const left = measureDrift(on(here), on(there), on(trust), known !== undefined);
  if (known === undefined) return left;
  const sum = (cells: Float32Array, more: Float32Array | undefined): Float32Array =>
    cells.map((value, cell) => value / rows + (more?.[cell] ?? 0));
  return { columns, rows, x: sum(known.x, left?.x), y: sum(known.y, left?.y) };
}

/** A plane seen through a homography in cells, from places that are a part of the drift off; 0 outside of it. */
function pulled(plane: LumaPlane, way: Homography, { x: driftX, y: driftY }: CellDrift, part: number): Float32Array {
  const { columns, rows, values } = plane;
  const [a, b, c, d, e, f, g, h, i] = way;
  const found = new Float32Array(values.length);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const x = column + part * (driftX[at] ?? 0);
      const y = row + part * (driftY[at] ?? 0);
      const w = g * x + h * y + i;
      const u = (a * x + b * y + c) / w;
      const v = (d * x + e * y + f) / w;
      const isInside = w > 0 && u > -0.5 && v > -0.5 && u < columns - 0.5 && v < rows - 0.5;
      if (isInside) found[at] = sampleAt(values, columns, rows, u, v);
    }
  }
  return found;
}

function planeOf({ columns, rows, values }: Cover): LumaPlane {
  return { columns, rows, values: Float32Array.from(values) };
}
