import { dropSpecks } from '../layers/drop-specks.js';
import { boxMean } from '../luma-plane.js';
import { dropFloating } from './drop-floating.js';
import { dropUnlike } from './drop-unlike.js';
import { fillDepths } from './fill-depths.js';
import { createLanding, landAt } from './landing.js';
import { medianOf } from './median.js';
import { refineDepths } from './refine-depths.js';
import type { Views } from './sight.js';
import type { DepthPoint } from './slant.js';
import { cheapestDepths, type DepthRange, stepOf, sweepPrices } from './sweep-depths.js';

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
/** Reach of the median that takes the last specks. */
const SMOOTH = 2;

/**
 * How near everything is in both stills. Each is swept by itself; a depth is sure where both say the same, and show the same. The rest goes on
 * as what is sure about it does, and the sure depths of the other still say what cannot be: whatever would hide them. So what one still
 * alone shows joins what it hangs together with, a tin's far side the tin and the wall behind it the wall.
 */
export function pairDepths(first: DepthSide, last: DepthSide): { readonly first: DepthMap; readonly last: DepthMap } {
  const swept = { first: sweep(first), last: sweep(last) };
  const sure = { first: checked(swept.first, swept.last), last: checked(swept.last, swept.first) };
  const known = { first: trusted(swept.first, sure.first), last: trusted(swept.last, sure.last) };
  return { first: filled(first, known.first, known.last), last: filled(last, known.last, known.first) };
}

interface Swept extends DepthSide {
  readonly inverseDepths: Float32Array;
}

interface TrustedDepths extends DepthMap {
  /** As they were before they were refined. */
  readonly swept: Float32Array;
}

function sweep(side: DepthSide): Swept {
  const prices = sweepPrices(side.views, side.range, side.points);
  return { ...side, inverseDepths: cheapestDepths(side.views.first, prices, side.range) };
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
  dropLoose({ inverseDepths, sure }, { views, range });
  return sure;
}

/** Depths to parts of a cell, without those that only seemed to be found again. */
function trusted({ views, range, inverseDepths: swept }: Swept, agreed: Uint8Array): TrustedDepths {
  const found = { inverseDepths: refineDepths(views, swept, agreed), sure: agreed.slice() };
  dropUnlike(views, found);
  dropLoose(found, { views, range });
  return { ...found, swept };
}

/** Takes the sureness from specks, and from what hangs in the air. */
function dropLoose({ inverseDepths, sure }: DepthMap, { views, range }: Pick<DepthSide, 'views' | 'range'>): void {
  const step = stepOf(range);
  const steps = Uint8Array.from(inverseDepths, (value) => (value - range.least) / step / SPECK_STEPS);
  dropSpecks(sure, steps, views.first);
  dropFloating({ inverseDepths, sure }, step, views.first);
}

/** Depths for all cells: what is sure, and what goes with it. */
function filled({ views, range }: DepthSide, known: TrustedDepths, there: DepthMap): DepthMap {
  const { sure, swept } = known;
  const all = fillDepths(views, known, there, AGREEMENT * stepOf(range));
  // Refined twice over, a depth could come too far from where it was swept.
  const start = all.map((value, at) => (sure[at] === 1 && value === known.inverseDepths[at] ? swept[at]! : value));
  return { inverseDepths: refineDepths(views, medianOf(start, views.first, SMOOTH), sure), sure };
}
