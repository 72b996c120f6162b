import { type Homography, invert } from '../../homography.js';
import { dropSpecks } from '../layers/drop-specks.js';
import type { CheckedLabels } from '../layers/fill-hidden.js';
import type { Unlikeness } from '../layers/unlikeness.js';
import { boxMean, type LumaPlane, onCells, slopesOf, warpPlane } from '../luma-plane.js';
import { type Sight, sightOf } from './sight.js';
import { inverseDepthAt, type Slant } from './slant.js';
import { smoothTotals } from './smooth-totals.js';

const CHANGES = { atEdge: 4, more: 16, edge: 12, next: Infinity };
const AGREEMENT = 1.5;
const HIDDEN = 3;
const UNSURE = 1;
const IMPOSSIBLE = 12;
const ALIKE = 7;
const OUTSIDE = 3.5;
const ASIDE = 0.4;
const SURE = 1.5;
const NEARBY = 12;
const BESIDE = 3.2;
const CAP = 5;
const ROUNDS = 3;
const BEFORE = 1.02;

export interface SceneLayer {
  readonly homography: Homography;
  readonly slants: { readonly first: Slant; readonly last: Slant };
  readonly unlikeness: Unlikeness;
}

export function labelScene(
  pair: { readonly first: LumaPlane; readonly last: LumaPlane },
  planes: readonly SceneLayer[],
  focal: number,
): CheckedLabels {
  const { columns, rows } = pair.first;
  const size = focal * rows;
  const cells = columns * rows;
  const count = planes.length;
  const sights = { first: sightOf(pair.first), last: sightOf(pair.last) };
  const side = (name: 'first' | 'last') => {
    const ways = planes.map(({ homography }) => onCells(name === 'first' ? homography : invert(homography), pair.first));
    const other = name === 'first' ? 'last' : 'first';
    const raw = new Float32Array(cells * count);
    const landings = new Int32Array(cells * count);
    for (const [label, plane] of planes.entries()) {
      const unlike = tolerant(sights[name], sights[other], ways[label]!, plane.slants[name], size);
      const [a, b, c, d, e, f, g, h, i] = ways[label]!;
      for (let y = 0, at = 0; y < rows; y++) for (let x = 0; x < columns; x++, at++) {
        raw[at * count + label] = Math.min(CAP, unlike[at]!);
        const w = g * x + h * y + i;
        const u = Math.round((a * x + b * y + c) / w), v = Math.round((d * x + e * y + f) / w);
        landings[at * count + label] = u >= 0 && v >= 0 && u < columns && v < rows ? v * columns + u : -1;
      }
    }
    return { plane: pair[name], ways, raw, landings, slantsThere: planes.map(({ slants }) => slants[other]), labels: new Uint8Array(cells), sure: new Uint8Array(cells) };
  };
  const first = side('first');
  const last = side('last');
  type S = typeof first;
  const label = (s: S, prices: Float32Array): Uint8Array => {
    const totals = smoothTotals(s.plane, prices, count, CHANGES);
    const labels = new Uint8Array(cells);
    for (let at = 0; at < cells; at++) {
      let best = 0;
      for (let k = 1; k < count; k++) if (totals[at * count + k]! < totals[at * count + best]!) best = k;
      labels[at] = best;
    }
    return labels;
  };
  const agree = (one: Homography, other: Homography, at: number): boolean => {
    if (one === other) return true;
    const x = at % columns, y = (at - x) / columns;
    const w = one[6] * x + one[7] * y + one[8], v = other[6] * x + other[7] * y + other[8];
    const dx = (one[0] * x + one[1] * y + one[2]) / w - (other[0] * x + other[1] * y + other[2]) / v;
    const dy = (one[3] * x + one[4] * y + one[5]) / w - (other[3] * x + other[4] * y + other[5]) / v;
    return Math.hypot(dx, dy) < AGREEMENT;
  };
  const check = (here: S, there: S): Uint8Array => here.labels.map((own, at) => {
    const to = here.landings[at * count + own]!;
    if (to < 0 || here.raw[at * count + own]! > ALIKE) return 0;
    return agree(here.ways[own]!, here.ways[there.labels[to]!]!, at) ? 1 : 0;
  });
  const seen = (here: S, there: S): Float32Array => {
    const prices = here.raw.slice();
    const near = planes.map((_, k) => {
      const own = Float32Array.from(there.labels, (l, at) => (l === k && there.sure[at] === 1 ? 1 : 0));
      return boxMean(own, pair.first, NEARBY);
    });
    for (let at = 0; at < cells; at++) for (let k = 0; k < count; k++) {
      const to = here.landings[at * count + k]!;
      if (to < 0) { prices[at * count + k] = HIDDEN; continue; }
      if (there.sure[to] !== 1) { prices[at * count + k] = UNSURE + prices[at * count + k]!; continue; }
      const m = there.labels[to]!;
      if (m === k || agree(here.ways[k]!, here.ways[m]!, at)) { const mine = here.labels[at]!; if (here.sure[at] === 1 && (mine === k || agree(here.ways[k]!, here.ways[mine]!, at))) prices[at * count + k] = Math.min(prices[at * count + k]!, SURE); continue; }
      const x = (to % columns + 0.5 - columns / 2) / size, y = (Math.floor(to / columns) + 0.5 - rows / 2) / size;
      const own = inverseDepthAt(here.slantsThere[k]!, x, y), front = inverseDepthAt(here.slantsThere[m]!, x, y);
      prices[at * count + k] = own > front ? (near[k]![to]! > 0.02 ? BESIDE : IMPOSSIBLE) : HIDDEN;
    }
    return prices;
  };
  const majority = (mask: Uint8Array): void => {
    const mean = boxMean(boxMean(Float32Array.from(mask), pair.first, 1), pair.first, 1);
    for (let at = 0; at < cells; at++) mask[at] = mean[at]! > 0.5 ? 1 : 0;
  };
  first.labels = label(first, first.raw);
  last.labels = label(last, last.raw);
  for (let round = 0; round < ROUNDS; round++) {
    const [f, l] = [check(first, last), check(last, first)];
    dropSpecks(f, first.labels, pair.first);
    dropSpecks(l, last.labels, pair.last);
    [first.sure, last.sure] = [f, l];
    majority(f); majority(l);
    (globalThis as any).__rounds?.push([first.labels, last.labels, f, l]);
    const [pf, pl] = [seen(first, last), seen(last, first)];
    [first.labels, last.labels] = [label(first, pf), label(last, pl)];
  }
  const [sureFirst, sureLast] = [check(first, last), check(last, first)];
  return { first: first.labels, last: last.labels, sureFirst, sureLast };
}

