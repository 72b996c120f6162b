import { dropSpecks } from '../layers/drop-specks.js';
import { boxMean } from '../luma-plane.js';
import { dropFloating } from './drop-floating.js';
import { createLanding, landAt } from './landing.js';
import { medianOf } from './median.js';
import { refineDepths } from './refine-depths.js';
import type { Views } from './sight.js';
import { snapToEdges } from './snap-to-edges.js';
import type { DepthPoint } from './slant.js';
import { cheapestDepths, DEPTHS, type DepthRange, stepOf, sweepPrices } from './sweep-depths.js';

/** How near what is seen in each cell of a still is. */
export interface DepthMap {
  readonly inverseDepths: Float32Array;
  /** 1 where the other still says the same: elsewhere it is hidden there, or guessed. */
  readonly sure: Uint8Array;
}

/** A still held against the other: `views.first` is the one whose depths are looked for. */
export interface DepthSide {
  readonly views: Views;
  readonly range: DepthRange;
  readonly points: readonly DepthPoint[];
}

/** Depths of a cell in both stills that are within so many steps are the same. */
const AGREEMENT = 1.2;
/** Specks of fewer steps' difference hang together. */
const SPECK_STEPS = 3;
/** What a depth costs that the other still neither confirms nor rules out: it is hidden there, outside, or not known. */
const UNTOLD = 2.5;
/** One that it confirms, at most: of repeated and of plain things it is all that is known. */
const CONFIRMED_MAX = 3;
/** One that would be in front of what it surely shows. */
const IMPOSSIBLE = 10;
/** How surely a cell holds what is sure, for each step away and in all. */
const HOLD = 4;
const HOLD_MAX = 10;
/** What the nearest depth costs more than the farthest: what is hidden lies behind. */
const NEARNESS = 0.1;
/** What is left is cheap to tell apart at the edges of things: it fills up to them. */
const CHANGES = { atEdge: 2, more: 18, edge: 10, next: 1 };
/** Reach of the median that takes the last specks. */
const SMOOTH = 2;

/**
 * How near everything is in both stills. Each is swept by itself; a depth is sure where both say the same. The rest is asked once more, and
 * now the sure depths of the other still say what cannot be: whatever would hide them. So what one still alone shows joins what it hangs
 * together with, a tin's far side the tin and the wall behind it the wall.
 */
export function pairDepths(first: DepthSide, last: DepthSide): { readonly first: DepthMap; readonly last: DepthMap } {
  const swept = { first: sweep(first), last: sweep(last) };
  const sure = { first: checked(swept.first, swept.last), last: checked(swept.last, swept.first) };
  return {
    first: filled(swept.first, sure.first, swept.last, sure.last),
    last: filled(swept.last, sure.last, swept.first, sure.first),
  };
}

interface Swept extends DepthSide {
  readonly prices: Float32Array;
  readonly inverseDepths: Float32Array;
}

function sweep(side: DepthSide): Swept {
  const prices = sweepPrices(side.views, side.range, side.points);
  return { ...side, prices, inverseDepths: cheapestDepths(side.views.first, prices, side.range) };
}

/** Where the other still has the same depth at the place that a depth says. */
function checked({ views, range, inverseDepths }: Swept, there: Swept): Uint8Array {
  const landing = createLanding();
  const agrees = inverseDepths.map((inverseDepth, at) => {
    landAt(landing, views, at, inverseDepth);
    const found = there.inverseDepths[landing.cell];
    return found !== undefined && Math.abs(landing.inverseDepth - found) < AGREEMENT * stepOf(range) ? 1 : 0;
  });
  const mean = boxMean(boxMean(agrees, views.first, 1), views.first, 1);
  const sure = Uint8Array.from(agrees, (does, at) => (does === 1 && mean[at]! > 0.5 ? 1 : 0));
  const steps = Uint8Array.from(inverseDepths, (value) => (value - range.least) / stepOf(range) / SPECK_STEPS);
  dropSpecks(sure, steps, views.first);
  dropFloating({ inverseDepths, sure }, stepOf(range), views.first);
  return sure;
}

/** Depths for all cells: what is sure, and what goes with it. */
function filled(
  { views, range, prices, inverseDepths }: Swept,
  sure: Uint8Array,
  there: Swept,
  sureThere: Uint8Array,
): DepthMap {
  const landing = createLanding();
  const step = stepOf(range);
  for (let at = 0; at < sure.length; at++) {
    const own = (inverseDepths[at]! - range.least) / step;
    for (let depth = 0; depth < DEPTHS; depth++) {
      const to = at * DEPTHS + depth;
      if (sure[at] === 1) {
        prices[to] = Math.min(HOLD_MAX, HOLD * Math.abs(depth - own));
        continue;
      }
      landAt(landing, views, at, range.least + step * depth);
      const before = (landing.inverseDepth - there.inverseDepths[landing.cell]!) / step;
      let price = UNTOLD;
      if (sureThere[landing.cell] === 1) {
        if (before > AGREEMENT) price = IMPOSSIBLE;
        else if (before >= -AGREEMENT) price = Math.min(CONFIRMED_MAX, prices[to]!);
      }
      prices[to] = price + (NEARNESS * depth) / DEPTHS;
    }
  }
  const all = cheapestDepths(views.first, prices, range, CHANGES, { inverseDepths, held: sure });
  const smooth = medianOf(all, views.first, SMOOTH);
  const snapped = snapToEdges(smooth, { plane: views.first, sure, step });
  return { inverseDepths: refineDepths(views, snapped, sure), sure };
}
