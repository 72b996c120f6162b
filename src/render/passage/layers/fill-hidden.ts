import { type Homography, invert } from '../../homography.js';
import { boxMean, type LumaPlane, onCells, slopesOf } from '../luma-plane.js';
import type { Candidate } from './choose-hypotheses.js';
import { dropSpecks } from './drop-specks.js';

/** The layer of each cell of both stills. */
export interface Labels {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** The mean slope about a cell from which on it can be told from its neighbours: on what is blank, any layer fits. */
const TEXTURE_MIN = 0.5;

/** Labels, and which of them the other still confirms. */
export interface CheckedLabels extends Labels {
  /** 1 where a cell is of the same layer in both stills. */
  readonly sureFirst: Uint8Array;
  readonly sureLast: Uint8Array;
}

/** Two layers that take a cell to within this many cells of each other agree. */
const AGREEMENT = 1.5;
/** How far a step of brightness holds the filling back: cells of way for each unit. */
const EDGE_WAY = 0.35;
/** The way that a layer pays to be filled in where it ought to be seen in the other still, and is not. */
const IMPLAUSIBLE_WAY = 12;
/** By how much a cell must be more like its layer than like any that goes elsewhere, to be surely of it: an empty wall is like them all. */
const DISTINCTION = 0.4;
const UNREACHED = 1e9;

/**
 * Labels held against each other: a cell is sure where its counterpart in the other still is of the same layer. The rest, hidden in
 * one still or seen wrongly, is filled from its sure neighbours, around edges rather than across, and with what can be hidden there:
 * first it is counted which layer hides which, then a cell takes no layer that would have to be in front of what hides it. A step of
 * any layer but the first counts `otherWay` as long: above 1 where the first is the ground, which is there where nothing else is known.
 */
export function fillHidden(
  labels: Labels,
  planes: { readonly first: LumaPlane; readonly last: LumaPlane },
  layers: readonly Pick<Candidate, 'homography' | 'unlikeness'>[],
  otherWay: number,
): CheckedLabels {
  const there = layers.map(({ homography }) => onCells(homography, planes.first));
  const back = layers.map(({ homography }) => onCells(invert(homography), planes.first));
  const costs = {
    first: layers.map(({ unlikeness }) => unlikeness.first),
    last: layers.map(({ unlikeness }) => unlikeness.last),
  };
  const sureFirst = checked(labels.first, labels.last, there, costs.first, planes.first);
  const sureLast = checked(labels.last, labels.first, back, costs.last, planes.last);
  dropSpecks(sureFirst, labels.first, planes.first);
  dropSpecks(sureLast, labels.last, planes.last);
  const sides = [
    {
      labels: labels.first,
      sure: sureFirst,
      plane: planes.first,
      hiding: hidingAt(labels.last, sureLast, there, planes.first),
    },
    {
      labels: labels.last,
      sure: sureLast,
      plane: planes.last,
      hiding: hidingAt(labels.first, sureFirst, back, planes.first),
    },
  ] as const;
  const votes = layers.map(() => new Float64Array(layers.length));
  for (const side of sides) {
    const filled = fill(side, otherWay, () => true);
    for (let at = 0; at < filled.length; at++) {
      const label = filled[at] ?? 0;
      const front = side.sure[at] === 1 ? undefined : side.hiding(at, label);
      if (front === undefined) continue;
      const row = votes[front];
      if (row !== undefined) row[label] = (row[label] ?? 0) + 1;
    }
  }
  const hides = (front: number, behind: number): boolean =>
    (votes[front]?.[behind] ?? 0) >= (votes[behind]?.[front] ?? 0);
  const [first, last] = sides.map((side) =>
    fill(side, otherWay, (at, label) => {
      const front = side.hiding(at, label);
      return front === undefined || hides(front, label);
    }),
  );
  return { first: first ?? labels.first, last: last ?? labels.last, sureFirst, sureLast };
}

interface Side {
  readonly labels: Uint8Array;
  readonly sure: Uint8Array;
  readonly plane: LumaPlane;
  readonly hiding: Hiding;
}

/** Another layer that is surely seen where a layer takes a cell; undefined where nothing is sure, or what is seen there agrees. */
type Hiding = (at: number, label: number) => number | undefined;

/** Where a layer takes a cell, as the number of a cell; −1 outside. */
function landing(cells: Homography, at: number, { columns, rows }: LumaPlane): number {
  const [a, b, c, d, e, f, g, h, i] = cells;
  const x = at % columns;
  const y = (at - x) / columns;
  const w = g * x + h * y + i;
  const column = Math.round((a * x + b * y + c) / w);
  const row = Math.round((d * x + e * y + f) / w);
  return column >= 0 && row >= 0 && column < columns && row < rows ? row * columns + column : -1;
}

function agree(one: Homography | undefined, other: Homography | undefined, at: number, columns: number): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const x = at % columns;
  const y = (at - x) / columns;
  const w = one[6] * x + one[7] * y + one[8];
  const v = other[6] * x + other[7] * y + other[8];
  const dx = (one[0] * x + one[1] * y + one[2]) / w - (other[0] * x + other[1] * y + other[2]) / v;
  const dy = (one[3] * x + one[4] * y + one[5]) / w - (other[3] * x + other[4] * y + other[5]) / v;
  return Math.hypot(dx, dy) < AGREEMENT;
}

