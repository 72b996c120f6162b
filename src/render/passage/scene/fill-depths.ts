import { boxMean, type Grid } from '../luma-plane.js';
import { createLanding, landAt } from './landing.js';
import type { DepthMap } from './pair-depths.js';
import type { Views } from './sight.js';
import { inverseDepthAt, reachOf } from './slant.js';
import { ON_SURFACE, surfacesOf } from './surfaces.js';

/** Sure cells with no more sure ones about them than this share stick out, and are filled in anew. */
const SPIKE = { reach: 1, share: 0.6 };
/** But not those that no other is near to. */
const ALONE_REACH = 2;
/** The way from one cell to the next. */
const STEP_WAY = 0.15;
/** What a step of brightness adds to it: nothing below the first, 1 for the second beyond that, and by the square. */
const EDGE = { from: 3, unit: 8 };
/** What lies on a surface of this share of the scene goes on as it is; of a smaller one, or of none, the way is up to so much longer. */
const LARGE = { share: 0.2, longer: 2 };
/** The way that a depth pays to be filled in where the other still surely shows what is behind it. */
const IMPLAUSIBLE_WAY = 4;
/** What would be seen there bends away until it is hidden, by so many cells of way at a time, so many times; and the way that each takes. */
const BEND = { cells: 2, most: 8, way: 0.5 };
const UNREACHED = 1e9;
const SWEEPS = 6;

/**
 * Depths for cells that are not sure: each lies on the surface of the sure cell nearest to it, by ways around the edges of the picture. A thing
 * that is round ends in what one still alone shows: the other one surely shows what is behind, so it has to bend away. `apart`: how much
 * nearer than what is seen there something has to be to be before it.
 */
export function fillDepths(views: Views, known: DepthMap, there: DepthMap, apart: number): Float32Array {
  const { columns, rows, values } = views.first;
  const size = views.focal * rows;
  const held = withoutSpikes(known.sure, views.first);
  const surfaces = surfacesOf(views, { inverseDepths: known.inverseDepths, sure: held });
  const longer = surfaces.map(({ share }) => 1 + LARGE.longer * Math.max(0, 1 - share / LARGE.share));
  const filled = known.inverseDepths.slice();
  const surfaceOf = new Int16Array(filled.length).fill(-1);
  const isBent = new Uint8Array(filled.length);
  const ways = new Float32Array(filled.length).fill(UNREACHED);
  const xOf = (at: number): number => ((at % columns) + 0.5 - columns / 2) / size;
  const yOf = (at: number): number => (Math.floor(at / columns) + 0.5 - rows / 2) / size;
  for (let at = 0; at < held.length; at++) {
    if (held[at] !== 1) continue;
    ways[at] = 0;
    const own = filled[at]!;
    const tolerance = ON_SURFACE / size / reachOf(views.motion, xOf(at), yOf(at), own);
    surfaceOf[at] = surfaces.findIndex(
      ({ slant }) => Math.abs(inverseDepthAt(slant, xOf(at), yOf(at)) - own) < tolerance,
    );
  }

  const landing = createLanding();
  const isPlausible = (at: number, inverseDepth: number): boolean => {
    landAt(landing, views, at, inverseDepth);
    const to = landing.cell;
    return to < 0 || there.sure[to] !== 1 || landing.inverseDepth - there.inverseDepths[to]! < apart;
  };
  const bend = BEND.cells / size / Math.hypot(...views.motion.shift);

  const reach = (at: number, from: number, length: number): void => {
    const before = ways[from]!;
    if (before >= ways[at]!) return;
    const label = surfaceOf[from]!;
    const edge = Math.max(0, Math.abs(values[at]! - values[from]!) - EDGE.from) / EDGE.unit;
    let way = before + length * (STEP_WAY + edge * edge) * (longer[label] ?? 1 + LARGE.longer);
    if (way >= ways[at]!) return;
    const surface = surfaces[label];
    let inverseDepth = surface === undefined ? filled[from]! : inverseDepthAt(surface.slant, xOf(at), yOf(at));
    if (isBent[from] === 1) inverseDepth = Math.min(inverseDepth, filled[from]!);
    let bends = 0;
    while (bends <= BEND.most && !isPlausible(at, inverseDepth - bends * bend)) bends++;
    if (bends > BEND.most) {
      bends = 0;
      way += IMPLAUSIBLE_WAY;
    }
    way += bends * BEND.way;
    if (way >= ways[at]!) return;
    ways[at] = way;
    surfaceOf[at] = label;
    filled[at] = inverseDepth - bends * bend;
    isBent[at] = bends > 0 || isBent[from] === 1 ? 1 : 0;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) reachAll(views.first, held, sweep % 2 === 0 ? 1 : -1, reach);
  return filled;
}

/** Has every cell that is not held reached from its neighbours, down (1) or up (−1) the picture and both ways along each row. */
function reachAll(
  { columns, rows }: Grid,
  held: Uint8Array,
  sense: 1 | -1,
  reach: (at: number, from: number, length: number) => void,
): void {
  for (let line = 0; line < rows; line++) {
    const row = (sense > 0 ? line : rows - 1 - line) * columns;
    const placeOf = (step: number): number => row + (sense > 0 ? step : columns - 1 - step);
    for (let step = 0; step < columns; step++) {
      const at = placeOf(step);
      if (held[at] === 1) continue;
      if (step > 0) reach(at, at - sense, 1);
      if (line === 0) continue;
      const above = at - sense * columns;
      reach(at, above, 1);
      if (step > 0) reach(at, above - sense, Math.SQRT2);
      if (step < columns - 1) reach(at, above + sense, Math.SQRT2);
    }
    for (let step = columns - 2; step >= 0; step--) {
      const at = placeOf(step);
      if (held[at] !== 1) reach(at, at + sense, 1);
    }
  }
}

/** What is sure without what sticks out of it. */
function withoutSpikes(sure: Uint8Array, grid: Grid): Uint8Array {
  const about = boxMean(Float32Array.from(sure), grid, SPIKE.reach);
  const inside = Float32Array.from(sure, (is, at) => (is === 1 && about[at]! > SPIKE.share ? 1 : 0));
  const near = boxMean(inside, grid, ALONE_REACH);
  // The mean of a square with one cell in it is far more than what rounding leaves over.
  const alone = 0.5 / (2 * ALONE_REACH + 1) ** 2;
  return Uint8Array.from(sure, (is, at) => (is === 1 && (inside[at] === 1 || near[at]! < alone) ? 1 : 0));
}
