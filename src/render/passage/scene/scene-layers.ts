import type { Homography } from '../../homography.js';
import { layerDrift } from '../layers/layer-drift.js';
import { boxMean, type Grid, type LumaPlane } from '../luma-plane.js';
import type { Cover, PassageLayer } from '../passage-model.js';
import { createPlanePath } from '../rigid-motion.js';
import type { RigidScene } from '../rigid-scene.js';
import { depthDrift } from './depth-drift.js';
import { createLanding, landAt } from './landing.js';

/** As many layers as a scene is cut into at most: fewer than can be painted. */
export const LEVELS_MAX = 26;
/** How far apart they are, in cells on the way from the first still to the last; what lies between drifts by the rest. */
const APART = 10;
/** A cell is of the layer nearest to it, and within so many cells of that layer's also where it is this much farther off (steps). */
const OVERLAP = { reach: 4, steps: 0.8 };
/** The mean of a square with one cell in it is more than this. */
const BESIDE_MIN = 0.5 / (2 * OVERLAP.reach + 1) ** 2;
/** Cells nearer and farther than all but this share set no level. */
const BEYOND = 0.002;
/** Layers of a smaller share of the picture are dropped. */
const COVER_MIN = 0.0004;

/**
 * A scene as layers at even steps of inverse depth, each parallel to the first still, that what is nearer or farther drifts beside. Where a
 * surface goes through several, they lie over each other there.
 */
export function layersOfScene(
  pair: { readonly first: LumaPlane; readonly last: LumaPlane },
  scene: RigidScene,
): readonly PassageLayer[] {
  const { first } = scene.depths;
  const sorted = first.inverseDepths.slice().sort();
  const share = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  const [farthest, nearest] = [share(BEYOND), share(1 - BEYOND)];
  const reach = (nearest - farthest) * scene.views.first.focal * pair.first.rows;
  const levels = Math.min(LEVELS_MAX, Math.max(2, Math.ceil(reach / APART) + 1));
  const step = (nearest - farthest) / (levels - 1);
  const placesOf = (inverseDepths: Float32Array): Float32Array =>
    inverseDepths.map((value) => Math.min(levels - 1, Math.max(0, (value - farthest) / step)));
  const places = { first: placesOf(first.inverseDepths), last: placesOf(asInFirst(scene)) };
  return Array.from({ length: levels }).flatMap((_, level) => {
    const inFirst = coverOf(places.first, level, pair.first);
    const inLast = coverOf(places.last, level, pair.first);
    if (sizeOf(inFirst) + sizeOf(inLast) < COVER_MIN * sorted.length) return [];
    const at = createPlanePath({ ...scene.motion, normal: [0, 0, farthest + level * step] }, scene.views.first.focal);
    return [layerOf(pair, scene, { at, inFirst, inLast, nearness: level / (levels - 1) })];
  });
}

function layerOf(
  pair: { readonly first: LumaPlane; readonly last: LumaPlane },
  { views, depths }: RigidScene,
  layer: Omit<PassageLayer, 'drift'>,
): PassageLayer {
  const at = (moment: number): Homography => layer.at(moment);
  const known = depthDrift(at, [
    { cover: layer.inFirst, inverseDepths: depths.first.inverseDepths, views: views.first },
    { cover: layer.inLast, inverseDepths: depths.last.inverseDepths, views: views.last },
  ]);
  return { ...layer, drift: layerDrift(layer, pair, known) };
}

/** How near what is seen in each cell of the last still is to the first camera. */
function asInFirst({ views, depths }: RigidScene): Float32Array {
  const landing = createLanding();
  return depths.last.inverseDepths.map((inverseDepth, at) => {
    landAt(landing, views.last, at, inverseDepth);
    return landing.inverseDepth;
  });
}

/** Cells of a level, and those of its neighbours that lie beside them: noise about the border of two opens no gap so. */
function coverOf(places: Float32Array, level: number, grid: Grid): Cover {
  const own = places.map((place) => (Math.abs(place - level) < 0.5 ? 1 : 0));
  const about = boxMean(own, grid, OVERLAP.reach);
  const values = new Uint8Array(places.length);
  for (let at = 0; at < values.length; at++) {
    const isBeside = about[at]! > BESIDE_MIN && Math.abs(places[at]! - level) < OVERLAP.steps;
    if (own[at] === 1 || isBeside) values[at] = 255;
  }
  return { columns: grid.columns, rows: grid.rows, values };
}

function sizeOf({ values }: Cover): number {
  let size = 0;
  for (const value of values) if (value > 0) size++;
  return size;
}