function checked(
  here: Uint8Array,
  there: Uint8Array,
  ways: readonly Homography[],
  costs: readonly Float32Array[],
  plane: LumaPlane,
): Uint8Array {
  const texture = textureOf(plane);
  return here.map((label, at) => {
    const way = ways[label];
    const to = way === undefined || (texture[at] ?? 0) < TEXTURE_MIN ? -1 : landing(way, at, plane);
    if (to < 0 || !agree(way, ways[there[to] ?? 0], at, plane.columns)) return 0;
    const own = costs[label]?.[at] ?? 0;
    const isWorse = (cost: Float32Array): boolean => (cost[at] ?? 0) - own > DISTINCTION;
    return costs.every((cost, other) => isWorse(cost) || agree(way, ways[other], at, plane.columns)) ? 1 : 0;
  });
}

/** How steep the picture is about each cell. */
function textureOf(plane: LumaPlane): Float32Array {
  const { x, y } = slopesOf(plane);
  return boxMean(
    x.map((slope, at) => Math.abs(slope) + Math.abs(y[at] ?? 0)),
    plane,
    2,
  );
}

function hidingAt(there: Uint8Array, sure: Uint8Array, ways: readonly Homography[], plane: LumaPlane): Hiding {
  return (at, label) => {
    const way = ways[label];
    const to = way === undefined ? -1 : landing(way, at, plane);
    if (to < 0 || sure[to] !== 1) return undefined;
    const seen = there[to] ?? 0;
    return agree(way, ways[seen], at, plane.columns) ? undefined : seen;
  };
}

/** The label of the nearest sure cell, by a way that goes around edges (a geodesic distance, by sweeps). */
function fill(
  { labels, sure, plane }: Side,
  otherWay: number,
  isPlausible: (at: number, label: number) => boolean,
): Uint8Array {
  const { columns, rows, values } = plane;
  const filled = labels.slice();
  const ways = new Float32Array(labels.length).fill(UNREACHED);
  for (let at = 0; at < ways.length; at++) if (sure[at] === 1) ways[at] = 0;
  const reach = (at: number, from: number, length: number): void => {
    const label = filled[from] ?? 0;
    const step = length * (1 + EDGE_WAY * Math.abs((values[at] ?? 0) - (values[from] ?? 0)));
    const way = (ways[from] ?? 0) + (label === 0 ? step : otherWay * step);
    if (way >= (ways[at] ?? 0)) return;
    const paid = isPlausible(at, label) ? way : way + IMPLAUSIBLE_WAY;
    if (paid >= (ways[at] ?? 0)) return;
    ways[at] = paid;
    filled[at] = label;
  };
  for (let sweep = 0; sweep < 6; sweep++) {
    const sense = sweep % 2 === 0 ? 1 : -1;
    for (let line = 0; line < rows; line++) {
      const y = sense > 0 ? line : rows - 1 - line;
      const hasBefore = sense > 0 ? y > 0 : y < rows - 1;
      for (let step = 0; step < columns; step++) {
        const x = sense > 0 ? step : columns - 1 - step;
        const at = y * columns + x;
        if (sure[at] === 1) continue;
        const hasLeft = sense > 0 ? x > 0 : x < columns - 1;
        const hasRight = sense > 0 ? x < columns - 1 : x > 0;
        if (hasLeft) reach(at, at - sense, 1);
        if (!hasBefore) continue;
        const above = at - sense * columns;
        reach(at, above, 1);
        if (hasLeft) reach(at, above - sense, Math.SQRT2);
        if (hasRight) reach(at, above + sense, Math.SQRT2);
      }
    }
  }
  return filled;
}