function tolerant(here: Sight, there: Sight, way: Homography, slant: Slant, size: number): Float32Array {
  const { columns, rows } = here;
  const { values, inside } = warpPlane(there, way);
  const { x: sx, y: sy } = slopesOf({ columns, rows, values });
  const [a, b, c, d, e, f, g, h, i] = way;
  const area = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const out = new Float32Array(columns * rows);
  const offsets = [0, -1, 1, -columns, columns];
  for (let row = 0, at = 0; row < rows; row++) {
    const isRim = row === 0 || row === rows - 1;
    for (let column = 0; column < columns; column++, at++) {
      const w = g * column + h * row + i;
      const near = (slant[0] * (column + 0.5 - columns / 2)) / size + (slant[1] * (row + 0.5 - rows / 2)) / size + slant[2];
      const growth = area / (w * w * w);
      if (!(w > 0.05 && near > 0 && growth > 0.2 && growth < 5)) { out[at] = 14; continue; }
      if (inside[at] === 0) { out[at] = OUTSIDE; continue; }
      let least = 14;
      const even = here.evenness[at]!;
      for (let k = 0; k < 5; k++) {
        if (k > 0 && (isRim || column === 0 || column === columns - 1)) break;
        const to = at + offsets[k]!;
        const unlike = even * (0.35 * Math.abs(here.values[at]! - values[to]!) + Math.abs(here.slopeX[at]! - sx[to]!) + Math.abs(here.slopeY[at]! - sy[to]!)) + (k === 0 ? 0 : ASIDE);
        if (unlike < least) least = unlike;
      }
      out[at] = least;
    }
  }
  return boxMean(boxMean(out, here, 1), here, 1);
}
